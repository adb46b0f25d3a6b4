"""Conditions once more: numbers of the agent against edges, tiers, filters, and several of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.independent.numbers import shown, written
from scoring.independent.readings import anchors_of
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree, passes

SEVERAL = ("all_of", "any_of")


class Number(NamedTuple):
    """A number of an agent, or that there is none, and how people call and write it."""

    value: Fraction | None
    places: int
    called: str
    unit: str = ""
    lower: bool = False

    def __str__(self) -> str:
        """Say it as people read it."""
        if self.value is None:
            return f"no {self.called}"
        return f"{self.called} {written(self.value, self.places)}{self.unit}"


def met(plan: Tree, when: Tree, out: Outcome, score: Fraction | None) -> tuple[bool, str]:
    """Tell whether a condition holds, and why, with the number that decided it."""
    for key in SEVERAL:
        if key in when:
            parts = [met(plan, part, out, score) for part in when[key]]
            holds = (all if key == "all_of" else any)(passed for passed, _ in parts)
            return holds, "; ".join(why for passed, why in parts if passed == holds)
    if "where" in when:
        return passes(when["where"], out.agent), standing(when["where"], out)
    if "tier" in when:
        holds = out.tier in when["tier"]
        among = f"{'is' if holds else 'is not'} among {', '.join(when['tier'])}"
        return holds, f"tier {out.tier} {among}"
    return _against_an_edge(plan, when, out, score)


def parts_of(when: Tree) -> Iterator[Tree]:
    """Yield the conditions that a condition comes to, those within others instead of them."""
    several = [part for key in SEVERAL for part in when.get(key, ())]
    for part in several:
        yield from parts_of(part)
    if not several:
        yield when


def _against_an_edge(
    plan: Tree, when: Tree, out: Outcome, score: Fraction | None
) -> tuple[bool, str]:
    side = "below" if "below" in when else "at_least"
    beyond = False
    if "group" in when:
        name = when["group"]
        number, called = out.groups[name].score, name
        text = f"{name} {'none' if number is None else shown(number)} points"
    elif "attainment" in when:
        number, called, text, beyond = _attainment(plan, when["attainment"], out)
    else:
        found = number_of(plan, when, out, score)
        number, called, text = found.value, found.called, str(found)
    if number is None and not beyond:
        holds = when["missing"] == "holds"
        taken = "met" if holds else "not met"
        return holds, f"{called} has no value: taken as {taken} (missing: {when['missing']})"
    under = number is not None and number < Fraction(when[side])
    holds = under == (side == "below")
    asked = f"{'is' if holds else 'is not'} {side.replace('_', ' ')} {when[side]}"
    return holds, f"{text} {asked}"


def number_of(plan: Tree, asked: Tree | str, out: Outcome, score: Fraction | None) -> Number:
    """Return the number that is asked for: by a word, the score or a measure; or by a block."""
    places = plan["conventions"]["places"]
    if isinstance(asked, str):
        asked = {"score": "final"} if asked == "score" else {"measure": asked}
    if "score" in asked:
        return Number(score, int(places["score"]), "score")
    if "measure" in asked:
        name = asked["measure"]
        said = plan["measures"][name]
        value, lower = out.measures[name].value, said["better"] == "lower"
        return Number(value, int(said["places"]), name, lower=lower)
    if "component" in asked:
        name = asked["component"]
        own = _places(plan["components"], name) or places["points"]
        return Number(out.components[name].points, int(own), name, " points")
    if "volume" in asked:
        name = asked["volume"]
        return Number(Fraction(out.measures[name].volume), 0, f"volume of {name}")
    if "earlier" in asked:
        return _before(plan, asked["earlier"], out)
    return _improvement(plan, asked["improved"], out, score)


def _places(members: list[Tree], name: str) -> str | None:
    """Return the places that a component gives to its own points."""
    for said in members:
        found: str | None = None
        if "members" in said:
            found = _places(said["members"], name)
        elif said["name"] == name and "points" in said:
            found = said["points"]["places"]
        if found is not None:
            return found
    return None


def _before(plan: Tree, name: str, out: Outcome) -> Number:
    """Return the score, or a measure's value, as an earlier run has it."""
    places = plan["conventions"]["places"]["score"]
    past = out.agent.get("earlier") or {}
    before = past.get("score")
    if name != "score":
        before, places = past.get("measures", {}).get(name), plan["measures"][name]["places"]
    return Number(None if before is None else Fraction(before), int(places), f"earlier {name}")


