"""Recognition and development: who is honoured, and what follows for a person besides money."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.recognition import Action, Award
from scoring.prose.conditions import if_missing
from scoring.prose.said import Said, any_of, choices, chosen, counted, quoted, say, sentences
from scoring.prose.telling import Block, Clause, amounts, measure_named, passage, phrase

choices(
    Award,
    "per",
    {
        "overall": ("overall", "全体"),
        "region": ("in each region", "每个地区"),
        "team": ("in each team", "每个团队"),
    },
)
choices(Award, "tiers", {"any": ("Every tier is eligible.", "各等级均可参评。")})
choices(
    Award,
    "ties",
    {
        "all": (
            "Of those who are equal at the last place, all get it.",
            "末位并列者全部获奖。",
        ),
        "none": (
            "Of those who are equal at the last place and for whom there is no room, none gets it.",
            "末位并列且名额不足的，并列者均不获奖。",
        ),
        "agent_id": (
            "Of those who are equal at the last place, the first by agent id get it.",
            "末位并列的，按员工编号在前者获奖。",
        ),
    },
)
choices(
    Award,
    "amount",
    {"none": ("It is an honour without money.", "此为荣誉奖，不发奖金。")},
)


@passage.register
def _award(node: Award, plan: Plan) -> Iterator[Block]:
    en = "{top} {per}, for the best by {by}."
    zh = "{per}取{by}前 {top}。"
    top = counted(node.top, "place", "名")
    who = say(en, zh, top=top, per=chosen(node, "per"), by=_merit(node, plan))
    yield Clause(sentences(who, _eligible(node), chosen(node, "ties"), _prize(node)))


def _merit(node: Award, plan: Plan) -> Said:
    if node.by == "score":
        return Said("the score", "综合得分")
    return measure_named(node.by, plan)


def _eligible(node: Award) -> Said:
    if node.tiers == "any":
        return chosen(node, "tiers")
    en = "Only tier {tiers} is eligible."
    return say(en, "仅限等级为{tiers}的员工参评。", tiers=any_of(map(quoted, node.tiers)))


def _prize(node: Award) -> Said:
    if node.amount == "none":
        return chosen(node, "amount")
    en = "The prize is {amount}, in the currency of the winner, under the pay code {code}."
    zh = "奖金：{amount}（按获奖者发薪币种），工资项目代码 {code}。"
    return say(en, zh, amount=amounts(node.amount), code=node.pay_code or "")


@passage.register
def _action(node: Action, plan: Plan) -> Iterator[Block]:
    en, zh = "This follows if {held}.", "{held}的，予以安排。"
    yield Clause(sentences(say(en, zh, held=phrase(node.when, plan)), if_missing(node.when)))
