"""What the customer said: a rating on a scale, in numbers, in words, or in both."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.importing.proposal.desk import Desk, listed, share, vocabulary
from scoring.importing.proposal.draft import Notes
from scoring.importing.proposal.traits import Trait, rated_in_words

_STEPS = frozenset({1, 2, 3, 4, 5})


def decide_ratings(desk: Desk) -> None:
    """Take the ratings, and write their readings."""
    for trait in desk.hinted("nps", "number")[:1]:
        if _whole_values(trait) and max(_whole_values(trait)) <= 10:
            notes = Notes()
            notes.say(f"{vocabulary(trait)}; filled in {share(trait.present, desk.rows)} rows")
            reading = {"read": "whole", "from": trait.header, "round": "exact"}
            desk.write("nps", trait.place, reading, notes)
    for trait in _candidates(desk)[:1]:
        _write(desk, trait)


def _write(desk: Desk, trait: Trait) -> None:
    notes = Notes()
    if trait.hint.role != "csat":
        others = [t for t in _candidates(desk) if t.place != trait.place]
        rivals = f"; others that would do: {listed(others)}" if others else ""
        notes.check(f"taken for the rating by its values alone{rivals}")
    notes.say(f"{vocabulary(trait)}; filled in {share(trait.present, desk.rows)} rows")
    reading: dict[str, object] = {"read": "decimal", "from": trait.header, "round": "exact"}
    reading["scale"] = _scale(trait, notes)
    words = {} if trait.kind == "number" else rated_in_words(trait)
    if words:
        reading["words"] = {word: rating for word, rating in words.items() if rating}
        notes.check("which number each word stands for")
        unknown = [word for word, rating in words.items() if not rating and not _plain(word)]
        if unknown:
            notes.check(f"{len(unknown)} words are no known rating, and break not-a-number")
    desk.write("csat", trait.place, reading, notes)


def _plain(word: str) -> bool:
    return _number(word) >= 0


def _candidates(desk: Desk) -> list[Trait]:
    """Return columns of ratings, those named so first, then those on a scale from 1 to 5."""
    named = [t for t in desk.hinted("csat", "number") if _bounded(t)]
    worded = [t for t in desk.free("words") if t.hint.role in ("csat", "") and rated_in_words(t)]
    named += [t for t in worded if t.hint.role == "csat"]
    steps = [t for t in desk.free("number") if not t.hint.role and _on_five_steps(t)]
    return [*named, *steps, *(t for t in worded if not t.hint.role)]


def _bounded(trait: Trait) -> bool:
    values = _values(trait)
    return bool(values) and min(values) >= 0 and max(values) <= 100


def _on_five_steps(trait: Trait) -> bool:
    values = _whole_values(trait)
    return values <= _STEPS and len(values) >= 3 and 5 in values


def _values(trait: Trait) -> set[float]:
    found = list(trait.words)
    return {_number(word) for word in found} if 0 < len(found) <= 1_100 else set()


def _whole_values(trait: Trait) -> set[int]:
    values = _values(trait)
    return {int(v) for v in values} if all(v == int(v) for v in values) else set()


def _number(word: str) -> float:
    try:
        return float(word.replace(",", ".").strip("%+ "))
    except ValueError:
        return -1.0


def _scale(trait: Trait, notes: Notes) -> dict[str, str]:
    numbers: Iterable[float] = [v for v in _values(trait) if v >= 0]
    if trait.kind != "number":
        numbers = [float(w) for w in trait.words if w.isdecimal()]
    most, least = max(numbers, default=5), min(numbers, default=1)
    for highest in (5, 10):
        if most <= highest:
            break
    else:
        highest = 100
    lowest = 0 if least < 1 or highest == 100 else 1
    if highest != 5 or lowest != 1:
        notes.check("the scale that the survey has; this one holds every rating found")
    return {"lowest": str(lowest), "highest": str(highest)}