def _improvement(plan: Tree, name: str, out: Outcome, score: Fraction | None) -> Number:
    now, before = number_of(plan, name, out, score), _before(plan, name, out).value
    gained = None
    if now.value is not None and before is not None:
        gained = (now.value - before) * (-1 if now.lower else 1)
    return Number(gained, now.places, f"improvement of {name}")


def _attainment(plan: Tree, name: str, out: Outcome) -> tuple[Fraction | None, str, str, bool]:
    """Return an attainment, its name, how it reads, and whether it is beyond every edge."""
    called, value = f"attainment of {name}", out.measures[name].value
    target = target_of(plan, name, out)
    if value is None or target is None:
        return None, called, "", False
    if plan["measures"][name]["better"] == "higher":
        if target <= 0:
            return None, called, "", False
        attained = 100 * value / target
    elif value <= 0:
        return None, called, f"{called} beyond every edge", True
    else:
        attained = 100 * target / value
    return attained, called, f"{called} {shown(attained)} %", False


def target_of(plan: Tree, measure: str, out: Outcome) -> Fraction | None:
    """Return the target that a measure's attainment is read against."""
    return anchors_of(plan, measure, out.agent, out.around).numbers["target"]


def measure_in(when: Tree) -> str | None:
    """Return the measure whose value a condition looks at, in whatever way."""
    named = [when[key] for key in ("measure", "attainment", "improved") if key in when]
    return next((name for name in named if name != "score"), None)


def edges_of(plan: Tree, when: Tree, out: Outcome) -> Iterator[Fraction]:
    """Yield the values of its measure at which a condition turns for an agent."""
    edge = Fraction(when["below"] if "below" in when else when["at_least"])
    better = plan["measures"][measure_in(when)]["better"]
    if "attainment" in when:
        target = target_of(plan, when["attainment"], out)
        yield from attained_at(better, target or Fraction(1), [edge])
    elif "improved" in when:
        before = (out.agent.get("earlier") or {}).get("measures", {}).get(when["improved"])
        if before is not None:
            yield Fraction(before) + (edge if better == "higher" else -edge)
    else:
        yield edge


def attained_at(better: str, target: Fraction, edges: Iterable[Fraction]) -> Iterator[Fraction]:
    """Yield the values that attain some percentages of a target."""
    if better == "higher":
        yield from (edge * target / 100 for edge in edges)
    else:
        yield Fraction(0)  # from here on attainment is beyond every edge
        yield from (100 * target / edge for edge in edges if edge > 0)


# Filters, in words: why a roster row passes, or the first reason why it does not.


def standing(tests: Tree, out: Outcome) -> str:
    """Say why a filter passes the agent, or what keeps the agent out."""
    held = {column: passes({column: test}, out.agent) for column, test in tests.items()}
    failed = [column for column, passed in held.items() if not passed]
    return ", ".join(
        f"{column} {_found(tests[column], out.agent.get(column), passed=not failed)}"
        for column in failed or tests
    )


def _found(test: Any, value: Any, *, passed: bool) -> str:
    """Write one roster value beside what was asked of it."""
    here = "is empty" if value is None else f"is {value}"
    if isinstance(test, Mapping):
        words = {"not": "other than", "at_least": "at least", "below": "below"}
        asked = [f"{said} {_listed(test[key])}" for key, said in words.items() if key in test]
        asked += (
            ["not empty" if test["present"] == "true" else "empty"] if "present" in test else []
        )
        return f"{here} ({'as' if passed else 'not as'} asked: {' and '.join(asked)})"
    return here if passed else f"{here}, not {_listed(test)}"


def _listed(words: str | list[str]) -> str:
    return words if isinstance(words, str) else " or ".join(words)
