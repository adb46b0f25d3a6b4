"""Which words or flags say whether it was solved, handed up, answered."""

from __future__ import annotations

from scoring.importing.proposal.desk import Desk, tell_empty, vocabulary
from scoring.importing.proposal.draft import Notes
from scoring.importing.proposal.times import filled_by
from scoring.importing.proposal.traits import Trait
from scoring.importing.proposal.words import kinds_of

_FLAGS = {
    "resolution": "resolved",
    "escalated": "escalated",
    "complaint": "complaint",
    "first_contact": "first_contact",
    "survey_sent": "survey_sent",
}
_STATES_MAX = 30


def decide_states(desk: Desk) -> None:
    """Take the status and the flags that the contract knows, and write their readings."""
    for role, name in _FLAGS.items():
        for trait in desk.hinted(role, "truth")[:1]:
            _write_flag(desk, name, trait, Notes())
    for trait in desk.hinted("closed", "truth")[:1]:
        if "resolved" not in desk.columns:
            notes = Notes()
            notes.check("whether what is closed counts as solved")
            _write_flag(desk, "resolved", trait, notes)
    status = _status(desk)
    if status is not None:
        _read_status(desk, status)
    if "resolved" not in desk.columns:
        _resolved_by_implication(desk)


def truth_reading(trait: Trait) -> dict[str, object]:
    """Return the reading of a flag by its two words."""
    true, false = trait.truth or ("", "")
    return _boolean(trait, [true], [false])


def _boolean(trait: Trait, true: list[str], false: list[str]) -> dict[str, object]:
    words = {"true_words": true, "false_words": false}
    return {"read": "boolean", "from": trait.header, **words}


def _write_flag(desk: Desk, name: str, trait: Trait, notes: Notes) -> None:
    notes.say(vocabulary(trait))
    tell_empty(desk, trait, notes)
    desk.write(name, trait.place, truth_reading(trait), notes)


def _resolved_by_implication(desk: Desk) -> None:
    """Take the flag that is never yes where another one is no: what is solved was answered."""
    seen = desk.relations
    flags = [t for t in desk.free("truth") if t.hint.role in ("", "answered")]
    for one in flags:
        for other in flags:
            if one.place == other.place or one.hint.role:
                continue
            yes, no = (desk.code(one.place, word) for word in one.truth or ())
            other_yes, other_no = (desk.code(other.place, word) for word in other.truth or ())
            once = seen.rows[one.place, yes] > 0
            never = once and seen.crossed[one.place, yes, other.place, other_no] == 0
            sometimes = seen.crossed[one.place, no, other.place, other_yes] > 0
            if never and sometimes and seen.rows[other.place, other_no] >= 20:
                notes = Notes()
                notes.check(
                    f"taken for this since it is never {(one.truth or ('',))[0]} where "
                    f"'{other.header}' is {(other.truth or ('', ''))[1]}: what is solved was "
                    "answered first"
                )
                _write_flag(desk, "resolved", one, notes)
                return


def _status(desk: Desk) -> Trait | None:
    """Return the column of states: named so and of known words, or of known words alone."""
    able = [t for t in desk.free("words") if 2 <= t.shape.distinct <= _STATES_MAX]
    known = [t for t in able if t.vocabulary == "status" and t.share >= 0.5]
    if known:
        # `Closed` and `Open` are said of many things; a column named for them is meant.
        return max(known, key=lambda t: (t.hint.role == "status", t.share, -t.place))
    named = [t for t in able if t.hint.role == "status"]
    marked = filled_by(desk, desk.stamps["resolved_at"]) if "resolved_at" in desk.stamps else None
    return next((t for t in named if marked is not None and marked[0] == t.place), None)


def _read_status(desk: Desk, status: Trait) -> None:
    words = list(status.words)
    done = [word for word in words if "done" in kinds_of(word)]
    raised = [word for word in words if "escalated" in kinds_of(word)]
    notes = Notes()
    notes.say(vocabulary(status))
    at = desk.stamps.get("resolved_at")
    marked = filled_by(desk, at) if at is not None else None
    if marked is not None and marked[0] == status.place:
        header = desk.traits[at].header if at is not None else ""
        notes.say(f"'{header}' has a value exactly where it is {' or '.join(marked[1])}")
        if done and set(done) != set(marked[1]):
            notes.check("which words mean solved; the column of stamps says others")
        done = done or list(marked[1])
    unknown = [word for word in words if not kinds_of(word) and word not in done]
    if unknown:
        notes.check(f"not known, and read as not solved: {', '.join(unknown)}")
    if done and "resolved" not in desk.columns:
        _write_state(desk, "resolved", status, done, notes)
        desk.done = (status.place, tuple(done))
    if raised and "escalated" not in desk.columns:
        _write_state(desk, "escalated", status, raised, Notes())


def _write_state(desk: Desk, name: str, status: Trait, true: list[str], notes: Notes) -> None:
    others = [word for word in status.words if word not in true]
    if not others:
        notes.check("every row says so; which words would say no is not in this file")
        others = ["Open"] if "Open" not in true else ["-"]
    desk.write(name, status.place, _boolean(status, true, others), notes)
