"""Which columns get a name of the company's own, and which are left behind."""

from __future__ import annotations

from scoring.errors import counted
from scoring.importing.proposal.desk import Desk, share, tell_empty, vocabulary
from scoring.importing.proposal.draft import Notes
from scoring.importing.proposal.figures import MILLION
from scoring.importing.proposal.measures import duration_reading, limit_of, proven
from scoring.importing.proposal.states import truth_reading
from scoring.importing.proposal.times import tell_dates, timed
from scoring.importing.proposal.traits import Trait

_OWN_PLACES = 6
_OWN_TEXT_MAX = 500
_NUMBERED = frozenset({"other_id", "row", "id", "customer"})
_PEOPLE = frozenset({"person", "customer", "resolver", "agent", "manager"})


def leave_empty(desk: Desk) -> None:
    """Leave behind columns that are more than half empty, but those that are rare by nature.

    Most customers do not answer a survey, and what is not solved has no stamp for it.
    """
    for trait in desk.free():
        if trait.kind == "empty":
            desk.ignore(trait.place, "empty in every row")
        elif trait.filled < 0.5 and not _rare_by_nature(trait):
            empty = desk.rows - trait.present
            desk.ignore(trait.place, f"more than half empty: {share(empty, desk.rows)} rows")


def _rare_by_nature(trait: Trait) -> bool:
    if trait.kind == "stamp":
        return trait.hint.role in ("response", "resolution", "closed", "survey")
    return trait.hint.role in ("csat", "nps", "complaint", "escalated", "first_contact", "resolver")


def decide_rest(desk: Desk) -> None:
    """Give every column that is left a name of the company's own, or leave it behind."""
    _customer(desk)
    for trait in desk.free():
        why = _same_instant(desk, trait) or _why_not(trait)
        if why:
            desk.ignore(trait.place, why)
        else:
            write_own(desk, trait)


def _same_instant(desk: Desk, trait: Trait) -> str:
    """Say that a stamp only repeats one that was taken, where it does."""
    for stamp in desk.stamps.values():
        both = desk.relations.both[stamp, trait.place] if trait.kind == "stamp" else 0
        if both >= 0.95 * trait.present and desk.relations.same[stamp, trait.place] >= 0.98 * both:
            return f"the same instant as '{desk.traits[stamp].header}'" if both else ""
    return ""


def write_own(desk: Desk, trait: Trait) -> str:
    """Write a reading under a name of the company's own, and return the name."""
    notes = Notes()
    name = desk.own_name(trait)
    reading = _reading(desk, trait, notes)
    tell_empty(desk, trait, notes)
    desk.write(name, trait.place, reading, notes)
    return name


def _customer(desk: Desk) -> None:
    for trait in desk.hinted("customer", "words", "many", "ids", "number"):
        codes = trait.kind == "number" or trait.shape.figures > 0.9 * trait.present
        if codes and trait.filled >= 0.5 and trait.shape.longest <= 120:
            notes = Notes()
            notes.say(f"{trait.variety} in {counted(trait.present, 'row')}")
            reading = {"read": "text", "from": trait.header}
            desk.write("customer_id", trait.place, reading, notes)
            return


def _why_not(trait: Trait) -> str:
    """Say why a column stays behind; nothing where it is worth a name."""
    texts = trait.kind in ("words", "many", "ids")
    names = trait.person >= 0.6 and trait.share < 0.6 and trait.topical < 0.3
    prose = trait.kind == "free" or trait.hint.role == "remark"
    numbered = trait.kind == "number" and trait.unique and not trait.places
    reasons = (
        (trait.shape.distinct == 1, "the same in every row that has it"),
        (prose or trait.shape.longest > _OWN_TEXT_MAX, "free text"),
        (texts and (trait.hint.role in _PEOPLE or names), "people who are not scored"),
        (numbered, "numbers of rows or of other things"),
        (trait.kind == "ids" or (texts and trait.unique), "ids of other things: hardly a repeat"),
        (trait.kind == "many", f"{counted(trait.shape.distinct, 'different word')}: no vocabulary"),
        (trait.kind == "number" and trait.hint.role in _NUMBERED, "numbers of other things"),
    )
    return next((why for holds, why in reasons if holds), "")


