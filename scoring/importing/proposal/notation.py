"""How a whole file writes numbers, and which words it has for no value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from scoring.errors import counted
from scoring.importing.proposal.traits import Trait


class Notation(NamedTuple):
    """What holds for all columns but those that say otherwise.

    Attributes:
        nulls: words for no value, besides the empty text; `null_notes` how often they stand.
        mark: what stands before decimals; `grouping` between thousands; `number_notes` on both.
    """

    nulls: tuple[str, ...]
    null_notes: tuple[str, ...]
    mark: str
    grouping: str
    number_notes: tuple[str, ...]

    def differs(self, trait: Trait) -> bool:
        """Say whether a column of numbers is written in another way."""
        other_mark = trait.places > 0 and trait.mark != self.mark
        return trait.kind == "number" and (
            other_mark or trait.grouping not in ("none", self.grouping)
        )


def notation_of(traits: Iterable[Trait]) -> Notation:
    """Gather what the columns of a file have in common."""
    every = list(traits)
    nulls, null_notes = _nulls(every)
    mark, grouping, number_notes = _numbers(every)
    return Notation(nulls, null_notes, mark, grouping, number_notes)


def _nulls(traits: list[Trait]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words for no value; a word that is one of a vocabulary too is left to columns."""
    found: Counter[str] = Counter()
    where: Counter[str] = Counter()
    for trait in traits:
        for word, count in trait.shape.nulls.items():
            found[word] += count
            where[word] += 1
        for word in trait.nulls:
            found[word] += trait.shape.among((word,))
            where[word] += 1
    worded = [t for t in traits if not t.nulls and t.shape.words is not None]
    both = {word for word in found if any(word in (t.shape.words or {}) for t in worded)}
    words = sorted(found, key=lambda word: (-found[word], word))
    notes = []
    for word in words:
        columns = counted(where[word], "column")
        if word in both:
            notes.append(
                f"check: '{word}' is no value in {columns}, and a word of its own in others"
            )
        else:
            notes.append(f"'{word}' {counted(found[word], 'time')}, in {columns}")
    return tuple(word for word in words if word not in both), tuple(notes)


def _numbers(traits: list[Trait]) -> tuple[str, str, tuple[str, ...]]:
    written = [
        (trait.mark, trait.grouping)
        for trait in traits
        if trait.kind == "number" and (trait.places or trait.grouping != "none")
    ]
    if not written:
        return "point", "none", ("no number has decimals",)
    marks = Counter(mark for mark, _ in written)
    mark = marks.most_common(1)[0][0]
    groups = Counter(grouping for m, grouping in written if m == mark and grouping != "none")
    columns = counted(len(written), "column")
    notes = [f"so are {marks[mark]} of {columns} with decimals or groups written"]
    if len(marks) > 1:
        notes.append("check: the others say how they are written themselves")
    return mark, groups.most_common(1)[0][0] if groups else "none", tuple(notes)
