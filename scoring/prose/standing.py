"""Gates: what caps a score, and what vetoes a bonus."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.standing import CapScore, Gate
from scoring.prose.conditions import and_missing, asks_score, listed
from scoring.prose.said import NOTHING, Said, choices, chosen, say, sentences
from scoring.prose.telling import Block, Clause, passage, phrase, reason

choices(
    Gate,
    "then",
    {
        "veto": (
            "the bonus is vetoed: score and rank stay, and nothing is paid or awarded",
            "一票否决：得分与排名保留，当期不发奖金、不参与评优",
        ),
    },
)


@passage.register
def _gate(node: Gate, plan: Plan) -> Iterator[Block]:
    follows = phrase(node.then, plan) if isinstance(node.then, CapScore) else chosen(node, "then")
    en, zh = "If {held}, {follows}.", "{held}的，{follows}。"
    rule = say(en, zh, held=phrase(node.when, plan), follows=follows)
    before = NOTHING
    if asks_score(node.when):
        before = Said(
            "The score is looked at before any gate.", "此处综合得分以各项限制生效前为准。"
        )
    yield Clause(sentences(rule, before, and_missing(node.when)))
    yield from listed(node.when, plan)
    yield reason(node.why, plan)


@phrase.register
def _cap_score(node: CapScore, _plan: Plan) -> Said:
    return say("the score is at most {x}", "综合得分最高计 {x}", x=node.cap_score)
