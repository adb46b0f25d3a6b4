"""Which stamp is which: when it began, was answered, solved, closed, and rated."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.importing.proposal.desk import Desk, listed, share, tell_empty
from scoring.importing.proposal.draft import Entry, Notes
from scoring.importing.proposal.fits import Decided
from scoring.importing.proposal.headings import spoken
from scoring.importing.proposal.traits import Trait
from scoring.importing.proposal.words import kinds_of

LIFE = {
    "first_response_at": "response",
    "resolved_at": "resolution",
    "closed_at": "closed",
    "survey_at": "survey",
}
"""Stamps of the contract, and the role that a name hints at."""

_LASTING = frozenset({"response", "talk", "handle", "idle", "resolution", "sla"})
_OTHERS = frozenset({*LIFE.values(), "updated", "due"})
_MOSTLY = 0.9


def join(traits: Mapping[int, Trait]) -> dict[int, int]:
    """Return the column of times that belongs to a column of dates, by place."""
    dates = [t for t in traits.values() if t.dates is not None and not t.dates.timed]
    clocks = [
        t
        for t in traits.values()
        if t.kind == "clock" and t.hint.role not in _LASTING and _all_day(t)
    ]
    pairs = sorted(
        ((_fitness(date, clock), -date.place, -clock.place) for date in dates for clock in clocks),
        reverse=True,
    )
    found: dict[int, int] = {}
    for (fits, *_), date, clock in pairs:
        if fits and -date not in found and -clock not in found.values():
            found[-date] = -clock
    return found


def _all_day(clock: Trait) -> bool:
    """Say whether times lie all over the day; durations keep close to zero."""
    return clock.shape.late_hours >= 0.1 * clock.present or not clock.unit


def _fitness(date: Trait, clock: Trait) -> tuple[bool, int, bool, int]:
    shared = set(spoken(date.header).split()) & set(spoken(clock.header).split())
    full = date.present <= clock.present * 1.02
    first = -(date.dates.least if date.dates is not None else 0)
    return full, len(shared), abs(date.place - clock.place) == 1, first


def decide_stamps(desk: Desk) -> None:
    """Take the stamps of an interaction's life, and write their readings."""
    for clock in desk.joined.values():
        desk.take(clock, "joined")
    created = _created(desk)
    if created is None:
        return
    desk.stamps["created_at"] = created.place
    for name, role in LIFE.items():
        for trait in desk.hinted(role, "stamp")[:1]:
            _claim(desk, name, trait)
    _by_values(desk, created)


def write_stamps(desk: Desk) -> None:
    """Write the readings of all stamps that were taken."""
    for name, place in desk.stamps.items():
        notes = Notes()
        trait = desk.traits[place]
        tell_dates(desk, trait, notes)
        reading: dict[str, object] = {"read": "stamp", "from": desk.source(place)}
        reading["formats"] = desk.formats(place)
        if name == "created_at":
            _tell_created(desk, trait, notes)
        else:
            _tell_order(desk, name, trait, notes)
        if not timed(desk, trait):
            reading["date_only"] = _instant(desk, name, trait, notes)
        desk.write(name, place, reading, notes)


def first_answer(desk: Desk, latest: int) -> None:
    """Read the first response from a log: when the ticket was first in another state than new."""
    if "first_response_at" in desk.columns:
        return
    for status in desk.traits.values():
        words = [word for word in status.words if "new" in kinds_of(word)]
        known = status.vocabulary == "status" and status.share >= 0.5
        if status.kind == "words" and known and words and status.place in desk.usable:
            notes = Notes()
            notes.check(
                f"the first row of an id whose '{status.header}' is not {' or '.join(words)}: is "
                "that when somebody answered?"
            )
            source, formats = desk.source(latest), desk.formats(latest)
            reading: dict[str, object] = {"read": "stamp", "from": source, "formats": formats}
            if not timed(desk, desk.traits[latest]):
                reading["date_only"] = "day_start"
            where = {status.header: {"not": words}}
            reading["event"] = {"take": "first", "where": where}
            desk.columns["first_response_at"] = Entry("first_response_at", reading, notes.done())
            return


