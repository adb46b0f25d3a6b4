"""The time that is owed: promises by class of contact."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan, Promise
from scoring.prose.said import Said, choices, chosen, lasting, say
from scoring.prose.telling import Block, Clause, Grid, passage

choices(
    Promise,
    "by",
    {
        "priority": ("priority", "优先级"),
        "category": ("category", "问题类别"),
        "channel": ("channel", "渠道"),
        "region": ("region", "地区"),
    },
)
choices(
    Promise,
    "otherwise",
    {"none": ("no promise: left out and counted", "无承诺：不计入，另行统计")},
)


@passage.register
def _promise(node: Promise, _plan: Plan) -> Iterator[Block]:
    by = chosen(node, "by")
    en = "The time owed goes by the {by} of the contact; exactly in time is in time."
    yield Clause(say(en, "承诺时限按服务记录的{by}确定，恰好到时视为按时。", by=by))
    rest = node.otherwise
    last = lasting(rest) if isinstance(rest, int) else chosen(node, "otherwise")
    rows = [(word, lasting(seconds)) for word, seconds in node.within.items()]
    heads = (by, Said("time owed", "承诺时限"))
    yield Grid(heads, (*rows, (Said("any other, or none", "其他或未填"), last)))
