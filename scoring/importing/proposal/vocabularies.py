"""Which column is the channel, the priority, the category, by its name or by its words."""

from __future__ import annotations

from scoring.importing.proposal.desk import Desk, listed, tell_empty, vocabulary
from scoring.importing.proposal.draft import Notes
from scoring.importing.proposal.relations import CALENDAR
from scoring.importing.proposal.traits import Trait

_KNOWN = ("channel", "priority", "region", "shift", "team")
_NAMED = ("channel", "priority", "product", "region", "shift", "team")
_TEXT_MAX = 120
_HALF = 0.5


def leave_calendar(desk: Desk) -> None:
    """Leave behind what only repeats a stamp: its month, its weekday, its hour."""
    for trait in desk.free("words", "number", "truth", "many", "stamp"):
        found = _calendar_part(desk, trait)
        if found is not None:
            stamp, part = found
            said = part.replace("_", " ")
            desk.ignore(trait.place, f"only the {said} of '{desk.traits[stamp].header}'")


def _calendar_part(desk: Desk, trait: Trait) -> tuple[int, str] | None:
    """Return the stamp and the part of it that a column repeats one by one."""
    created = desk.stamps.get("created_at")
    stamps = desk.relations.calendar_stamps(trait.place)
    for stamp in sorted(stamps, key=lambda one: (one != created, one)):
        for part in CALENDAR:
            pairs = desk.relations.calendar[stamp, part, trait.place]
            few = len(pairs) < 2 or (len(pairs) < 4 and trait.kind == "truth")
            if few or pairs.sides() != (len(pairs), len(pairs)):
                continue
            if len(pairs) == trait.shape.distinct and trait.present >= 5 * len(pairs):
                return stamp, part
    return None


def decide_vocabularies(desk: Desk) -> None:
    """Take the vocabularies that the contract knows, and write their readings."""
    for name in _NAMED:
        numbered = [t for t in desk.hinted(name, "number") if t.shape.distinct <= 12]
        for trait in _able([*desk.hinted(name, "words", "many"), *numbered]):
            if name != "team" or trait.vocabulary != "status":
                _write(desk, name, trait, Notes())
                break
    for name in _KNOWN:
        if name in desk.columns or (name == "team" and _has_team(desk)):
            continue
        found = [
            trait
            for trait in _able(desk.free("words"))
            if trait.vocabulary == name
            and trait.share >= 0.6
            and trait.hint.role in ("", "category")
        ]
        for trait in sorted(found, key=lambda t: (-t.share, t.place))[:1]:
            notes = Notes()
            notes.check("taken for this by its words alone")
            _write(desk, name, trait, notes)
    _category(desk)


def _has_team(desk: Desk) -> bool:
    return "roster.team" in desk.roles.values()


def _able(traits: list[Trait]) -> list[Trait]:
    """Keep columns that a text of the contract can hold, and that are more than half filled."""
    return [
        t
        for t in traits
        if t.filled >= _HALF and t.shape.longest <= _TEXT_MAX and t.shape.distinct > 1
    ]


def _write(desk: Desk, name: str, trait: Trait, notes: Notes) -> None:
    notes.say(vocabulary(trait))
    tell_empty(desk, trait, notes)
    desk.write(name, trait.place, {"read": "text", "from": trait.header}, notes)


def _category(desk: Desk) -> None:
    """Take what interactions are about: named so, else the coarsest column about matters."""
    named = _able(desk.hinted("category", "words"))
    if named:
        coarse = [t for t in named if any(_parent(desk, t, other) for other in named)]
        best = (
            coarse or sorted(named, key=lambda t: ("category" not in t.header.casefold(), t.place))
        )[0]
        notes = Notes()
        if len(named) > 1:
            notes.check(f"others named like it: {listed(t for t in named if t is not best)}")
        _write(desk, "category", best, notes)
        return
    about = [
        trait
        for trait in _able(desk.free("words"))
        if trait.topical >= 0.3 and trait.share < 0.6 and trait.hint.role in ("", "remark")
    ]
    if not about:
        return
    coarse = [t for t in about if any(_parent(desk, t, other) for other in about)]
    best = max(coarse or about, key=lambda t: (t.topical, -t.shape.distinct, -t.place))
    notes = Notes()
    rivals = [t for t in about if t is not best]
    others = f"; others: {listed(rivals)}" if rivals else ""
    notes.check(f"taken for this by its words alone{others}")
    _write(desk, "category", best, notes)


def _parent(desk: Desk, coarse: Trait, fine: Trait) -> bool:
    """Say whether nearly every word of a finer column stands under one word of a coarser one."""
    a, b = sorted((coarse.place, fine.place))
    table = desk.relations.parents.get((a, b))
    if table is None or fine.shape.distinct < 1.5 * coarse.shape.distinct:
        return False
    best: dict[int, int] = {}
    for (one, other), rows in table.items():
        word = other if a == coarse.place else one
        best[word] = max(best.get(word, 0), rows)
    return sum(best.values()) >= 0.95 * sum(table.values())