def timed(desk: Desk, trait: Trait) -> bool:
    """Say whether a column of stamps has times, its own or those of another column."""
    own = trait.dates is not None and trait.dates.timed
    return own or trait.place in desk.joined


def _created(desk: Desk) -> Trait | None:
    """Return the column that says when an interaction began: named so, else the earliest."""
    stamps = [t for t in desk.free("stamp") if t.hint.role not in ("due", "survey")]
    stamps = stamps or desk.free("stamp")
    if not stamps:
        return None
    full = [t for t in stamps if t.filled >= 0.95] or [max(stamps, key=lambda t: t.present)]
    named = [t for t in full if t.hint.role == "created"]
    plain = [t for t in full if t.hint.role not in _OTHERS]
    return max(named or plain or full, key=lambda t: _earliness(desk, t, full))


def _earliness(desk: Desk, trait: Trait, others: list[Trait]) -> tuple[object, ...]:
    seen = desk.relations
    later = sum(
        seen.before[trait.place, other.place] - seen.before[other.place, trait.place]
        for other in others
        if other is not trait
    )
    return timed(desk, trait), later, trait.present, -trait.place


def _by_values(desk: Desk, created: Trait) -> None:
    """Take stamps whose names say nothing, by what they follow and where they are missing."""
    seen = desk.relations
    nameless = [
        trait
        for trait in desk.free("stamp")
        if (not trait.hint.role or (trait.hint.role == "created" and trait.hint.vague))
        and trait.place != created.place
        and seen.both[created.place, trait.place] > seen.same[created.place, trait.place]
    ]
    after = [t for t in nameless if _follows(desk, created, t)]
    for trait in after:
        if not timed(desk, trait) and "survey_at" not in desk.stamps:
            _claim(desk, "survey_at", trait)
    after = [t for t in after if t.place not in desk.roles]
    for trait in [t for t in after if t.filled < 0.98]:
        # What is solved is missing where it is not solved yet: some word or flag marks it.
        if "resolved_at" not in desk.stamps and filled_by(desk, trait.place) is not None:
            _claim(desk, "resolved_at", trait)
    after = [t for t in after if t.place not in desk.roles]
    after.sort(
        key=lambda t: sum(seen.before[t.place, other.place] for other in after), reverse=True
    )
    for name in ("first_response_at", "resolved_at", "closed_at"):
        if name not in desk.stamps and after:
            _claim(desk, name, after.pop(0))


def _claim(desk: Desk, name: str, trait: Trait) -> None:
    desk.stamps[name] = trait.place
    desk.take(trait.place, name)


def _follows(desk: Desk, created: Trait, trait: Trait) -> bool:
    both = desk.relations.both[created.place, trait.place]
    return _too_early(desk, created.place, trait) <= (1 - _MOSTLY) * both


def _too_early(desk: Desk, created: int, trait: Trait) -> int:
    """Count the rows with a stamp before the beginning; a date alone, on a day before."""
    counts = desk.relations.before if timed(desk, trait) else desk.relations.day_before
    return counts[trait.place, created]


def filled_by(desk: Desk, place: int) -> tuple[int, tuple[str, ...]] | None:
    """Return the column whose words say where another one has a value, and these words.

    None where no column of few words does so without exception.
    """
    seen = desk.relations
    for flag in desk.traits.values():
        if flag.place not in desk.usable or flag.kind not in ("words", "truth"):
            continue
        words = desk.viewer.words(flag.place) if flag.place in desk.viewer.coded else []
        counts = [
            (seen.rows[flag.place, code], seen.filled[flag.place, code, place])
            for code in range(len(words))
        ]
        with_value = [w for w, (rows, full) in zip(words, counts, strict=True) if rows == full > 0]
        none = [w for w, (rows, full) in zip(words, counts, strict=True) if full == 0 < rows]
        exact = with_value and none and len(with_value) + len(none) == len(words)
        if exact and sum(rows for rows, _ in counts) == desk.rows and len(words) <= 12:
            return flag.place, tuple(with_value)
    return None


