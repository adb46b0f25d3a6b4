"""Tiers once more: by the score alone, by the rank, or as places of a distribution."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from scoring.independent.curves import band_of
from scoring.independent.numbers import ZERO, written
from scoring.independent.ranking import Key, group_of, key_of, place_of
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree, passes


def tier_alone(plan: Tree, out: Outcome) -> None:
    """Give what one agent's own numbers decide: the tier by the score, and who is excluded."""
    tiers = plan["tiers"]
    whole = tiers["mode"] == "whole"
    out.excluded = not whole and _excluded(tiers.get("excluded"), out.agent)
    table = tiers if whole else tiers.get("by_score")
    if table is None or out.score is None:
        return
    tier = band_of(table, out.score, plan["conventions"]["boundary"])
    score = f"score {written(out.score, int(plan['conventions']['places']['score']))}"
    if whole:
        out.tier, out.tier_by = tier, "score"
        out.note("tier", "tier", score, tier, ("tiers",))
    else:
        out.tier_by_score = tier
        out.note("tier", "tier by score", f"{score}, alone", tier, ("tiers", "by_score"))


def _excluded(said: Tree | None, agent: Tree) -> bool:
    if said is None:
        return False
    if "where" in said and passes(said["where"], agent):
        return True
    served = agent.get("tenure_days")
    least = said.get("service_days_min")
    return least is not None and (served is None or served < int(least))


def tier_agents(plan: Tree, outcomes: Sequence[Outcome]) -> None:
    """Give every agent with a score the tier that the others decide with it."""
    for out in outcomes:
        tier_agent(plan, out, outcomes)


def tier_agent(plan: Tree, out: Outcome, outcomes: Iterable[Outcome]) -> None:
    """Give one agent the tier by rank or by distribution, among all of them."""
    tiers = plan["tiers"]
    if tiers["mode"] == "whole" or out.score is None:
        return
    graded = [o for o in outcomes if o.score is not None and not o.excluded]
    if out.excluded:
        _give(out, tiers["excluded"]["gives"], "excluded", "takes no place: excluded")
    elif tiers["mode"] == "rank":
        _by_rank(plan, out, graded)
    else:
        _distributed(plan, out, graded)


def _give(out: Outcome, tier: str, how: str, why: str) -> None:
    out.tier, out.tier_by = tier, how
    out.note("tier", "tier", why, tier, ("tiers",))


def _by_rank(plan: Tree, out: Outcome, graded: list[Outcome]) -> None:
    tiers = plan["tiers"]
    group = _near(out, graded, tiers["among"])
    keys = [key_of(plan, o) for o in group]
    place = place_of(key_of(plan, out), keys, plan["conventions"]["rank"])
    ends, last = list[tuple[str, int]](), 0
    for band in tiers["bands"]:
        if "up_to" in band:
            limit = int(band["up_to"])
        elif "up_to_percent" in band:
            limit = math.ceil(len(group) * Fraction(band["up_to_percent"]) / 100)
        else:
            limit = last + math.ceil(len(group) * Fraction(band["next_percent"]) / 100)
        last = max(last, limit)
        ends.append((band["gives"], last))
    tier = next((name for name, end in ends if place <= end), tiers["rest"])
    said = ", ".join(f"{name} to {end}" for name, end in ends)
    where = f"rank {place} of {len(group)}{_in(out, tiers['among'])}"
    _give(out, tier, "rank", f"{where}: {said}, {tiers['rest']} after")


def _near(out: Outcome, graded: Iterable[Outcome], among: str) -> list[Outcome]:
    return [o for o in graded if group_of(o, among) == group_of(out, among)]


def _in(out: Outcome, among: str) -> str:
    name = group_of(out, among)
    return "" if among == "all" else f" in {among} {name}" if name else f" without a {among}"


def _distributed(plan: Tree, out: Outcome, graded: list[Outcome]) -> None:
    tiers = plan["tiers"]
    least, among = int(tiers["members_min"]), tiers["among"]
    group, how, where = _near(out, graded, among), "distribution", _in(out, among)
    if len(group) < least and tiers["small_groups"] == "pool":
        sizes = Counter(group_of(o, among) for o in graded)
        group = [o for o in graded if sizes[group_of(o, among)] < least]
        how, where = "pooled", " in the group of all small groups"
    if len(group) < least:
        why = f"{len(group)} agent{'s' if len(group) > 1 else ''}{where}, fewer than {least}"
        one = tiers["too_small"]
        tier, why = (
            (out.tier_by_score, f"{why}: by the score alone")
            if isinstance(one, str)
            else (one["gives"], why)
        )
        _give(out, tier, "too_small", why)
        return
    place, equal = _place(plan, out, group)
    ends = _ends(tiers["shares"], len(group))
    tier = next(name for name, end in ends if place <= end)
    said = ", ".join(f"{name} to {end}" for name, end in ends)
    also = f" ({equal})" if equal else ""
    _give(out, tier, how, f"place {place} of {len(group)}{where}{also}: {said}")


def _place(plan: Tree, out: Outcome, group: list[Outcome]) -> tuple[int, str]:
    """Return the place that counts in a group, and what is to be said of equal scores."""
    own: Any = key_of(plan, out)
    keys: list[Key] = [key_of(plan, o) for o in group]
    equal = sum(o.score == out.score for o in group) - 1
    if plan["tiers"]["equal"] == "break":
        return 1 + sum(key < own for key in keys), ""
    better = sum((o.score or ZERO) > (out.score or ZERO) for o in group)
    if plan["tiers"]["equal"] == "up":
        return better + 1, f"the first of {equal + 1} with this score" if equal else ""
    return better + 1 + equal, f"the last of {equal + 1} with this score" if equal else ""


def _ends(shares: Tree, n: int) -> list[tuple[str, int]]:
    """Return after how many agents each tier ends: whole places, then the largest remainders."""
    exact = {name: n * Fraction(share) / 100 for name, share in shares.items()}
    places = {name: math.floor(x) for name, x in exact.items()}
    rests = sorted(shares, key=lambda name: places[name] - exact[name])  # equal ones as they stand
    for name in rests[: n - sum(places.values())]:
        places[name] += 1
    ends, last = list[tuple[str, int]](), 0
    for name, count in places.items():
        last += count
        ends.append((name, last))
    return ends
