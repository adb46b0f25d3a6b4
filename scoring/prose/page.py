"""The plan as a page for staff and works council, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, get_args

from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup
from scoring.plan.structure import Group, Member
from scoring.prose import (
    conditions,
    curves,
    durations,
    exactly,
    factors,
    ledgers,
    measured,
    measures,
    money,
    pay,
    people,
    pools,
    promises,
    recognition,
    samples,
    score,
    segments,
    settlement,
    standing,
    starts,
    structure,
    tiers,
)
from scoring.prose.paper import Language, laid_out
from scoring.prose.said import Said, choices, chosen, quoted, say
from scoring.prose.telling import (
    ACTIONS,
    AWARDS,
    EXACTLY,
    GATES,
    MEASURES,
    PAY,
    PEOPLE,
    POINTS,
    SCORE,
    SETTLED,
    TIERS,
    Block,
    Clause,
    Heading,
    introduced,
    numbered,
    passage,
    phrase,
    tells,
    titled,
)

TELLERS = (
    *(conditions, curves, durations, exactly, factors, ledgers, measured, measures, money, pay),
    *(people, pools, promises, recognition, samples, score, segments, settlement, standing, starts),
    *(structure, tiers),
)
"""Every module that tells blocks: to import it is what registers them."""

Languages = Literal["en", "zh", "both"]
choices(
    Plan,
    "cycle",
    {
        "month": ("for one month at a time", "按月考核"),
        "quarter": ("for one quarter at a time", "按季度考核"),
        "half_year": ("for half a year at a time", "按半年考核"),
        "year": ("for one year at a time", "按年度考核"),
    },
)
choices(Plan, "pay", {"none": ("The plan pays nothing.", "本方案不发放奖金。")})


def explained(plan: Plan, languages: Languages) -> str:
    """Return the plan as prose: every key that changes a result is in it.

    Args:
        plan: a plan that holds together.
        languages: en, zh, or both, one page after the other.
    """
    chosen_ones: tuple[Language, ...] = get_args(Language) if languages == "both" else (languages,)
    pages = ["\n".join(laid_out(page(plan), language)).strip("\n") for language in chosen_ones]
    return ("\n\n\n" + "=" * 100 + "\n\n").join(pages)


@tells(Plan)
def page(plan: Plan) -> Iterator[Block]:
    """Yield the whole page: what the plan is, and its sections."""
    yield Heading("", phrase(plan.title, plan))
    en = "Plan {name}, version {version}, {cycle}."
    zh = "方案代号：{name}；版本：{version}；{cycle}。"
    said = say(en, zh, name=plan.plan, version=plan.version, cycle=chosen(plan, "cycle"))
    yield Clause(said, plan.at("plan"))
    for number, title, section in _SECTIONS:
        yield Heading(str(number), title)
        yield from section(plan)


def _people(plan: Plan) -> Iterator[Block]:
    yield from passage(plan.applies_to, plan)
    if plan.segments is not None:
        yield Clause(phrase(plan.segments, plan), plan.segments.place)


def _measures(plan: Plan) -> Iterator[Block]:
    scored = _scored(plan)
    for number, (name, measure) in enumerate(plan.measures.items(), start=1):
        title = titled(measure.title, name, plan)
        yield Heading(f"{MEASURES}.{number}", title, plan.at("measures", name))
        yield from passage(measure, plan)
        if name not in scored:
            en = "It is no part of the score; what reads it says what follows without a value."
            yield Clause(Said(en, "不计入综合得分；无数据时如何处理，以引用它的各处规定为准。"))
    for number, (name, promise) in enumerate(plan.promises.items(), start=len(plan.measures) + 1):
        title = say("The promise {name}", "时限承诺{name}", name=quoted(name))
        yield Heading(f"{MEASURES}.{number}", title, plan.at("promises", name))
        yield from passage(promise, plan)


def _scored(plan: Plan) -> set[str]:
    """Return the measures that the score is made of, be it by way of a rollup."""
    read = {reading.measure for part in plan.parts for reading in part.readings}
    read |= {adjust.measure for adjust in (() if plan.score is None else plan.score.adjust)}
    rollups = [plan.measures[name] for name in read]
    return read | {measure.of for measure in rollups if isinstance(measure, Rollup)}


def _points(plan: Plan) -> Iterator[Block]:
    for number, member in numbered(plan.components):
        named = say("{name}: {title}", "{name}：{title}", name=member.name, title=_of(member, plan))
        yield Heading(number, named, member.place)
        yield from passage(member, plan)


def _of(member: Member, plan: Plan) -> Said:
    """Say what a component or a group is: its own title, or else what it is made of."""
    if not isinstance(member, Group):
        own = member.title
        return score.read_by(member, plan) if own is None else phrase(own, plan)
    if member.title is None:
        return Said("a group of parts", "考核组")
    en, zh = "{title}, a group of parts", "{title}（考核组）"
    return say(en, zh, title=phrase(member.title, plan))


def _gates(plan: Plan) -> Iterator[Block]:
    if any(gate.level != "score" for gate in plan.gates):
        en = "Gates at measures act first, then those at components, at groups and at the score; "
        zh = "各项限制依次作用于指标、考核项、考核组、综合得分；同一层级先全部判断，再一并生效。"
        yield Clause(Said(en + "all of one level look before any of them acts.", zh))
    yield from _nothing(plan.gates, Said("No gate caps a score or vetoes.", "不设限制与否决条件。"))
    for number, gate in enumerate(plan.gates, start=1):
        yield Heading(f"{GATES}.{number}", titled(gate.title, gate.name, plan), gate.place)
        yield from passage(gate, plan)


def _pay(plan: Plan) -> Iterator[Block]:
    if isinstance(plan.pay, str):
        yield Clause(chosen(plan, "pay"), plan.at("pay"))
        return
    for number, line in enumerate(plan.pay, start=1):
        named = say("Line {x}", "{x}", x=introduced(line.name, line.title))
        yield Heading(f"{PAY}.{number}", named, line.place)
        yield from passage(line, plan)
    if plan.exchange is not None:
        title = Said("Rates of exchange", "汇率")
        yield Heading(f"{PAY}.{len(plan.pay) + 1}", title, plan.exchange.place)
        yield from passage(plan.exchange, plan)


def _awards(plan: Plan) -> Iterator[Block]:
    yield from _nothing(plan.awards, Said("There are no awards.", "不设奖项。"))
    for number, award in enumerate(plan.awards, start=1):
        yield Heading(f"{AWARDS}.{number}", titled(award.title, award.name, plan), award.place)
        yield from passage(award, plan)


def _settled(plan: Plan) -> Iterator[Block]:
    if plan.settlement is None:
        en = "What is earned is paid: nothing is held back, drawn or carried to another period."
        yield Clause(Said(en, "应得即实发：不延期、不预支、不结转。"))
        return
    yield from passage(plan.settlement, plan)


def _actions(plan: Plan) -> Iterator[Block]:
    yield from _nothing(plan.actions, Said("Nothing further follows.", "不设后续安排。"))
    for number, action in enumerate(plan.actions, start=1):
        yield Heading(f"{ACTIONS}.{number}", titled(action.title, action.name, plan), action.place)
        yield from passage(action, plan)


def _nothing(items: tuple[object, ...], said: Said) -> Iterator[Block]:
    if not items:
        yield Clause(said)


def _exactly(plan: Plan) -> Iterator[Block]:
    yield from passage(plan.conventions, plan)
    yield from exactly.columns(plan)


_SECTIONS: tuple[tuple[int, Said, Callable[[Plan], Iterator[Block]]], ...] = (
    (PEOPLE, Said("Who is in the plan", "考核对象"), _people),
    (MEASURES, Said("What is measured", "考核指标"), _measures),
    (POINTS, Said("How values become points", "指标计分"), _points),
    (SCORE, Said("How points become the score", "综合得分"), score.score),
    (GATES, Said("Gates and vetoes", "封顶与一票否决"), _gates),
    (TIERS, Said("Tiers and ranks", "等级与排名"), tiers.standing),
    (PAY, Said("Pay", "绩效奖金"), _pay),
    (AWARDS, Said("Awards", "评优"), _awards),
    (SETTLED, Said("What is paid now", "结算"), _settled),
    (ACTIONS, Said("What else follows", "培训与发展"), _actions),
    (EXACTLY, Said("How it is reckoned exactly", "计算口径"), _exactly),
)
