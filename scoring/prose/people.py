"""Who is in the plan."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import AppliesTo, Plan
from scoring.prose.conditions import conditions
from scoring.prose.said import NOTHING, Said, counted, say, sentences
from scoring.prose.telling import Block, Clause, passage


@passage.register
def _applies_to(node: AppliesTo, plan: Plan) -> Iterator[Block]:
    outside = Said(
        "Whoever is on the roster and not in the plan is reported and gets no score.",
        "花名册上不属于本方案的人员仅在报告中列出，不予计分。",
    )
    yield Clause(sentences(_whom(node, plan), _service(node), outside), node.place)


def _whom(node: AppliesTo, plan: Plan) -> Said:
    if node.where is not None:
        held = conditions(node.where, plan)
        en = "The plan covers everyone on the roster of whom this holds: {held}."
        return say(en, "本方案适用于花名册上符合以下条件的人员：{held}。", held=held)
    if node.everyone:
        return Said("The plan covers everyone on the roster.", "本方案适用于花名册上的全体人员。")
    return NOTHING


def _service(node: AppliesTo) -> Said:
    if node.service_days_min is None:
        return NOTHING
    en = "They have been employed for at least {days} by the end of the period."
    days = counted(node.service_days_min, "day", "天")
    return say(en, "截至考核期末，入职须满 {days}。", days=days)
