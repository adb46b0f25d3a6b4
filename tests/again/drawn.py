"""Months that Hypothesis draws for the next tier: values come ready, and most curves go one way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.outputs.test_explain import month_by_hand
from tests.strategies import (
    COMBINES,
    MODES,
    Known,
    Month,
    anchored,
    employed_in,
    flat,
    flat_groups,
    gates,
    members,
    one,
    score_rules,
)

EDGES = ("10", "25", "40", "55", "70", "85")
GIVEN = ("0", "0.5", "1", "2", "4", "12.5", "33", "59", "60", "74.9", "90", "99.99", "-2.5")


def going_well(curve: dict[str, Any], *, lower: bool) -> dict[str, Any]:
    """Put what a table or a line gives in the order in which a better value gives more."""
    if curve["mode"] == "whole":
        given = [curve["below"], *(band["gives"] for band in curve["bands"])]
        first, *others = sorted(given, key=Decimal, reverse=lower)
        bands = [b | {"gives": g} for b, g in zip(curve["bands"], others, strict=True)]
        return curve | {"below": first, "bands": bands}
    if curve["mode"] == "interpolated":
        given = sorted((p["gives"] for p in curve["points"]), key=Decimal, reverse=lower)
        points = [{"at": p["at"], "gives": g} for p, g in zip(curve["points"], given, strict=True)]
        ends = {end: s for end in ("below", "above") if (s := curve[end]) == "extrapolate"}
        return curve | {"below": "hold", "above": "hold"} | ends | {"points": points}
    if curve["mode"] == "deduct":
        return curve | {"side": "above" if lower else "below"}
    return curve


def put_well(part: dict[str, Any], named: dict[str, Any]) -> None:
    """Let every reading of a component go well."""
    for said in (part, *part.get("best_of", ()), *part.get("worst_of", ())):
        if "curve" in said:
            lower = named[said["measure"]]["better"] == "lower" and said["on"] == "value"
            said["curve"] = going_well(said["curve"], lower=lower)


def read_alone(part: dict[str, Any], named: dict[str, Any]) -> None:
    """Let no reading compare agents, or attain a measure of which neither more nor less is good."""
    for said in (part, *part.get("best_of", ()), *part.get("worst_of", ())):
        if "curve" in said and (
            not isinstance(said["on"], str) or named[said["measure"]]["better"] == "inside"
        ):
            said["on"] = "value"


@st.composite
def plans_of_given(draw) -> dict[str, Any]:
    """A plan whose measures are all given, with tiers by the score and without pay."""
    plan = month_by_hand().plan
    base = plan["measures"]["rating"]
    named = {}
    for i in range(draw(st.integers(1, 3))):
        own = {"given": f"m{i}", "better": draw(one(*["higher", "lower"] * 4, "inside"))}
        named[f"m{i}"] = draw(anchored(base | own | {"places": draw(one("0", "1", "2"))}))
        for name, said in named[f"m{i}"].get("anchors", {}).items():
            if said == "previous":
                named[f"m{i}"]["anchors"][name] = "targets"
    combine = draw(one("weighted_mean", "weighted_mean", *COMBINES))
    parts = draw(members(named, combine, "c", 0))
    for part in flat(parts):
        read_alone(part, named)
        if draw(one(True, True, True, False)):
            put_well(part, named)
    known = Known(
        list(named),
        [said["name"] for said in flat(parts)],
        [name for name, said in named.items() if "anchors" in said],
        ["A", "B"],
        [said["name"] for said in flat_groups(parts)],
    )
    drawn = draw(st.lists(gates(known), max_size=2))
    edges = draw(st.lists(one(*EDGES), min_size=1, max_size=4, unique=True))
    bands = [{"from": edge, "gives": f"T{edge}"} for edge in sorted(edges, key=Decimal)]
    rule = {} if combine == "weighted_mean" else {"score": draw(score_rules(named, combine))}
    return {
        **{key: said for key, said in plan.items() if key != "pay"},
        **rule,
        "measures": named,
        "components": parts,
        "gates": [{"name": f"g{i}", "why": "it matters"} | said for i, said in enumerate(drawn)],
        "tiers": {"mode": "whole", "below": "none", "bands": bands},
        "pay": "none",
        "conventions": plan["conventions"]
        | {"boundary": draw(one("upper", "lower")), "rounding": draw(one(*MODES))}
        | {"places": {"points": draw(one("0", "2")), "score": draw(one("0", "2"))}},
    }


@st.composite
def months_of_given(draw) -> Month:
    """Five agents of two regions with values of every measure, few of them missing."""
    month, plan = month_by_hand(), draw(plans_of_given())
    person = month.roster[0] | employed_in("2026-10", 31) | {"tenure_days": 400}
    names = [f"a{i}" for i in range(5)]
    words = {"region": one("north", "south"), "role": one("agent", "lead")}
    roster = [
        person | {"agent_id": name} | {key: draw(said) for key, said in words.items()}
        for name in names
    ]
    rows = [
        {"agent_id": name, "name": measure, "value": Decimal(value), "volume": draw(one(0, 5))}
        for name in names
        for measure in plan["measures"]
        if (value := draw(one(*GIVEN, None))) is not None
    ]
    targets = [
        {"level": "all", "level_id": None, "measure": measure, "name": name, "value": value}
        for measure, said in plan["measures"].items()
        for name, at in said.get("anchors", {}).items()
        if at == "targets"
        for value in [Decimal(draw(one("3", "20", "60")))]
    ]
    return Month(plan, "2026-10", roster, [], rows, targets)
