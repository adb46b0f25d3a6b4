"""Gates: what caps or voids a part of the score, and what vetoes a bonus."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.standing import Cap, Gate, Part
from scoring.prose.conditions import and_missing, asks_score, listed
from scoring.prose.said import NOTHING, Said, choices, chosen, say, sentences
from scoring.prose.telling import (
    Block,
    Clause,
    measure_named,
    member_named,
    passage,
    phrase,
    reason,
)

choices(
    Gate,
    "then",
    {
        "veto": (
            "the bonus is vetoed: score and rank stay, and nothing is paid or awarded",
            "一票否决：得分与排名保留，当期不发奖金、不参与评优",
        ),
        "void": ("{what} {void}", "{what}{void}"),
    },
)
choices(Gate, "target", {"score": ("the score", "综合得分")})


@passage.register
def _gate(node: Gate, plan: Plan) -> Iterator[Block]:
    en, zh = "If {held}, {follows}.", "{held}的，{follows}。"
    rule = say(en, zh, held=phrase(node.when, plan), follows=_follows(node, plan))
    before = NOTHING
    if asks_score(node.when):
        before = Said(
            "The score is looked at before any gate at it.", "此处综合得分以各项限制生效前为准。"
        )
    yield Clause(sentences(rule, before, and_missing(node.when)))
    yield from listed(node.when, plan)
    yield reason(node.why, plan)


def _follows(node: Gate, plan: Plan) -> Said:
    """Say what a gate does: a veto to the bonus, or a cap or nothing to what it is at."""
    if node.then == "veto":
        return chosen(node, "then")
    at = node.target
    what = phrase(at, plan) if isinstance(at, Part) else chosen(node, "target")
    measure = isinstance(at, Part) and at.measure is not None
    if isinstance(node.then, Cap):
        lower = measure and plan.measures[node.part].better == "lower"
        bound = Said("least", "最低") if lower else Said("most", "最高")
        limit = phrase(node.then, plan)
        en, zh = "{what} counts at {bound} {limit}", "{what}{bound}计{limit}"
        return say(en, zh, what=what, bound=bound, limit=limit)
    void = Said("counts as missing", "视为无数据") if measure else Said("is 0", "计 0 分")
    return say(*chosen(node, "then"), what=what, void=void)


@phrase.register
def _cap(node: Cap, _plan: Plan) -> Said:
    return say("{x}", "{x}", x=node.cap)


@phrase.register
def _part(node: Part, plan: Plan) -> Said:
    """Name what a gate is at."""
    if node.measure is not None:
        return measure_named(node.measure, plan)
    if node.component is not None:
        name = member_named(node.component, plan)
        return say("the number of points of {name}", "{name}的得分", name=name)
    name = member_named(node.group or "", plan)
    return say("the score of the group {name}", "考核组{name}的得分", name=name)
