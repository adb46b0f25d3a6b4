"""What a component or group weighs among its neighbours, in words, and which override holds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.conditions import standing
from scoring.independent.numbers import shown
from scoring.independent.readings import override_of
from scoring.independent.records import Grouped, Part, Path
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed

PLAIN = {"combine": "weighted_mean", "scored_min": "1"}
"""How components come to a score where the plan says nothing else."""


class Member(NamedTuple):
    """A component or a group with where it stands.

    Attributes:
        path: its path in the plan.
        said: what the plan says of it.
        above: what combines it with its neighbours: a group, or how the score is made.
        within: the name of the group that it is in; empty at the top.
    """

    path: Path
    said: Any
    above: Any
    within: str

    @property
    def name(self) -> str:
        """What the plan calls it."""
        return str(self.said["name"])

    @property
    def grouped(self) -> bool:
        """Whether it is a group."""
        return "members" in self.said


def members_of(plan: Any) -> Iterator[Member]:
    """Yield every component and group in the plan's order, the members of a group before it."""
    yield from _below(plan["components"], ("components",), rules_of(plan), "")


def rules_of(plan: Any) -> Any:
    """Return how the uppermost members come to the score."""
    return plan.get("score") or PLAIN


def _below(members: Any, path: Path, above: Any, within: str) -> Iterator[Member]:
    for i, said in enumerate(members):
        at = (*path, i)
        if "members" in said:
            yield from _below(said["members"], (*at, "members"), said, said["name"])
        yield Member(at, said, above, within)


def found_of(found: Recomputed, name: str) -> Part | Grouped:
    """Return what came out for a component or group."""
    return found.outcome.groups.get(name) or found.outcome.components[name]


def number_of(one: Part | Grouped) -> Fraction | None:
    """Return the number that counts; None where it does not."""
    return one.score if isinstance(one, Grouped) else one.points


def policy_of(found: Recomputed, said: Any) -> str:
    """Write what the plan does without a value."""
    policy = said.get("missing")
    if policy is None:
        policy = found.plan["measures"][said["measure"]]["missing"]
    return policy if isinstance(policy, str) else f"neutral {policy['neutral']}"


def weight_words(found: Recomputed, member: Member) -> str:
    """Say what a member weighs, what that comes to, and what it adds to the score."""
    out, one = found.outcome, found_of(found, member.name)
    nominal = _nominal(member, one)
    because = f" (missing: {policy_of(found, member.said)})"
    if one.reason in ("scored", "off"):
        because = ""
    if one.reason == "held":
        return f"{nominal}: holds the score{because}"
    number = number_of(one)
    if number is None:
        because = " (off)" if one.reason == "off" else because
        scaled = out.score is not None and member.above["combine"] != "sum"
        return f"{nominal}: does not count{because}" + _SCALED * scaled
    if out.score is None:
        return f"{nominal}: no score is given{because}"
    if closed := _closed(found, member):
        return f"{nominal}: adds nothing, as {closed} does not count by its members{because}"
    return f"{nominal}, effective {shown(one.share)}: adds {shown(one.adds)}{because}"


_SCALED = "; the other weights are scaled up"


def _nominal(member: Member, one: Part | Grouped) -> str:
    said = {
        "weighted_mean": f"weight {shown(one.weight)}",
        "percent_of_possible": f"{shown(one.weight)} possible",
        "mean": "counts like each other",
        "sum": "added up",
    }[member.above["combine"]]
    return f"in {member.within}, {said}" if member.within else said


def _closed(found: Recomputed, member: Member) -> str:
    """Return the nearest group around a member whose score is not that of its members."""
    around = {one.name: one for one in members_of(found.plan) if one.grouped}
    name = member.within
    while name:
        if found.outcome.groups[name].reason != "scored":
            return name
        name = around[name].within
    return ""


def override_words(found: Recomputed, member: Member) -> Iterator[str]:
    """Say which override holds for the agent, by what, and what it puts in place of the rest."""
    held = override_of(member.said, found.outcome.agent)
    if not held:
        return
    place = next(i for i, one in enumerate(member.said["overrides"]) if one is held)
    origin = origin_of(found.plan, (*member.path, "overrides", place))
    put = [f"{key} {held[key]}" for key in ("weight", "possible") if key in held]
    put += ["a curve of its own"] if "curve" in held else []
    put += ["off"] if "off" in held else []
    why = standing(held["where"], found.outcome)
    yield f"override ({origin}), as {why}: {', '.join(put)}"


def places_words(places: int | str) -> str:
    """Count decimal places."""
    return "1 place" if str(places) == "1" else f"{places} places"


def plain(number: Fraction | None) -> str | None:
    """Write a number for scripts, at six places where it does not end."""
    return None if number is None else shown(number).removeprefix("≈")


def weight_facts(found: Recomputed, member: Member) -> dict[str, Any]:
    """Return what a member weighs for scripts."""
    one, scored = found_of(found, member.name), found.outcome.score is not None
    return {
        "group": member.within or None,
        "reason": one.reason,
        "weight": plain(one.weight),
        "effective_weight": plain(one.share) if scored else None,
        "adds": plain(one.adds) if scored else None,
    }
