"""Why an action is due and why an award was won, in the words of a reader.

A run stores reasons in English and by the names that tables have; here they are read apart and
said again by titles. What nobody can read apart is said as the plan's condition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from scoring.plan.conditions import When
from scoring.plan.recognition import Action
from scoring.prose.conditions import conditions, whole
from scoring.report.opened import Opened
from scoring.report.tongue import Tongue
from scoring.report.words_units import is_scale

_X = r"(?P<x>≈?-?\d+(?:\.\d+)?)"
_EDGE = r"(?P<edge>-?\d+(?:\.\d+)?)"
_HELD = rf"(?P<side>below|at least) {_EDGE}"
_NUMBER = re.compile(rf"(?P<called>.+) {_X}(?P<unit> points| %)?")
_AGAINST = re.compile(rf"(?P<number>.+) is {_HELD}")
_BEYOND = re.compile(rf"(?P<called>.+) beyond every edge is {_HELD}")
_SHORT = re.compile(rf"(?P<called>\w+) {_X}, (?P<less>\d+(?:\.\d+)?) below {_EDGE}")
_MISSING = re.compile(r"(?P<called>.+) has no value: taken as met \(missing: \w+\)")
_TIER = re.compile(r"tier (?P<tier>.+) is among (?P<tiers>.+)")
_PLACE = re.compile(r"place (?P<place>\d+) of (?P<of>\d+), (?P<rest>.*)")
_FIRST = re.compile(r"(?P<number>[^,;]+)(?P<rest>.*)")
_SECTION = re.compile(r"\s?[（(]\d+(?:\.\d+)*[)）]")
"""Where the plan's prose says a thing, which a statement does not have."""
_MONEY = r"(?:-?\d+(?:\.\d+)? [A-Z]{3})"
_TAILS = {
    "won_equal_one": r", equal with 1 other",
    "won_equal": r", equal with (?P<count>\d+) others",
    "won_then": r"; then by (?P<numbers>.+?) agent id",
    "won_shared_one": r"; the money of 1 place shared by (?P<count>\d+)",
    "won_shared": r"; the money of (?P<places>\d+) places shared by (?P<count>\d+)",
    "won_prize": rf"; the prize of place (?P<last>\d+), (?P<amount>{_MONEY}), "
    r"shared by (?P<count>\d+)",
    "won_prizes": r"; the prizes of places (?P<first>\d+) to (?P<last>\d+), "
    rf"(?P<amount>{_MONEY}), shared by (?P<count>\d+)",
    "won_odd": rf", an odd (?P<amount>{_MONEY}) by agent id",
    "won_odd_rest": rf", an odd (?P<amount>{_MONEY}) by the largest remainder",
    "won_cut": rf"; cut from (?P<amount>{_MONEY}): (?P<total>{_MONEY}) in all, "
    rf"and the budget is (?P<budget>{_MONEY})",
}
_READ = {key: re.compile(f"{pattern}(?=[,;]|$)") for key, pattern in _TAILS.items()}
_OF = {
    "volume of ": "volume",
    "improvement of ": "improved",
    "earlier ": "earlier",
    "attainment of ": "attainment",
}


class _Called(NamedTuple):
    """A number of an agent: the words that it stands in, what it is called, and its unit."""

    key: str
    what: str
    unit: str


class Named:
    """What numbers that reasons name are called in a language."""

    def __init__(self, opened: Opened, tongue: Tongue) -> None:
        """Take the run whose plan has the titles, and the language."""
        self.opened, self.tongue = opened, tongue

    def called(self, name: str, *, points: bool = False) -> _Called | None:
        """Return what a number is called that a reason names; None where nothing has the name.

        Args:
            name: as the reason has it, such as `csat` or `volume of csat`.
            points: it is the points of a component or the score of a group.
        """
        for begins, key in _OF.items():
            if name.startswith(begins):
                found = self._own(name.removeprefix(begins), points=False)
                unit = {"volume": "", "attainment": "%"}.get(key, found.unit if found else "")
                return found and _Called(f"number_{key}", found.what, unit)
        return self._own(name, points=points)

    def _own(self, name: str, *, points: bool) -> _Called | None:
        plan, tongue = self.opened.plan, self.tongue
        members = self.opened.titles.members
        if name == "score" and not points:
            return _Called("number_score", tongue("score"), "points")
        if name in plan.measures and not points:
            measure = plan.measures[name]
            unit = "" if is_scale(measure.unit) else measure.unit
            return _Called("number_of", tongue.label(measure.title), unit)
        if name in members:
            return _Called("number_points", members[name][tongue.language], "points")
        return None

    def number(self, text: str) -> tuple[str, str] | None:
        """Say a number that a reason names, and its unit; None where it cannot be read."""
        if (found := _NUMBER.fullmatch(text)) is None:
            return None
        of = self.called(found["called"], points=found["unit"] == " points")
        return of and (self.tongue(of.key, what=of.what, x=self.amount(found["x"], of)), of.unit)

    def amount(self, x: str, of: _Called) -> str:
        """Write a number in its unit; a score goes without, as it does beside its name."""
        about, bare = ("≈", x[1:]) if x.startswith("≈") else ("", x)
        plain = of.unit == "" or of.key == "number_score"
        plain = plain or (of.key == "number_points" and self.tongue.language == "zh")
        said = self.tongue.number(bare) if plain else self.tongue.with_unit(bare, of.unit)
        return f"{about}{said}"

    def edge(self, text: str, unit: str) -> str:
        """Write what a number is held against; English says the unit once, at the number."""
        if self.tongue.language == "en" and unit != "%":
            return self.tongue.number(text)
        return self.tongue.with_unit(text, unit) if unit else self.tongue.number(text)


