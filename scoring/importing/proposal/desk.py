"""What has been decided of a file so far: which column is which, and what the draft will say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scoring.importing.proposal.draft import Entry, Notes
from scoring.importing.proposal.figures import Viewer, stamp_formats
from scoring.importing.proposal.headings import slug
from scoring.importing.proposal.notation import Notation
from scoring.importing.proposal.relations import Relations, Repeats
from scoring.importing.proposal.traits import Trait

_PERSONAL = frozenset(
    {"agent", "resolver", "person", "customer", "team", "manager", "remark", "other_id", "city"}
)
_SHOWN = 12


@dataclass
class Desk:
    """All that is known and decided.

    Attributes:
        rows: how many the file has.
        traits: every column by its place; `usable` those whose name stands once in the header.
        said: what was noted of the file itself while it was read.
        notation: how the file writes numbers and missing values.
        joined: the column of times that belongs to a column of dates.
        roles: what a column was taken for, by place.
        columns: the readings of the draft by the contract's name; `ignored` with the reasons.
        done: the status, and its words for solved.
        agent: the column that names the agent.
        attribution, roster: these keys of the draft.
        stamps: which column of the contract was made from which column of stamps.
    """

    rows: int
    traits: Mapping[int, Trait]
    usable: frozenset[int]
    joined: Mapping[int, int]
    relations: Relations
    viewer: Viewer
    repeats: Repeats
    notation: Notation
    said: tuple[str, ...] = ()
    roles: dict[int, str] = field(default_factory=dict)
    columns: dict[str, Entry] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    done: tuple[int, tuple[str, ...]] | None = None
    agent: int = -1
    attribution: Entry = field(default_factory=lambda: Entry("attribution", ""))
    roster: Entry = field(default_factory=lambda: Entry("roster", "none"))

    def free(self, *kinds: str) -> list[Trait]:
        """Return the columns that are not taken yet, of some kinds or of every kind."""
        return [
            trait
            for place, trait in self.traits.items()
            if place in self.usable
            and place not in self.roles
            and place not in self.ignored
            and (not kinds or trait.kind in kinds)
        ]

    def hinted(self, role: str, *kinds: str) -> list[Trait]:
        """Return free columns whose name is for a role first of all, the fullest first."""
        found = [trait for trait in self.free(*kinds) if trait.hint.role == role]
        return sorted(found, key=lambda trait: (-trait.present, trait.place))

    def take(self, place: int, role: str) -> None:
        """Take a column for a role."""
        self.roles[place] = role

    def ignore(self, place: int, why: str) -> None:
        """Leave a column behind."""
        self.ignored[place] = why

    def write(self, name: str, place: int, reading: Mapping[str, object], notes: Notes) -> None:
        """Write a reading for a column of the contract, and take the column it is made from."""
        said, trait = dict(reading), self.traits[place]
        own = [word for word in trait.nulls if word not in self.notation.nulls]
        if own:
            said["nulls"] = ["", *self.notation.nulls, *own]
        if self.notation.differs(trait) and "round" in said:
            said["numbers"] = {"mark": trait.mark, "grouping": trait.grouping}
        self.columns[name] = Entry(name, said, notes.done())
        self.take(place, name)

    def own_name(self, trait: Trait) -> str:
        """Return a name for a column of the company's own."""
        base = f"x_{slug(trait.header) or f'column_{trait.place + 1}'}"
        name, number = base, 2
        while name in self.columns:
            name, number = f"{base}_{number}", number + 1
        return name

    def formats(self, place: int) -> tuple[str, ...]:
        """Return the formats that a column of stamps is read by, its times included."""
        return stamp_formats(self.traits, self.joined, place)

    def source(self, place: int) -> object:
        """Return the column, or the two, that a reading is made from."""
        header = self.traits[place].header
        if place in self.joined:
            return (header, self.traits[self.joined[place]].header)
        return header

    def noted(self, trait: Trait) -> list[str]:
        """Return what was noted of the cells of a column, such as days and months exchanged."""
        return [note for note in self.said if note.startswith(f"column '{trait.header}': ")]

    def code(self, place: int, word: str) -> int:
        """Return the code of a word, or -1."""
        words = self.viewer.words(place)
        return words.index(word) if word in words else -1


def share(count: int, of: int) -> str:
    """Return a count and of how many, as notes give it."""
    return f"{count:,} of {of:,}"


def tell_empty(desk: Desk, trait: Trait, notes: Notes) -> None:
    """Say in how many rows a column has no value, where there are any."""
    if trait.filled < 1:
        notes.say(f"empty in {share(desk.rows - trait.present, desk.rows)} rows")


def vocabulary(trait: Trait) -> str:
    """Return the words of a small vocabulary with their counts, or how many there are.

    Names and free text are never shown: only words that are known, or plainly no names.
    """
    words = trait.words
    harmless = (
        trait.kind in ("truth", "number")
        or trait.share >= 0.6
        or trait.topical >= 0.3
        or (trait.coded >= 0.3 and trait.hint.role not in _PERSONAL)
    )
    named = trait.person >= 0.5 and trait.share < 0.6 and trait.topical < 0.5
    if len(words) > _SHOWN or not harmless or named or trait.hint.role in _PERSONAL:
        return trait.variety
    return ", ".join(f"{word} ({count:,})" for word, count in words.items())


def listed(traits: Iterable[Trait]) -> str:
    """Return the names of columns as a list in a sentence."""
    return ", ".join(f"'{trait.header}'" if trait.header else "the blank name" for trait in traits)
