"""Words on what would have reached the next tier, and why a measure alone would not."""

from __future__ import annotations

from collections.abc import Mapping

NEXT: Mapping[str, tuple[str, str]] = {
    "next": ("To the next tier", "距下一等级"),
    "next_at": (
        "Tier {tier} begins at {edge}: {missing} to go.",
        "等级“{tier}”从{edge}分起：还差{missing}分。",
    ),
    "next_above": (
        "Tier {tier} begins above {edge}: more than {missing} to go.",
        "等级“{tier}”须高于{edge}分：还差{missing}分以上。",
    ),
    "next_gated": (
        "Tier {tier} begins at {edge}: the score before rules reaches it, and a rule holds it.",
        "等级“{tier}”从{edge}分起：条款生效前得分已达到，因触发条款未能进入。",
    ),
    "next_highest": ("Tier {tier} is the highest.", "等级“{tier}”为最高等级。"),
    "next_no_score": (
        "Without a score there is no next tier.",
        "没有得分，不计下一等级。",
    ),
    "next_by_rank": (
        "Tiers depend on rank, so other people's scores matter too.",
        "等级按名次确定，也取决于其他人的得分。",
    ),
    "next_several_stretches": (
        "The score is made of several stretches; what would have reached another tier is not said.",
        "得分由多段任职合成，不单独推算下一等级。",
    ),
    "next_hint": (
        "One measure at a time, the others as they are: the value that the next tier needs.",
        "每次只改变一项指标，其余不变：达到下一等级所需的值。",
    ),
    "remarks": ("Remarks", "说明"),
    "now": ("Now", "当前值"),
    "then": ("Value needed", "需达到"),
    "way_no_value": ("has no value", "无数据"),
    "way_not_scored": ("nothing that counts goes by it", "不影响得分"),
    "way_inside": (
        "neither more nor less of it is better",
        "并非越高或越低越好，不推算",
    ),
    "way_relative": (
        "goes by the place among others, who move as well",
        "取决于与他人的比较，不推算",
    ),
    "way_not_monotone": (
        "points turn on the way, so that no value is told",
        "得分随其变化有升有降，不推算",
    ),
    "way_gates": ("would give the points, and a rule holds", "得分足够，但受条款约束"),
    "way_not_enough": ("not by this alone", "仅凭此项达不到"),
    "way_too_few": (
        "not by this alone: {needed} points needed, {most} is the most",
        "需{needed}分，但该项满分{most}分",
    ),
}
