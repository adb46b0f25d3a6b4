"""Measures that do not stand on contacts: ledgers of points, the value of many, totals so far."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.events import Carried, EventCategory, EventLedger
from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup
from scoring.plan.so_far import Opening, ReachedBefore, SoFar
from scoring.prose.measured import told
from scoring.prose.said import WORDS, Part, Said, all_of, choices, chosen, quoted, say, sentences
from scoring.prose.telling import (
    Block,
    Clause,
    Grid,
    bounds,
    measure_named,
    passage,
    phrase,
    tells,
    unbounded,
)

choices(
    EventLedger,
    "since",
    {
        "period": ("the period", "考核期"),
        "quarter": ("the quarter that the period begins in", "考核期所在季度"),
        "half_year": ("the half-year that the period begins in", "考核期所在半年"),
        "year": ("the year that the period begins in", "考核期所在年度"),
    },
)
choices(
    EventLedger,
    "otherwise",
    {
        "refuse": (
            "An event of a category that no ledger of the plan names ends the run with an error.",
            "出现各台账均未列明的类别时，终止核算并报错。",
        ),
        "ignore": (
            "An event of a category that no ledger of the plan names is left out and counted.",
            "各台账均未列明的类别，不计入，另行统计。",
        ),
    },
)
choices(
    EventLedger,
    "needs",
    {
        "none": ("An event needs neither evidence nor approver.", "事件无须附证据或审批人。"),
        "evidence": ("evidence", "证据"),
        "approver": ("an approver", "审批人"),
    },
)
unbounded(EventLedger)
choices(
    Rollup,
    "over",
    {
        "team": ("the agents of the same team, this one among them", "本团队成员（含本人）"),
        "region": ("the agents of the same region, this one among them", "本地区成员（含本人）"),
        "role": ("the agents of the same role, this one among them", "同岗位成员（含本人）"),
        "all": ("all agents of the plan", "本方案全体人员"),
        "reports": (
            "those who report to this agent, in the plan or not",
            "本人的直接下属（不论是否属于本方案）",
        ),
    },
)
choices(
    Rollup,
    "by",
    {
        "micro": (
            "{of} over the facts of {members} together, as if they were one agent's.",
            "{of}：将{members}的全部数据合并后按一人计算。",
        ),
        "macro": (
            "The mean of the rounded values that {members} have in {of}; no value, not counted.",
            "{of}：取{members}各自指标值（已舍入）的平均，无数据者不计。",
        ),
    },
)


@passage.register
def _ledger(node: EventLedger, plan: Plan) -> Iterator[Block]:
    en = (
        "A balance of points that are added and deducted for what happened, as events.parquet has "
        "it. {start} Events count from the first day of {since}."
    )
    zh = "加减分台账，取自 events.parquet。{start}自{since}第一天起的事件计入。"
    what = say(en, zh, start=_start(node, plan), since=chosen(node, "since"))
    yield Clause(sentences(what, _months(node), _outside(node)))
    yield from _categories(node)
    en, zh = "The balance at the end: {bounds}.", "期末余额：{bounds}。"
    yield from told(node, plan, say(en, zh, bounds=bounds(node)), facts=("event", "个"))


def _start(node: EventLedger, plan: Plan) -> Said:
    if isinstance(node.start, Carried):
        return phrase(node.start, plan)
    return say("It begins at {x}.", "初始分为 {x}。", x=node.start)


@phrase.register
def _carried(node: Carried, _plan: Plan) -> Said:
    en = "It goes on from the agent's balance in the earlier run; without one it begins at {x}."
    return say(en, "承接本人上期余额；无上期余额的，初始分为 {x}。", x=node.previous_or)


def _months(node: EventLedger) -> Said:
    en = "Month by month the points of each category below are added up and kept within its limits"
    zh = "逐月累计下列各类别的分值并限制在其上下限之内"
    if all(said.recovery is None for said in node.categories.values()):
        return Said(f"{en}.", f"{zh}。")
    back = "a month without a deduction then gives points back, up to 0"
    return Said(f"{en}; {back}.", f"{zh}；当月无扣分的，按规定返还，最多恢复至 0。")


def _outside(node: EventLedger) -> Said:
    if node.needs == "none":
        return sentences(chosen(node, "otherwise"), chosen(node, "needs"))
    proof = all_of(WORDS[EventLedger, "needs"][word] for word in node.needs)
    en = "An event without {proof} ends the run with an error."
    zh = "事件须具备{proof}，缺少的终止核算并报错。"
    return sentences(chosen(node, "otherwise"), say(en, zh, proof=proof))


@tells(EventCategory)
def _categories(node: EventLedger) -> Iterator[Block]:
    heads = (
        Said("category", "类别"),
        Said("at least", "最低"),
        Said("at most", "最高"),
        Said("back in a month", "每月返还"),
    )
    none, nothing = Said("no limit", "不限"), Said("nothing", "不返还")
    rows: list[tuple[Part, ...]] = [
        (
            quoted(name),
            none if said.least is None else said.least,
            none if said.most is None else said.most,
            nothing if said.recovery is None else said.recovery,
        )
        for name, said in node.categories.items()
    ]
    yield Grid(heads, tuple(rows), frozenset({1, 2, 3}))


@passage.register
def _rollup(node: Rollup, plan: Plan) -> Iterator[Block]:
    how = chosen(node, "by")
    of, members = measure_named(node.of, plan), chosen(node, "over")
    what = say(how.en, how.zh, of=of, members=members)
    facts = ("fact", "个") if node.by == "micro" else ("counted member", "名成员")
    yield from told(node, plan, what, facts=facts)


choices(
    SoFar,
    "since",
    {
        "quarter": ("the quarter that the period begins in", "考核期所在季度"),
        "half_year": ("the half-year that the period begins in", "考核期所在半年"),
        "year": ("the year that the period begins in", "考核期所在年度"),
    },
)
choices(Opening, "reached", {"zero": ("0", "0")})


@passage.register
def _so_far(node: SoFar, plan: Plan) -> Iterator[Block]:
    en = (
        "What {of} was in the earlier periods of {since}, added up; the period itself is not in "
        "it. Each period counts with the value that its run has paid by, after gates. It is 0 in "
        "the first period. Later it goes on from the run of the period before: an agent who was "
        "not in that run begins at 0, and what is not known there is not known here."
    )
    zh = (
        "{of}在{since}内、本期之前各期的累计值，不含本期；各期取该期核算所用的数值"
        "（限制条件生效后）。首期为 0，其后承接上期核算结果：未列入上期核算的人员从 0 起算，"
        "上期数值不明的，本期亦不明。"
    )
    what = say(en, zh, of=measure_named(node.of, plan), since=chosen(node, "since"))
    opening = Said("", "") if node.opening is None else phrase(node.opening, plan)
    yield from told(node, plan, sentences(what, opening))


@phrase.register
def _opening(node: Opening, plan: Plan) -> Said:
    en = "In {period} it begins at {reached}, without a run before."
    zh = "{period} 从{reached}起算，无须上期核算结果。"
    if isinstance(node.reached, ReachedBefore):
        reached = phrase(node.reached, plan)
    else:
        reached = chosen(node, "reached")
    return say(en, zh, period=node.begins, reached=reached)


@phrase.register
def _reached_before(node: ReachedBefore, _plan: Plan) -> Said:
    en, zh = (
        "the number given for each agent: {name} in given.parquet",
        "直接给定的数值（given.parquet 中的{name}）",
    )
    return say(en, zh, name=quoted(node.given))
