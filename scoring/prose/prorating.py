"""Proration: what a part of the period comes to, as a factor of pay or of an anchor."""

from __future__ import annotations

from decimal import Decimal

from scoring.plan.measuring import MeasureBase
from scoring.plan.model import Plan
from scoring.plan.proration import (
    ByMeasure,
    CalendarDays,
    Form,
    Months,
    ProratedAnchors,
    WorkingDays,
)
from scoring.prose.said import (
    NOTHING,
    Part,
    Said,
    all_of,
    choices,
    chosen,
    counted,
    joined,
    quoted,
    say,
)
from scoring.prose.telling import measure_named, named_number, phrase, tells

_TIMES_FTE = {
    "apply": (" × full-time equivalent", " × 全职当量"),
    "ignore": (" (whatever the full-time equivalent)", "（不计全职当量）"),
}
for _model in (CalendarDays, WorkingDays, Months, ByMeasure):
    choices(_model, "fte", _TIMES_FTE)
choices(WorkingDays, "out_of", {"period": ("working days of the period", "考核期工作日数")})


@phrase.register
def _calendar_days(node: CalendarDays, _plan: Plan) -> Said:
    en = "calendar days employed ÷ calendar days of the period{fte}"
    return say(en, "在职日历天数 ÷ 考核期日历天数{fte}", fte=chosen(node, "fte"))


@phrase.register
def _working_days(node: WorkingDays, _plan: Plan) -> Said:
    under = node.out_of if isinstance(node.out_of, Decimal) else chosen(node, "out_of")
    more = NOTHING if node.most is None else say("; at most {x}", "，不超过 {x}", x=node.most)
    return say(
        "working days employed ÷ {under} (by the calendar {calendar}{more}){fte}",
        "在职工作日数 ÷ {under}（按日历{calendar}{more}）{fte}",
        under=under,
        calendar=quoted(node.calendar),
        more=more,
        fte=chosen(node, "fte"),
    )


@phrase.register
def _months(node: Months, _plan: Plan) -> Said:
    en = (
        "months of service ÷ months of the period (a month counts from {full} employed, a February"
        " from {february}; with fewer it does not){fte}"
    )
    zh = "服务月数 ÷ 考核期月数（当月在职满 {full}计一个月，二月满 {february}，不足不计）{fte}"
    full, february = (counted(n, "day", "天") for n in (node.full_from, node.february_from))
    return say(en, zh, full=full, february=february, fte=chosen(node, "fte"))


@phrase.register
def _by_measure(node: ByMeasure, plan: Plan) -> Said:
    under: Part = node.out_of
    lacking = Said("without a value", "无数据时")
    if isinstance(node.out_of, str):
        under = measure_named(node.out_of, plan)
        en = "where either has no value, or the second is not above 0,"
        lacking = Said(en, "缺任一数据或除数不大于零时")
    return say(
        "{measure} ÷ {under} (at most {most}; {lacking} it is {missing}){fte}",
        "{measure} ÷ {under}（不超过 {most}；{lacking}为 {missing}）{fte}",
        measure=measure_named(node.measure, plan),
        under=under,
        most=node.most,
        lacking=lacking,
        missing=node.missing,
        fte=chosen(node, "fte"),
    )


def quotient(node: Form, plan: Plan) -> Said:
    """Write a proration as it stands in a formula; its step says the rest of it."""
    match node:
        case CalendarDays():
            en, zh = (
                "calendar days employed ÷ calendar days of the period",
                "在职日历天数 ÷ 考核期日历天数",
            )
            said = Said(en, zh)
        case WorkingDays():
            under = node.out_of if isinstance(node.out_of, Decimal) else chosen(node, "out_of")
            said = say("working days employed ÷ {x}", "在职工作日数 ÷ {x}", x=under)
        case Months():
            said = Said("months of service ÷ months of the period", "服务月数 ÷ 考核期月数")
        case ByMeasure():
            due = (
                node.out_of
                if isinstance(node.out_of, Decimal)
                else measure_named(node.out_of, plan)
            )
            said = joined([measure_named(node.measure, plan), due], " ÷ ", " ÷ ")
    return joined([said, chosen(node, "fte")], "", "") if node.fte == "apply" else said


@tells(ProratedAnchors)
def owed_in_part(node: MeasureBase, plan: Plan) -> Said:
    """Say which anchors of a measure whoever serves a part of the period owes a part of."""
    if node.prorated is None:
        return NOTHING
    return say(
        "For each person {names} is multiplied by {factor}, and rounded once.",
        "对每名员工，{names}乘以 {factor}，并舍入一次。",
        names=all_of([named_number(name) for name in node.prorated.anchors]),
        factor=phrase(node.prorated.proration, plan),
    )