def _reading(desk: Desk, trait: Trait, notes: Notes) -> dict[str, object]:
    if trait.kind == "stamp":
        tell_dates(desk, trait, notes)
        reading: dict[str, object] = {"read": "stamp", "from": desk.source(trait.place)}
        reading["formats"] = desk.formats(trait.place)
        if not timed(desk, trait):
            notes.check("dates without a time: day_start or day_end?")
            reading["date_only"] = "day_start"
        return reading
    if trait.kind in ("span", "clock"):
        return duration_reading(desk, trait, notes)
    notes.say(vocabulary(trait))
    if trait.kind == "truth":
        return _flag(desk, trait, notes)
    if trait.kind == "number":
        return _number(desk, trait, notes)
    return {"read": "text", "from": trait.header}


def _number(desk: Desk, trait: Trait, notes: Notes) -> dict[str, object]:
    seen = desk.relations
    places = trait.places
    if trait.hint.unit and trait.hint.role:
        return duration_reading(desk, trait, notes)
    whole = not places and not trait.shape.numbers["point"] and not trait.shape.numbers["comma"]
    notes.say(
        f"from {_shown(seen.least.get(trait.place, 0))} to {_shown(seen.most.get(trait.place, 0))}"
        + ("" if whole else f", up to {places} places")
    )
    if seen.negative[trait.place]:
        notes.say(f"below zero in {share(seen.negative[trait.place], trait.present)} rows")
    reading: dict[str, object] = {"read": "whole" if whole else "decimal", "from": trait.header}
    reading["round"] = "exact" if places <= _OWN_PLACES else "half_up"
    if trait.affix:
        reading["affixes"] = [trait.affix]
    return reading


def _shown(micro: int) -> str:
    sign = "-" if micro < 0 else ""
    whole, part = divmod(abs(micro), MILLION)
    return f"{sign}{whole:,}" + (f".{part:06d}".rstrip("0") if part else "")


def _flag(desk: Desk, trait: Trait, notes: Notes) -> dict[str, object]:
    """Return the reading of a flag; one about a solution says nothing where there is none yet."""
    reading = truth_reading(trait)
    solved = desk.stamps.get("resolved_at")
    of_solution = _about_solution(desk, trait)
    if solved is None or of_solution is None:
        return reading
    missing = desk.rows - desk.traits[solved].present
    if not missing:
        return reading
    notes.say(
        f"{of_solution}; {missing:,} rows have no '{desk.traits[solved].header}', and a solution "
        "that is still owed has kept or broken nothing yet: no value there"
    )
    if desk.done is not None and _marks(desk, solved):
        status, words = desk.done
        reading["blank_where"] = {desk.traits[status].header: {"not": list(words)}}
    else:
        reading["blank_where"] = {desk.traits[solved].header: {"present": False}}
    return reading


def _marks(desk: Desk, solved: int) -> bool:
    """Say whether the words for solved stand exactly where there is a stamp of it."""
    if desk.done is None:
        return False
    status, words = desk.done
    seen = desk.relations
    codes = {desk.code(status, word) for word in words}
    rows = sum(seen.rows[status, code] for code in codes)
    filled = sum(seen.filled[status, code, solved] for code in codes)
    return rows == filled == desk.traits[solved].present


def _about_solution(desk: Desk, flag: Trait) -> str | None:
    """Say how a flag is known to be about the solution, or None."""
    for number in desk.traits.values():
        if number.kind in ("number", "span") and limit_of(desk, flag, number) is not None:
            found = proven(desk, number)
            if found is not None and found[2] == desk.stamps.get("resolved_at"):
                return f"it is '{number.header}', the time to the solution, held against a limit"
    if flag.hint.role == "sla" and "resolution" in flag.hint.roles:
        return "the name speaks of the solution"
    return None