def due(named: Named, action: Action, reason: str) -> str:
    """Say why an action is due.

    Args:
        named: what numbers are called.
        action: the action of the plan.
        reason: as the run stores it.
    """
    read = [_part(named, action, text) for text in reason.split("; ")]
    if all(said is not None for said in read):
        return _begun(named.tongue("join_apart").join(filter(None, read)))
    if action.when is None:
        return reason
    return _begun(_prose(named, whole(action.when, named.opened.plan)))


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


def _part(named: Named, action: Action, text: str) -> str | None:
    for pattern, say in _PARTS:
        if found := pattern.fullmatch(text):
            said = say(named, found)
            if said is not None:
                return said
    return _where(named, action.when, text)


def _against(named: Named, found: re.Match[str]) -> str | None:
    number = named.number(found["number"])
    return number and _held(named, number[0], number[1], found)


def _beyond(named: Named, found: re.Match[str]) -> str | None:
    if (of := named.called(found["called"])) is None:
        return None
    number = named.tongue(of.key, what=of.what, x=named.tongue("beyond_edges"))
    return _held(named, number, of.unit, found)


def _held(named: Named, number: str, unit: str, found: re.Match[str]) -> str:
    key = f"due_{found['side'].replace(' ', '_')}"
    return named.tongue(key, number=number, edge=named.edge(found["edge"], unit))


def _short(named: Named, found: re.Match[str]) -> str | None:
    if (of := named.called(found["called"], points=True)) is None:
        return None
    number = named.tongue(of.key, what=of.what, x=named.amount(found["x"], of))
    less, edge = (named.edge(found[key], of.unit) for key in ("less", "edge"))
    return named.tongue("due_short", number=number, less=less, edge=edge)


def _missing(named: Named, found: re.Match[str]) -> str | None:
    of = named.called(found["called"]) or named.called(found["called"], points=True)
    return of and named.tongue("due_missing", what=of.what)


def _tier(named: Named, found: re.Match[str]) -> str:
    tiers = named.tongue.listed(found["tiers"].split(", "))
    return named.tongue("due_tier", tier=found["tier"], tiers=tiers)


_PARTS: tuple[tuple[re.Pattern[str], Callable[[Named, re.Match[str]], str | None]], ...] = (
    (_BEYOND, _beyond),
    (_AGAINST, _against),
    (_SHORT, _short),
    (_MISSING, _missing),
    (_TIER, _tier),
)


def _where(named: Named, when: When | None, text: str) -> str | None:
    """Say what a filter asks for, not what stands in the roster, which may name somebody."""
    for one in _filters(when):
        if one.where and all(f"{test.column} is " in text for test in one.where):
            return _prose(named, conditions(one.where, named.opened.plan))
    return None


def _filters(when: When | None) -> Iterator[When]:
    if when is not None:
        yield when
        for part in when.all_of or when.any_of or ():
            yield from _filters(part)


def _prose(named: Named, said: object) -> str:
    return _SECTION.sub("", str(getattr(said, named.tongue.language)))


class Won(NamedTuple):
    """Why an award was won, and at which place."""

    place: int
    said: str


def won(named: Named, reason: str) -> Won:
    """Say why an award was won; a reason that cannot be read stays as it is, at the last place.

    Args:
        named: what numbers are called.
        reason: as the run stores it.
    """
    found = _PLACE.fullmatch(reason)
    first = found and _FIRST.fullmatch(found["rest"])
    number = first and named.number(first["number"])
    if not (found and first and number):
        return Won(_LAST, reason)
    place, of = int(found["place"]), int(found["of"])
    key, tongue = "won_alone" if of == 1 else "won_of", named.tongue
    said = tongue(key, place=_nth(tongue, place), of=tongue.number(of), number=number[0])
    return Won(place, said + _tail(named, first["rest"]))


_LAST = 10**9
_TEENS = range(11, 14)


def _nth(tongue: Tongue, place: int) -> str:
    """Write a place: 1st, 2nd, 3rd, 4th in English, the number in Chinese."""
    if tongue.language == "zh":
        return str(place)
    ends: Mapping[int, str] = {1: "st", 2: "nd", 3: "rd"}
    return f"{place}{'th' if place % 100 in _TEENS else ends.get(place % 10, 'th')}"


def _tail(named: Named, text: str) -> str:
    """Say who was equal and how the money came about; what cannot be read stays as it is."""
    said = list[str]()
    while text:
        found = next(((k, m) for k, p in _READ.items() if (m := p.match(text))), None)
        if found is None:
            return "".join([*said, text])
        key, match = found
        said.append(named.tongue(key, **_parts(named, match.groupdict())))
        text = text[match.end() :]
    return "".join(said)


def _parts(named: Named, parts: Mapping[str, str]) -> dict[str, str]:
    tongue, made = named.tongue, dict(parts)
    if "numbers" in made:
        each = made["numbers"].rstrip(",").split(", ")
        made["numbers"] = tongue.listed([*_then(named, each), tongue("won_agent_id")])
    for key in {"amount", "total", "budget"} & made.keys():
        figure, currency = made[key].split(" ")
        made[key] = tongue.amount(f"{Decimal(figure):f}", currency)
    return made


def _then(named: Named, numbers: Iterable[str]) -> Iterator[str]:
    for text in numbers:
        of = named.called(text.removeprefix("no ")) if text.startswith("no ") else None
        if of is not None:
            yield named.tongue("won_no_number", what=of.what)
        else:
            number = named.number(text)
            yield text if number is None else number[0]
