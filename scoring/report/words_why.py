"""Words on why an action is due and why an award was won."""

from __future__ import annotations

from collections.abc import Mapping

_NUMBERS = {
    "number_of": ("{what}: {x}", "{what}{x}"),
    "number_score": ("score {x}", "综合得分{x}"),
    "number_volume": ("{what}, rows: {x}", "{what}计入{x}条"),
    "number_improved": (
        "{what}, better than in the earlier period by: {x}",
        "{what}较上期改善{x}",
    ),
    "number_earlier": ("{what} in the earlier period: {x}", "上期{what}{x}"),
    "number_attainment": ("{what}, attainment: {x}", "{what}达成率{x}"),
    "number_points": ("{what}: {x}", "{what}得分{x}"),
    "beyond_edges": ("beyond every edge", "超出任何界限"),
}
_ACTIONS = {
    "due_below": ("{number}, below {edge}", "{number}，低于{edge}"),
    "due_at_least": ("{number}, at least {edge}", "{number}，达到{edge}"),
    "due_short": ("{number}, {less} below {edge}", "{number}，低于{edge}（差{less}）"),
    "due_missing": ("{what}: no value, which counts as met", "{what}无数据，按满足条件计"),
    "due_tier": ("Tier {tier}, which is one of: {tiers}", "等级“{tier}”，属于：{tiers}"),
}
_AWARDS = {
    "won_of": ("{place} of {of} candidates, {number}", "候选{of}人中第{place}名，{number}"),
    "won_alone": ("the only candidate, {number}", "候选1人，{number}"),
    "won_equal": (", equal with {count} others", "，与另外{count}人并列"),
    "won_equal_one": (", equal with 1 other", "，与另外1人并列"),
    "won_then": ("; then by {numbers}", "；并列时依次比较{numbers}"),
    "won_no_number": ("no {what}", "{what}无数据"),
    "won_agent_id": ("agent id", "工号"),
    "won_shared": (
        "; the money of {places} places shared by {count}",
        "；{places}个名次的奖金由{count}人平分",
    ),
    "won_shared_one": (
        "; the money of 1 place shared by {count}",
        "；1个名次的奖金由{count}人平分",
    ),
    "won_prizes": (
        "; the prizes of places {first} to {last}, {amount}, shared by {count}",
        "；第{first}至第{last}名的奖金{amount}由{count}人平分",
    ),
    "won_prize": (
        "; the prize of place {last}, {amount}, shared by {count}",
        "；第{last}名的奖金{amount}由{count}人平分",
    ),
    "won_odd": (", an odd {amount} by agent id", "，按工号顺序多得{amount}"),
    "won_odd_rest": (
        ", an odd {amount} by the largest remainder",
        "，按最大余数多得{amount}",
    ),
    "won_cut": (
        "; cut from {amount}: {total} in all, and the budget is {budget}",
        "；由{amount}按预算折减（合计{total}，预算{budget}）",
    ),
}
WHY: Mapping[str, tuple[str, str]] = {**_NUMBERS, **_ACTIONS, **_AWARDS}
