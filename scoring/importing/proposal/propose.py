"""Which profile is proposed for a file that has none, with what speaks for each of its words.

The file is read three times, whole: for the look of each column, for the formats its dates fit,
and for what the columns say about each other. The draft is a proposal, to be finished by somebody
who knows the system that wrote the file; what it could not know it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from scoring.errors import DataError, Problem
from scoring.importing.profile.headers import folded
from scoring.importing.proposal import (
    keys,
    measures,
    people,
    ratings,
    rest,
    states,
    times,
    vocabularies,
)
from scoring.importing.proposal.dates import Candidates, clock_candidates, stamp_candidates
from scoring.importing.proposal.desk import Desk
from scoring.importing.proposal.draft import Draft
from scoring.importing.proposal.exports import Unknown
from scoring.importing.proposal.figures import Viewer
from scoring.importing.proposal.fits import Decided, Fits, decide
from scoring.importing.proposal.notation import notation_of
from scoring.importing.proposal.page import draft_of
from scoring.importing.proposal.relations import Relations, Repeats
from scoring.importing.proposal.shapes import NO_VALUE, Shape
from scoring.importing.proposal.traits import SMALL, Trait, trait_of

_FLAG_WORDS = 12
_NAME_MAX = 500


def propose(path: Path) -> Draft:
    """Read a file nobody has a profile for, and draft one.

    Args:
        path: the file; a folder of parts of one export works as well.

    Raises:
        DataError: there is no such file, or it cannot be read as a table.
        StorageError: the system does not let it be read.
    """
    export = Unknown(path)
    if not _usable(export.header):
        what = "every column name stands several times in the header, or is endlessly long"
        hint = "Export it with a name of its own for each column."
        raise DataError(Problem("repeated-column", export.name, what, hint))
    shapes = _shapes(export)
    traits = _traits(export, shapes)
    desk, candidates = _related(export, traits)
    key = keys.decide_key(desk, candidates)
    repeating = keys.decide_repeats(desk, key)
    names = _decide(desk, repeating.order)
    return draft_of(export, desk, keys.repeats_entry(repeating, names))


def _decide(desk: Desk, order: tuple[int, ...]) -> dict[int, str]:
    """Decide on every column, the surest first, and return the names of those that order rows."""
    times.decide_stamps(desk)
    vocabularies.leave_calendar(desk)
    desk.attribution = people.decide_agent(desk, people.agent_candidates(desk.traits))
    times.write_stamps(desk)
    measures.leave_proven(desk)
    ratings.decide_ratings(desk)
    states.decide_states(desk)
    names = {place: _ordering(desk, place) for place in order}
    rest.leave_empty(desk)
    if order:
        times.first_answer(desk, order[0])
    measures.decide_measures(desk)
    desk.roster = people.decide_roster(desk)
    vocabularies.decide_vocabularies(desk)
    rest.decide_rest(desk)
    return names


def _ordering(desk: Desk, place: int) -> str:
    """Return the name of a column that orders the rows of an id; it has to have one."""
    taken = desk.roles.get(place, "")
    if taken in desk.columns:
        return taken
    return rest.write_own(desk, desk.traits[place])


def _shapes(export: Unknown) -> list[Shape]:
    shapes = [Shape(place, name) for place, name in enumerate(export.header)]
    for block in export.blocks(range(len(shapes))):
        for shape in shapes:
            shape.add(block[shape.place])
    return shapes


def _traits(export: Unknown, shapes: list[Shape]) -> dict[int, Trait]:
    stamps = {shape.place: stamp_candidates(shape) for shape in shapes}
    decided = _dates(export, shapes, stamps)
    return {
        shape.place: trait_of(shape, decided.get(shape.place), clock_candidates(shape))
        for shape in shapes
    }


def _dates(
    export: Unknown, shapes: list[Shape], stamps: Mapping[int, Candidates]
) -> dict[int, Decided]:
    """Count which formats the texts of columns fit that look like dates."""
    fits = {
        shape.place: Fits(stamps[shape.place].formats)
        for shape in shapes
        if stamps[shape.place].rows * 2 > shape.present
    }
    if fits:
        for block in export.blocks(fits):
            for place, one in fits.items():
                one.add(block[place], ["", *NO_VALUE])
    return decide(fits)


def _related(export: Unknown, traits: dict[int, Trait]) -> tuple[Desk, list[int]]:
    """Hold the columns against each other."""
    usable = _usable(export.header)
    joined = times.join({place: trait for place, trait in traits.items() if place in usable})
    viewer = Viewer(traits, joined)
    coded = {place: traits[place] for place in viewer.coded}
    agents = people.agent_candidates(traits)
    relations = Relations(
        {place: traits[place].shape.distinct for place in agents if place in coded},
        [p for p, t in coded.items() if t.kind != "number" and t.shape.distinct <= _FLAG_WORDS],
        [p for p, t in coded.items() if t.kind in ("words", "many")],
        {p: t.shape.distinct for p, t in coded.items() if t.shape.distinct <= SMALL},
    )
    candidates = keys.key_candidates(traits)
    doubtful = [] if candidates and traits[candidates[0]].unique else candidates[:2]
    repeats = Repeats(doubtful, traits)
    for block in export.blocks(traits):
        view = viewer.view(block)
        relations.add(view)
        repeats.add(block, view)
    rows = max(trait.shape.rows for trait in traits.values())
    notation = notation_of(traits.values())
    said = tuple(note for file in export.said for note in file.notes)
    desk = Desk(rows, traits, usable, joined, relations, viewer, repeats, notation, said)
    return desk, candidates


def _usable(header: list[str]) -> frozenset[int]:
    """Return the columns that a profile can name: once in the header, and not endlessly long."""
    found = Counter(folded(name) for name in header)
    return frozenset(
        place
        for place, name in enumerate(header)
        if found[folded(name)] == 1 and len(name) <= _NAME_MAX
    )
