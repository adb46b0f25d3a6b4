"""Words on what would have reached the next tier, and why a measure alone would not."""

from __future__ import annotations

from collections.abc import Mapping

NEXT: Mapping[str, tuple[str, str]] = {
    "next": ("To the next tier", "距下一等级"),
    "next_at": (
        "Tier {tier} begins at {edge}: {missing} to go.",
        "{tier}级从{edge}分起：还差{missing}分。",
    ),
    "next_above": (
        "Tier {tier} begins above {edge}: more than {missing} to go.",
        "{tier}级须高于{edge}分：还差{missing}分以上。",
    ),
    "next_gated": (
        "Tier {tier} begins at {edge}: the score before the gates reaches it, and a gate holds it.",
        "{tier}级从{edge}分起：限制前的得分已达到，因触发限制未能进入。",
    ),
    "next_highest": ("Tier {tier} is the highest.", "{tier}级为最高等级。"),
    "next_no_score": (
        "Without a score there is no next tier.",
        "没有得分，不计下一等级。",
    ),
    "next_by_rank": (
        "Tiers go by the rank: the scores of others decide, too.",
        "等级按名次确定，也取决于其他人的得分。",
    ),
    "next_several_stretches": (
        "The score is made of several stretches; what would have reached another tier is not said.",
        "得分由多段任职合成，不单独推算下一等级。",
    ),
    "next_hint": (
        "One measure at a time, the others as they are: the nearest value that would have done.",
        "每次只改变一项指标，其余不变：可达到下一等级的最近值。",
    ),
    "now": ("Now", "当前值"),
    "then": ("Would have done", "需达到"),
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
    "way_gates": ("would give the points, and a gate holds", "得分足够，但受限制约束"),
    "way_not_enough": ("not by this alone", "仅凭此项达不到"),
    "way_too_few": (
        "not by this alone: {needed} points needed, {most} is the most",
        "仅凭此项达不到：需{needed}分，最多{most}分",
    ),
}
