"""What each reading of a profile says against itself: formats, numbers, words, fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.errors import Problem, nearest, shortened
from scoring.exact.period import zone
from scoring.importing.profile.profiles import Profile
from scoring.importing.profile.readings import (
    ConstantReading,
    FlagReading,
    LaterReading,
    NumberReading,
    Numbers,
    Reading,
    StampReading,
    TruthReading,
)
from scoring.importing.reading.formats import EPOCHS, Pattern, pattern
from scoring.importing.reading.numbers import GROUPINGS, MARKS, backs, fronts
from scoring.intake.contracts import Declared


class Said(NamedTuple):
    """A reading and the key under which the profile says it."""

    key: str
    reading: Any

    def problem(self, code: str, what: str, hint: str, *keys: str | int) -> Problem:
        """Name something wrong with the reading, at one of its keys or at its own."""
        return Problem(code, str(self.reading.at(*keys)), f"{self.key} {what}", hint)


def all_said(profile: Profile) -> list[Said]:
    """Return every reading that a profile holds, those of people included."""
    said = profile.attribution
    people = {name: getattr(said, name) for name in ("assignee", "resolver", "column", "rated")}
    found = [Said(f"attribution.{name}", who) for name, who in people.items() if who is not None]
    return found + [Said(f"columns.{name}", reading) for name, reading in profile.columns.items()]


def stamps_can_be_read(profile: Profile) -> Iterator[Problem]:
    """Find formats that cannot be read or contradict each other, and zones that do not exist."""
    for said in all_said(profile):
        if isinstance(said.reading, StampReading):
            yield from _formats(said, said.reading)
            yield from _zone(said, said.reading)
        elif isinstance(said.reading, LaterReading):
            stamp = said.reading.stamp
            if not isinstance(profile.columns.get(stamp), StampReading):
                what = f"starts from '{stamp}', which is not a column with read: stamp"
                yield said.problem("unknown-stamp", what, "Start from such a column.")


def _formats(said: Said, reading: StampReading) -> Iterator[Problem]:
    found: list[Pattern] = []
    for i, one in enumerate(reading.formats):
        try:
            found.append(pattern(one))
        except ValueError as error:
            what = f"cannot read by '{shortened(one)}': {error}"
            yield said.problem("unreadable-format", what, "", "formats", i)
        if one in reading.formats[:i]:
            what = f"lists '{shortened(one)}' twice"
            yield said.problem("contradiction", what, "Keep one of them.", "formats", i)
    if set(EPOCHS) <= set(reading.formats):
        what = "lists unix_s and unix_ms, and every number fits both at different times"
        yield said.problem("contradiction", what, "Keep the one that is meant.", "formats")
    timed = [one.timed for one in found]
    if len(found) == len(reading.formats) and all(timed) and reading.date_only is not None:
        what = "says date_only, and its formats have a time"
        yield said.problem("unused-choice", what, "Remove date_only.")
    if not all(timed) and reading.date_only is None:
        what = "has a format without a time"
        hint = "Say which instant the date stands for: date_only: day_start or day_end."
        yield said.problem("missing-choice", what, hint)
    if found and all(one.fixed for one in found) and reading.zone is not None:
        what = "says a zone, and its formats name the instant themselves"
        yield said.problem("unused-choice", what, "Remove zone.", "zone")


def _zone(said: Said, reading: StampReading) -> Iterator[Problem]:
    if reading.zone is not None:
        try:
            zone(reading.zone)
        except ValueError as error:
            hint = "Write a zone such as Asia/Shanghai or UTC."
            yield said.problem("unknown-zone", f"has a zone: {error}", hint, "zone")


def numbers_can_be_read(profile: Profile) -> Iterator[Problem]:
    """Find marks that are also groupings, and affixes that could be part of a number."""
    if problem := _mark(profile.numbers):
        yield Problem(
            "contradiction", str(profile.numbers.at("grouping")), f"numbers {problem}", _TWO
        )
    for said in all_said(profile):
        own = getattr(said.reading, "numbers", None)
        if own is not None and (problem := _mark(own)):
            yield Problem(
                "contradiction", str(own.at("grouping")), f"{said.key}.numbers {problem}", _TWO
            )
        if isinstance(said.reading, NumberReading):
            yield from _affixes(said, said.reading)


_TWO = "Name the sign before the decimals as mark, and the other one or none as grouping."


def _mark(numbers: Numbers) -> str | None:
    same = numbers.mark == numbers.grouping
    return f"has the {numbers.mark} both before decimals and between thousands" if same else None


def _affixes(said: Said, reading: NumberReading) -> Iterator[Problem]:
    signs = {*MARKS.values(), *"".join(GROUPINGS.values())}
    for i, one in enumerate(reading.affixes):
        if not (set(one) - signs and (fronts([one]) or backs([one]))):
            what = f"has the affix '{shortened(one)}', which could be part of a number or its sign"
            yield said.problem("ambiguous-word", what, "Remove it.", "affixes", i)


def ratings_have_scales(profile: Profile, known: dict[str, Declared]) -> Iterator[Problem]:
    """Find ratings without a scale, and words for numbers that the column cannot hold."""
    for name, reading in profile.columns.items():
        if not isinstance(reading, NumberReading):
            continue
        said, scale = Said(f"columns.{name}", reading), reading.scale
        if name == "csat" and scale is None:
            hint = "Write scale: {lowest: 1, highest: 5}, as the survey has it."
            yield said.problem("missing-choice", "has no scale", hint)
        elif scale is not None and scale.lowest >= scale.highest:
            what = f"has a scale from {scale.lowest} to {scale.highest}"
            yield said.problem("unordered-scale", what, "Write the lowest first.")
        else:
            yield from _words_on_scale(said, reading, known.get(name))


def _words_on_scale(
    said: Said, reading: NumberReading, column: Declared | None
) -> Iterator[Problem]:
    places = column.places if column is not None else 12
    for word, number in (reading.words or {}).items():
        if number == "none":
            continue
        what = f"reads '{shortened(word)}' as {number}"
        scale = reading.scale
        if scale is not None and not scale.lowest <= number <= scale.highest:
            what += f", outside the scale from {scale.lowest} to {scale.highest}"
            yield said.problem("out-of-scale", what, "Write a number of the scale.", "words", word)
        elif reading.round == "exact" and (Fraction(number) * 10**places).denominator > 1:
            what += f", and the column keeps {places} decimal places"
            hint = "Write fewer places, or round by a mode."
            yield said.problem("too-many-places", what, hint, "words", word)


def words_are_told_apart(profile: Profile) -> Iterator[Problem]:
    """Find words that mean two things, or that mean no value before anything else is asked."""
    for said in all_said(profile):
        reading = said.reading
        if isinstance(reading, TruthReading) and set(reading.true_words) & set(reading.false_words):
            what = "has a word that means both true and false"
            yield said.problem("ambiguous-word", what, "Keep it in one of the lists.")
        if isinstance(reading, Reading):
            nulls = profile.nulls if reading.nulls is None else reading.nulls
            for key, words in _words_of(reading).items():
                if lost := [word for word in words if word in nulls]:
                    what = f"gives '{shortened(lost[0])}' a meaning, and it is a word for no value"
                    hint = "Say it in one place; a reading may list nulls of its own."
                    yield said.problem("ambiguous-word", what, hint, key)


def _words_of(reading: Reading) -> dict[str, Sequence[str]]:
    if isinstance(reading, TruthReading):
        return {"true_words": reading.true_words, "false_words": reading.false_words}
    if isinstance(reading, FlagReading):
        return {"among": reading.among}
    if isinstance(reading, NumberReading):
        return {"words": tuple(reading.words or ())}
    return {}


def fills_stand_in(profile: Profile) -> Iterator[Problem]:
    """Find fills that say nothing, two things, or a word that is no value itself."""
    for said in all_said(profile):
        fill = getattr(said.reading, "fill", None)
        if fill is None:
            continue
        place = str(fill.place)
        if (fill.word is None) == (fill.source is None):
            what = (
                f"{said.key}.fill says {'neither' if fill.word is None else 'both'} with and from"
            )
            what = what.replace("neither with and", "neither with nor")
            yield Problem("contradiction", place, what, "Write with: a word, or from: a column.")
        nulls = profile.nulls if said.reading.nulls is None else said.reading.nulls
        if fill.word is not None and fill.word in nulls:
            what = f"{said.key}.fill stands in with a word for no value"
            yield Problem("ambiguous-word", place, what, "Write a word that is a value.")


def constants_are_allowed(profile: Profile, known: dict[str, Declared]) -> Iterator[Problem]:
    """Find constants that the contract would refuse in every row."""
    for name, reading in profile.columns.items():
        column = known.get(name)
        if not isinstance(reading, ConstantReading) or column is None or column.kind != "text":
            continue
        said = Said(f"columns.{name}", reading)
        what = f"is always '{shortened(reading.word)}'"
        if column.words and reading.word not in column.words:
            what += ", which is not a word of the contract"
            hint = nearest(reading.word, list(column.words)) or f"It is an {column.said}."
            yield said.problem("unknown-word", what, hint, "word")
        elif column.longest is not None and len(reading.word) > column.longest:
            what += f", and the contract takes {column.longest} characters"
            yield said.problem("unsafe-text", what, "Write a shorter word.", "word")
