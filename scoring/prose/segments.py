"""Agents who move within the period: what each stretch of days weighs in the score."""

from __future__ import annotations

from scoring.plan.model import Plan
from scoring.plan.segments import SegmentRule
from scoring.prose.said import Said, choices, chosen, say, sentences
from scoring.prose.telling import phrase

choices(
    SegmentRule,
    "weigh_by",
    {
        "days": ("by the days employed in it", "按该段在职天数加权"),
        "equally": ("as much as any other", "各段权重相同"),
    },
)
choices(
    SegmentRule,
    "without_score",
    {
        "exclude": ("the others make the score", "以其余各段计算综合得分"),
        "hold": ("there is none", "综合得分暂缓"),
    },
)


choices(
    SegmentRule,
    "paid_on",
    {
        "by_days": (
            "Base of pay and full-time equivalent are the mean of the stretches, each by its days.",
            "绩效基数和全职当量取各段按在职天数加权的平均值。",
        ),
        "last": (
            "Base of pay and full-time equivalent are those of the last stretch.",
            "绩效基数和全职当量取最后一段的数值。",
        ),
    },
)


@phrase.register
def _segments(node: SegmentRule, _plan: Plan) -> Said:
    en = (
        "The days under each row of the roster are a stretch, which is scored by itself and weighs "
        "{weight}; where a stretch has no score, {without}."
    )
    zh = "花名册每一行对应的日期为一段，各段单独计分，{weight}；某段无得分的，{without}。"
    said = say(en, zh, weight=chosen(node, "weigh_by"), without=chosen(node, "without_score"))
    return said if node.paid_on is None else sentences(said, chosen(node, "paid_on"))