def _instant(desk: Desk, name: str, trait: Trait, notes: Notes) -> str:
    """Say which instant of its day a date stands for, from how it lies to the beginning."""
    created = desk.stamps["created_at"]
    if name == "created_at" or created not in desk.traits:
        notes.check("dates without a time: taken as the beginning of the day")
        return "day_start"
    same = desk.relations.same_day[created, trait.place]
    both = desk.relations.both[created, trait.place]
    if same:
        notes.say(
            f"no time; in {share(same, both)} rows it is the day of created_at, and the beginning "
            "of that day would lie before it: hence day_end"
        )
        return "day_end"
    notes.check("no time, and never the day of created_at: day_start or day_end?")
    return "day_start"


def tell_dates(desk: Desk, trait: Trait, notes: Notes) -> None:
    """Say how the dates of a column are written, and what speaks for it."""
    dates = trait.dates
    if dates is None:
        return
    if trait.place in desk.joined:
        notes.say("date and time stand in two columns")
    if dates.order:
        _tell_order_of_parts(dates, notes)
    if dates.reads < dates.of:
        unread = dates.of - dates.reads
        notes.check(f"{share(unread, dates.of)} texts fit no format, and break unparsable-stamp")
    for note in desk.noted(trait):
        notes.check(note)
    if dates.timed and dates.midnight > 0.01 * dates.of:
        notes.say(f"{share(dates.midnight, dates.of)} times are exactly midnight")
        if dates.midnight < 0.9 * dates.of:
            notes.check("whether midnight is a time here, or stands for a date without one")
    if any(one.endswith("%z") for one in dates.formats):
        notes.check(
            "the offset is taken at its word; where the export prints it and means local time, "
            "write it as text instead of %z, and the zone"
        )
    if trait.nulls:
        notes.say(f"no value: {', '.join(trait.nulls)}")


def _tell_order_of_parts(dates: Decided, notes: Notes) -> None:
    chosen = "day before month" if dates.order == "day" else "month before day"
    fit_both = dates.reads - dates.proof
    said = (
        f"{chosen}: {share(fit_both, dates.of)} texts also fit {dates.rival} "
        f"({dates.both:,} of them as another time)"
    )
    if dates.proof and not dates.against:
        notes.say(f"{said}; {dates.proof:,} fit this order alone and decide it")
    elif dates.proof or dates.against:
        notes.check(
            f"{said}; {dates.proof:,} fit this order alone, and {dates.against:,} the other"
        )
    elif dates.by == "others":
        notes.say(f"{said}; none decides, and other columns of the file have this order")
    elif dates.by == "span":
        notes.check(f"{said}; none decides; read so, the dates lie closer together")
    else:
        notes.check(f"{said}; nothing decides between them")


def _tell_created(desk: Desk, trait: Trait, notes: Notes) -> None:
    others = [t for t in desk.traits.values() if t.kind == "stamp" and t.place != trait.place]
    if trait.hint.role != "created" and others:
        notes.check(f"taken as the beginning, since it is the earliest; others: {listed(others)}")
    if trait.filled < 1:
        notes.check(f"empty in {desk.rows - trait.present:,} rows, which are left out")


def _tell_order(desk: Desk, name: str, trait: Trait, notes: Notes) -> None:
    created = desk.stamps["created_at"]
    both = desk.relations.both[created, trait.place]
    early = _too_early(desk, created, trait)
    if early:
        notes.say(f"before created_at in {share(early, both)} rows: negative-duration blanks these")
    tell_empty(desk, trait, notes)
    if trait.hint.role != LIFE[name]:
        notes.check("taken for this by its values alone: which stamp is it?")
