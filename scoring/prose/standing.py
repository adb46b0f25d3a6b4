"""Where an agent stands: gates, tiers and ranks."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Conventions, Plan
from scoring.plan.standing import CapScore, Gate
from scoring.prose.conditions import and_missing, asks_score, listed
from scoring.prose.curves import table
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
choices(
    Conventions,
    "rank",
    {
        "competition": ("1, 1, 3", "1、1、3"),
        "dense": ("1, 1, 2", "1、1、2"),
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


def tiers(plan: Plan) -> Iterator[Block]:
    """Yield the tiers by score, and how equal scores are ranked."""
    en = "The score, after the gates, decides the tier."
    yield Clause(Said(en, "按限制生效后的综合得分评定等级。"), plan.at("tiers"))
    yield from table(plan.tiers, plan, Said("score", "综合得分"), Said("tier", "等级"))
    en = (
        "Agents are ranked by the score, overall and within their region. Equal scores share a "
        "rank; with two in the first place the ranks are {ranks}."
    )
    zh = (
        "按综合得分排名，分全体排名与地区内排名。得分相同者名次并列；"
        "两人并列第一时，名次为 {ranks}。"
    )
    ranks = chosen(plan.conventions, "rank")
    yield Clause(say(en, zh, ranks=ranks), plan.conventions.at("rank"))
