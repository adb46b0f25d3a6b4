"""The points of every agent, component by component, as a ranking shows them."""

from __future__ import annotations

from scoring.plan.structure import Component
from scoring.report.opened import COMPONENTS, Opened, at_places, table


def points_of(opened: Opened) -> list[list[str | None]]:
    """Return the points of every agent, by the agent's place, in the order of the plan."""
    places = {c.name: (i, places_of(opened, c)) for i, c in enumerate(opened.plan.parts)}
    at = {card.agent_id: card.at for card in opened.cards}
    found: list[list[str | None]] = [[None] * len(places) for _ in opened.cards]
    stored = table(opened, COMPONENTS, ("agent_id", "component", "points")).to_pydict()
    for agent, component, text in zip(*stored.values(), strict=True):
        place, digits = places[component]
        found[at[agent]][place] = at_places(text, digits)
    return found


def places_of(opened: Opened, said: Component) -> int:
    """Return the places at which a component's points are rounded."""
    own = said.points
    return opened.plan.conventions.places.points if own is None else own.places
