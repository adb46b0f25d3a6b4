"""Which column is what the customer said: a rating on a scale, in numbers, in words, or in both."""

from __future__ import annotations

import re

from scoring.importing.proposal.desk import Desk, listed, share, vocabulary
from scoring.importing.proposal.draft import Notes
from scoring.importing.proposal.shapes import MAYBE_NO_VALUE
from scoring.importing.proposal.traits import Trait
from scoring.importing.proposal.words import rating_of

_DIFFERENT_MAX = 1_100
_WORDS_MAX, _LONGEST = 30, 60
_NO_RATINGS = ("channel", "status", "shift")


def decide_ratings(desk: Desk) -> None:
    """Take the ratings, and write their readings."""
    for trait in desk.hinted("nps", "number")[:1]:
        values = _values(desk, trait)
        if values and max(values) <= 10 and all(value == int(value) for value in values):
            notes = Notes()
            notes.say(f"{vocabulary(trait)}; filled in {share(trait.present, desk.rows)} rows")
            reading = {"read": "whole", "from": trait.header, "round": "exact"}
            desk.write("nps", trait.place, reading, notes)
    found = _candidates(desk)
    if found:
        _write(desk, found[0], found[1:])


def _write(desk: Desk, trait: Trait, others: list[Trait]) -> None:
    notes = Notes()
    if trait.hint.role != "csat":
        rivals = f"; others that would do: {listed(others)}" if others else ""
        notes.check(f"taken for the rating by its values alone{rivals}")
    notes.say(f"{vocabulary(trait)}; filled in {share(trait.present, desk.rows)} rows")
    reading: dict[str, object] = {"read": "decimal", "from": trait.header, "round": "exact"}
    reading["scale"] = _scale(_values(desk, trait), notes)
    if trait.affix:
        reading["affixes"] = [trait.affix]
    words = _ratings(desk, trait)
    if words:
        reading["words"] = {word: rating or "none" for word, rating in words.items()}
    if any(rating not in ("", "none") for rating in words.values()):
        notes.check("which number each word stands for")
    unknown = [word for word, rating in words.items() if not rating]
    if unknown:
        listing = ", ".join(f"{word} ({trait.words[word]:,})" for word in unknown)
        notes.check(f"give the number of each of these words; until then none stands in: {listing}")
    desk.write("csat", trait.place, reading, notes)


def _candidates(desk: Desk) -> list[Trait]:
    """Return columns of ratings, those named so first, then those on a scale from 1 to 5."""
    able = [t for t in desk.free("number", "words", "many") if t.shape.distinct <= _DIFFERENT_MAX]
    able.sort(key=lambda t: (t.kind != "number", -t.present, t.place))
    named = [t for t in able if t.hint.role == "csat"]
    nameless = [t for t in able if not t.hint.role]
    return [t for t in named if _is_rating(desk, t)] + [t for t in nameless if _is_rating(desk, t)]


def _is_rating(desk: Desk, trait: Trait) -> bool:
    """Say whether values are ratings; where the name says so, numbers and few words will do."""
    values, words = _values(desk, trait), _ratings(desk, trait)
    named = trait.hint.role == "csat"
    bounded = bool(values) and min(values) >= 0 and max(values) <= 100
    if trait.kind == "number":
        return bounded if named else values <= {1, 2, 3, 4, 5} and len(values) >= 3 and 5 in values
    if not words or trait.vocabulary in _NO_RATINGS:
        return False
    figures = trait.present - sum(trait.words[word] for word in words)
    strange = sum(trait.words[word] for word, rating in words.items() if not rating)
    rated = set(words.values()) - {"", "none"}
    if named and bounded and figures * 2 > trait.present:
        return True
    return len(rated) >= 2 and strange <= (0.5 if named else 0.1) * trait.present


def _ratings(desk: Desk, trait: Trait) -> dict[str, str]:
    """Return what each word that is no number stands for; nothing where they are prose."""
    words = [word for word in trait.words if _number(desk, trait, word) is None]
    if len(words) > _WORDS_MAX or trait.shape.longest > _LONGEST:
        return {}
    return {word: rating_of(word) or _no_value(word) for word in words}


def _no_value(word: str) -> str:
    return "none" if word in MAYBE_NO_VALUE else ""


def _values(desk: Desk, trait: Trait) -> set[float]:
    """Return the different numbers of a column."""
    found = {_number(desk, trait, word) for word in trait.words}
    return {value for value in found if value is not None}


def _number(desk: Desk, trait: Trait, word: str) -> float | None:
    """Return a number as the reading will read it, an affix aside."""
    mark = trait.mark if trait.kind == "number" else desk.notation.mark
    plain = word.strip("%+ ").replace(",", ".") if mark == "comma" else word.strip("%+ ")
    return float(plain) if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", plain) else None


def _scale(values: set[float], notes: Notes) -> dict[str, str]:
    most, least = max(values, default=5), min(values, default=1)
    highest = next((one for one in (5, 10) if most <= one), 100)
    lowest = 0 if least < 1 or highest == 100 else 1
    if highest != 5 or lowest != 1:
        notes.check("the scale that the survey has; this one holds every rating found")
    return {"lowest": str(lowest), "highest": str(highest)}
