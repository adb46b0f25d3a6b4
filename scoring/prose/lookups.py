"""Lookups in words: the table by its columns, and what others get."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scoring.plan.curves import Gives
from scoring.plan.lookups import Lookup, Row
from scoring.prose.said import WORDS, Part, Said, choices, chosen, say
from scoring.prose.telling import Block, Clause, Grid, tells

choices(
    Lookup,
    "by",
    {
        "tier": ("tier", "等级"),
        "region": ("region", "地区"),
        "team": ("team", "团队"),
        "role": ("role", "岗位"),
        "shift": ("shift", "班次"),
        "manager_id": ("manager", "直接上级"),
        "cost_center": ("cost center", "成本中心"),
    },
)
choices(
    Lookup,
    "otherwise",
    {"refuse": ("Whoever is in no row ends the run.", "表中没有对应行的，停止核算。")},
)


@tells(Row)
def rows(node: Lookup[Gives], given: Said, told: Callable[[Gives], Said]) -> Iterator[Block]:
    """Yield the rows of a lookup, and what others get.

    Args:
        node: the lookup.
        given: what the rows give: a factor, an amount.
        told: writes what a row gives.
    """
    heads = (*(WORDS[Lookup, "by"][name] for name in node.by), given)
    found: list[tuple[Part, ...]] = [(*row.words, told(row.gives)) for row in node.rows]
    yield Grid(heads, tuple(found), frozenset({len(node.by)}))
    if isinstance(node.otherwise, str):
        yield Clause(chosen(node, "otherwise"), node.at("otherwise"))
        return
    yield Clause(say("For others it is {x}.", "其他情况为 {x}。", x=told(node.otherwise)))
