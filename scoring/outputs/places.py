"""Where in the plan's file a rule stands, found by its path."""

from __future__ import annotations

from typing import Any

from scoring.plan.nodes import Place


def origin_of(plan: Any, path: tuple[str | int, ...]) -> str:
    """Return `file:line` of the block, key or entry at a path of a plan read as nested text."""
    node, place = plan, plan.place
    for key in path:
        places: dict[str, Place] | list[Place]
        places = node.key_places if isinstance(key, str) else node.item_places
        place, node = places[key], node[key]  # type: ignore[index] # text keys maps, numbers lists
    return f"{place.file}:{place.line}"
