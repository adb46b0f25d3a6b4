"""Tiers by score, by rank and as a distribution, and who is ranked among whom."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Conventions, Plan
from scoring.plan.ranking import ComponentTie, Intervals, MeasureTie, Ranking
from scoring.plan.tiers import ForcedTiers, NotGraded, OneTier, RankedTiers, RankTier, Tiers
from scoring.prose.conditions import conditions
from scoring.prose.curves import table
from scoring.prose.said import (
    NOTHING,
    Part,
    Said,
    any_of,
    choices,
    chosen,
    counted,
    joined,
    quoted,
    say,
    sentences,
)
from scoring.prose.telling import (
    Block,
    Clause,
    Grid,
    measure_named,
    member_named,
    passage,
    phrase,
    tells,
)

_GROUPS = {
    "region": ("the same region", "地区"),
    "team": ("the same team", "团队"),
    "role": ("the same role", "岗位"),
    "manager": ("the same manager", "直接上级"),
}
choices(Ranking, "within", _GROUPS)
for _tiers in (RankedTiers, ForcedTiers):
    choices(
        _tiers,
        "among",
        {
            "all": ("all agents of the plan", "全体"),
            **{word: (f"the agents of {en}", f"同一{zh}") for word, (en, zh) in _GROUPS.items()},
        },
    )
choices(
    Ranking,
    "break_ties",
    {"none": ("Equal scores share a rank", "得分相同者名次并列")},
)
choices(
    Ranking,
    "intervals",
    {"none": ("How far a rank may be chance is not reckoned.", "不计算名次的偶然波动范围。")},
)
choices(
    Conventions,
    "rank",
    {
        "competition": ("1, 1, 3", "1、1、3"),
        "dense": ("1, 1, 2", "1、1、2"),
    },
)
choices(
    ForcedTiers,
    "equal",
    {
        "up": (
            "Equal scores where a tier ends all get the better one; later tiers have what is left.",
            "等级分界处得分相同的，一律归入较高等级，其后等级取剩余名额。",
        ),
        "down": (
            "Equal scores where a tier ends all get the lower one, and places above stay empty.",
            "等级分界处得分相同的，一律归入较低等级，较高等级的名额空缺。",
        ),
        "break": (
            "Equal scores where a tier ends are parted by what decides between equal ranks.",
            "等级分界处得分相同的，按下述名次并列的处理顺序区分。",
        ),
    },
)
choices(
    ForcedTiers,
    "small_groups",
    {
        "pool": ("are put together and distributed as one", "合并为一组进行分布"),
        "apart": ("stay apart", "各自单独处理"),
    },
)
choices(
    ForcedTiers,
    "too_small",
    {"by_score": ("the tier by the score alone, as below", "按下表仅依综合得分评定")},
)
_SCORE, _TIER = Said("score", "综合得分"), Said("tier", "等级")


def standing(plan: Plan) -> Iterator[Block]:
    """Yield how agents get their tiers, and how they are ranked."""
    yield from tiers(plan.tiers, plan)
    yield from _ranks(plan)


def tiers(said: Tiers, plan: Plan) -> Iterator[Block]:
    """Yield by what the tier is given, whichever way it is."""
    if isinstance(said, RankedTiers | ForcedTiers):
        yield from passage(said, plan)
        if said.excluded is not None:
            yield Clause(phrase(said.excluded, plan), said.excluded.place)
        if said.by_score is not None:
            en = "Beside it stands the tier that the score alone would give:"
            yield Clause(Said(en, "另列仅依综合得分对应的等级："), said.at("by_score"))
            yield from table(said.by_score, plan, _SCORE, _TIER)
        return
    en = "The score, after the gates, decides the tier."
    yield Clause(Said(en, "按限制生效后的综合得分评定等级。"), plan.at("tiers"))
    yield from table(said, plan, _SCORE, _TIER)


@tells(RankTier)
def _limit(node: RankTier) -> Said:
    """Say up to which rank a tier goes."""
    if node.up_to is not None:
        return say("up to rank {x}", "第 {x} 名（含）以前", x=node.up_to)
    if node.up_to_percent is not None:
        return say("up to rank N × {x} %", "第 N × {x}% 名（含）以前", x=node.up_to_percent)
    return say("the next N × {x} % of ranks", "其后 N × {x}% 名", x=node.next_percent or 0)


@passage.register
def _ranked(node: RankedTiers, _plan: Plan) -> Iterator[Block]:
    en = (
        "The rank by the score, after the gates, among {among} decides the tier. N is how many are "
        "ranked there, and a started place counts in full."
    )
    zh = (
        "按限制生效后的综合得分，在{among}范围内的名次评定等级。"
        "N 为该范围内参与排名的人数，不足一名的按一名计。"
    )
    yield Clause(say(en, zh, among=chosen(node, "among")), node.place)
    rest = Said("all ranks after them", "其余名次")
    rows: list[tuple[Part, ...]] = [(_limit(band), band.gives) for band in node.bands]
    yield Grid((Said("rank", "名次"), _TIER), (*rows, (rest, node.rest)))


@passage.register
def _forced(node: ForcedTiers, plan: Plan) -> Iterator[Block]:
    en = (
        "Forced distribution: among {among} each tier has a share of the places, which are filled "
        "from the top by the score after the gates. What the shares leave over goes to the largest "
        "remainders, equal ones to the better tier."
    )
    zh = (
        "强制分布：在{among}范围内，按比例确定各等级名额，"
        "依限制生效后的综合得分由高到低分配。余数名额归小数部分最大者，相等时归较高等级。"
    )
    yield Clause(say(en, zh, among=chosen(node, "among")), node.place)
    heads = (_TIER, Said("share in percent", "比例（%）"))
    yield Grid(heads, tuple(node.shares.items()), frozenset({1}))
    yield Clause(sentences(chosen(node, "equal"), _small(node, plan)))


def _small(node: ForcedTiers, plan: Plan) -> Said:
    """Say what becomes of groups that are too small to distribute."""
    en = "Groups with fewer than {n} to grade {groups}; where there are fewer even so, {then}."
    zh = "参评人数少于 {n}的组，{groups}；仍不足的，{then}。"
    gives = node.too_small
    if isinstance(gives, OneTier):
        then = phrase(gives, plan)
    else:
        score = chosen(node, "too_small")
        then = say("everyone gets {score}", "{score}", score=score)
    n = counted(node.members_min, "agent", "人")
    return say(en, zh, n=n, groups=chosen(node, "small_groups"), then=then)


@phrase.register
def _one_tier(node: OneTier, _plan: Plan) -> Said:
    en = "everyone gets the tier {tier}"
    return say(en, "一律评为{tier}", tier=quoted(node.gives))


@phrase.register
def _not_graded(node: NotGraded, plan: Plan) -> Said:
    who = []
    if node.where is not None:
        held = conditions(node.where, plan)
        who.append(say("those where {held}", "{held}的员工", held=held))
    if node.service_days_min is not None:
        days = counted(node.service_days_min, "day", "天")
        en = "those employed for fewer than {days} by the end of the period, or without a hire date"
        zh = "截至考核期末入职不满 {days}或入职日期不明的员工"
        who.append(say(en, zh, days=days))
    en = "Not graded and shown with the tier {tier}: {who}. They count in no group."
    zh = "以下人员不参与评级，等级显示为{tier}，且不计入各组人数：{who}。"
    return say(en, zh, tier=quoted(node.gives), who=any_of(who))


def _ranks(plan: Plan) -> Iterator[Block]:
    """Yield how agents are ranked, with the block that says it or without one."""
    if plan.ranking is not None:
        yield from passage(plan.ranking, plan)
        return
    region = Said(*_GROUPS["region"])
    shared = say("Equal scores share a rank", "得分相同者名次并列")
    told = sentences(_ranked_in(region), _shared(shared, plan))
    yield Clause(told, plan.conventions.at("rank"))


@passage.register
def _ranking(node: Ranking, plan: Plan) -> Iterator[Block]:
    equal = _shared(chosen(node, "break_ties"), plan) if node.break_ties == "none" else NOTHING
    if not isinstance(node.break_ties, str):
        chain = [_tie(tie, plan) for tie in node.break_ties]
        en = (
            "Between equal scores decides, one after the other: {chain}; of each the better goes "
            "first, and a missing one last. Ranks that were shared even so would be {ranks}."
        )
        zh = "得分相同的，依次比较：{chain}；较优者在前，缺失者在后。若仍并列，名次为 {ranks}。"
        parts = {"chain": joined(chain, ", then ", "、"), "ranks": chosen(plan.conventions, "rank")}
        equal = say(en, zh, **parts)
    yield Clause(sentences(_ranked_in(chosen(node, "within")), equal), node.place)
    chance = node.intervals
    told = phrase(chance, plan) if isinstance(chance, Intervals) else chosen(node, "intervals")
    yield Clause(told)


def _ranked_in(within: Said) -> Said:
    en = (
        "Agents are ranked by the score after the gates, overall and among those of {within}; "
        "those without one are a group of their own."
    )
    zh = "按限制生效后的综合得分排名，分全体排名与同一{within}内排名（未填的自成一组）。"
    return say(en, zh, within=within)


def _shared(equal: Said, plan: Plan) -> Said:
    en = "{equal}; with two in the first place the ranks are {ranks}."
    zh = "{equal}；两人并列第一时，名次为 {ranks}。"
    return say(en, zh, equal=equal, ranks=chosen(plan.conventions, "rank"))


@tells(MeasureTie, ComponentTie)
def _tie(said: MeasureTie | ComponentTie | str, plan: Plan) -> Said:
    """Name what decides between equal scores."""
    if isinstance(said, MeasureTie):
        return measure_named(said.measure, plan)
    if isinstance(said, ComponentTie):
        name = member_named(said.component, plan)
        return say("the points of {name}", "{name}的得分", name=name)
    return Said("the agent id", "员工编号")


@phrase.register
def _intervals(node: Intervals, _plan: Plan) -> Said:
    en = (
        "Beside each rank stands which ranks chance allows, by the Wilson intervals of the shares "
        "at z = {x}; nothing else goes by it."
    )
    zh = "名次旁列出偶然波动可能达到的范围（依各占比的 Wilson 区间，z = {x}），仅供参考。"
    return say(en, zh, x=node.z)
