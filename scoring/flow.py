"""What flows from one stage to the next: frozen records of arrays, one element an agent.

    exports → intake → Facts → Tally → Values → Attained → Scored → Standing → Earned → Result
                      Roster ─────────────────────┴──────────┴─────────┴─────────┘

`n` is the number of agents in the plan, ordered by agent id (Unicode code points); position in
that order is the agent's index everywhere. Integers of 10**-places units, `Exact` where Python
integers may stand in for int64.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, Column, Int64s, Words
from scoring.exact.fixed import Exact
from scoring.exact.period import Period
from scoring.lines import Honours, PayLines
from scoring.standing import Standing
from scoring.waiting import Contacts, Run
from scoring.worktime.hours import WorkingHours


class Holds(NamedTuple):
    """When interactions were on hold, one interaction behind the other.

    Attributes:
        first: int64[interactions + 1], where each one's spans begin, and the last one's end.
        start_us, end_us: int64[spans], UTC µs, half-open; those of an interaction are in order
            and do not touch.
    """

    first: Int64s
    start_us: Int64s
    end_us: Int64s


NO_HOLDS = Holds(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Facts:
    """A batch of interactions after intake.

    Attributes:
        agent: int64[rows], the agent's index; -1 where nobody is credited, -2 where the agent is
            on the roster but not in the plan.
        columns: every contract column that the batch carries, by name.
        file: the file of the interactions that the rows are from.
        held: int64[rows], each row's place in the roster's `holds`, -1 where it was never on
            hold; None where nobody asks.
    """

    agent: Int64s
    columns: Mapping[str, Column]
    file: str = ""
    held: Int64s | None = None


class Prior(NamedTuple):
    """What is believed of a measure before an agent's own facts: a mean, and facts it is worth.

    Attributes:
        mean: of one fact (of a share: the part that hits), in units of 10**-12.
        strength: how many facts the mean counts for, in units of 10**-12.
    """

    mean: int
    strength: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a run of an earlier period says of the agents of this one, by `--previous`.

    Attributes:
        run_id, period: the run, and the period that it was for.
        score: Exact[n] at the places of this plan's score.
        scored: bool[n], who had a score.
        values: by measure of this plan: Exact[n] at its places, and where they are known.
        priors: by measure, those that the run was reckoned with.
    """

    run_id: str
    period: str
    score: Exact
    scored: Bools
    values: Mapping[str, tuple[Exact, Bools]]
    priors: Mapping[str, Prior] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """The agents in the plan for one period, ordered by agent id.

    Attributes:
        period: the period.
        agent_ids: text[n], increasing.
        columns: roster text columns for filters and output: name, team, region, manager_id, role,
            currency, cost_center (a column the file lacks is all None).
        bonus_base: Exact[n] in units of 10**-4; read only where `has_base`.
        has_base: bool[n]; false where base or currency is missing: scored, not paid.
        fte: int64[n] in units of 10**-4; 10000 where the file has none.
        employed_days: int64[n], days of the period within hire and leave dates and roster rows.
        service_days: int64[n], days from the hire date to the period's end, -1 where it is not
            known; None where nobody's is.
        starts_us, ends_us: int64[n], the period's half-open bounds for the agent, UTC µs.
        targets: (measure, name) to (units at the measure's places int64[n], known bool[n]).
        given: name to (units of 10**-9 Exact[n], volume int64[n], known bool[n]).
        calendars: the working hours of the data folder, by name of calendar.
        holds: when interactions were on hold; rows find theirs by `Facts.held`.
        earlier: an earlier run, where one was named; nothing else reads the past.
    """

    period: Period
    agent_ids: tuple[str, ...]
    columns: Mapping[str, Words]
    bonus_base: Exact
    has_base: Bools
    fte: Int64s
    employed_days: Int64s
    starts_us: Int64s
    ends_us: Int64s
    targets: Mapping[tuple[str, str], tuple[Exact, Bools]]
    given: Mapping[str, tuple[Exact, Int64s, Bools]]
    calendars: Mapping[str, WorkingHours] = field(default_factory=dict)
    holds: Holds = NO_HOLDS
    service_days: Int64s | None = None
    earlier: Earlier | None = None


EXCLUSIONS = (
    "no_stamp",
    "outside_period",
    "filtered",
    "other_currency",
    "no_promise",
    "no_calendar",
    "null_value",
    "unanswered",
    "negative_duration",
    "beyond_data",
)
"""Why a measure leaves a row out, in the order in which a row is asked: the first one holds."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What rows contribute to one measure: everything merges by addition.

    Attributes:
        numerator: Exact[n]: the sum of a column in its own units, rows that hit, or the volume of
            a count; 0 for quantiles.
        denominator: Exact[n]: for a ratio the sum of its column in its own units, else the volume.
        volume: int64[n], the facts behind the value.
        excluded: reason to int64[n] rows: those of `EXCLUSIONS` that occurred, in that order.
        runs: for quantiles, the values of the rows that count; in any order, and none otherwise.
        contacts: for repeat rates, which rows wait to be found repeated; the volume has all of
            them, and the numerator none yet.
    """

    numerator: Exact
    denominator: Exact
    volume: Int64s
    excluded: Mapping[str, Int64s]
    runs: tuple[Run, ...] = ()
    contacts: Contacts | None = None


MEASURED = (
    "used",
    "unattributed",
    "not_in_plan",
    "no_stamp",
    "outside_period",
    "no_measure",
)
"""What becomes of a row that is measured: used, or the reason for which no measure used it."""


class Place(NamedTuple):
    """Where a row stands, and when it began.

    Attributes:
        file: the file of the interactions; of a row that the import left out, the export.
        period: of the plan's cycle, by `created_at` in the plan's zone; None where there is no
            such stamp, or nobody knows it any more.
        imported: whether the file is an export.
    """

    file: str
    period: str | None
    imported: bool = False


class Fate(NamedTuple):
    """What rows of a place became: a word of `MEASURED`, `quarantined`, or what an import did."""

    place: Place
    became: str


Fates = Mapping[Fate, int]
"""Rows by their fate; what no row met is not among them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What batches of facts contribute: `a + b` is the tally of both, in any order.

    Attributes:
        measures: by name of measure.
        fates: rows by their fate, each of `MEASURED`.
    """

    measures: Mapping[str, Contribution]
    fates: Fates

    @property
    def rows(self) -> dict[str, int]:
        """Count the rows by what became of them, every word of `MEASURED` among them."""
        return dict.fromkeys(MEASURED, 0) | became(self.fates)


def became(fates: Fates) -> dict[str, int]:
    """Add up rows by what became of them, wherever they stand."""
    rows: dict[str, int] = {}
    for fate, count in fates.items():
        rows[fate.became] = rows.get(fate.became, 0) + count
    return rows


class Reach(NamedTuple):
    """How far the data reach, for a measure that looks before or after its rows.

    Attributes:
        first_us, last_us: the first and the last stamp of all rows, UTC µs; None without rows.
        beyond: rows whose days reach beyond them, of all agents.
    """

    first_us: int | None
    last_us: int | None
    beyond: int


@dataclass(frozen=True, slots=True)
class Value:
    """One measure's value for every agent, rounded at the measure's places.

    Attributes:
        units: Exact[n] in units of 10**-places; 0 where not known.
        known: bool[n].
        status: text[n]: `known`, `below_volume`, `no_facts`, `zero_denominator`, `not_given`.
        numerator, denominator: Exact[n], so that value = numerator / denominator before rounding
            (both include `per`, the columns' places and the unit's seconds; for a count and for
            a quantile in whole seconds the denominator is 1). Kept where not known, too.
        volume: int64[n].
        excluded: reason to int64[n].
        reach: for a repeat rate, how far the data reach.
    """

    units: Exact
    known: Bools
    status: Words
    numerator: Exact
    denominator: Exact
    volume: Int64s
    excluded: Mapping[str, Int64s]
    reach: Reach | None = None


Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Attained:
    """One component for every agent.

    Attributes:
        target, target_known: units at the measure's places.
        attainment_num, attainment_den, attainment_known: the exact attainment in percent; a
            denominator of 0 is unbounded attainment (lower is better, and the value is 0 or less).
        points: Exact[n] in units of 10**-points; 0 where not `counts`.
        counts: bool[n], whether the component weighs in the score.
        reason: text[n]: `scored`, or the missing policy that was applied: `excluded`, `zero`,
            `neutral`, `held` (the measure's status, or an empty target, says why).
    """

    target: Exact
    target_known: Bools
    attainment_num: Exact
    attainment_den: Exact
    attainment_known: Bools
    points: Exact
    counts: Bools
    reason: Words


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores before gates.

    Attributes:
        score: Exact[n] in units of 10**-score; 0 where not `scored`.
        scored: bool[n]; false where nothing was left to weigh or a component holds.
        held: bool[n].
        weight_left: Exact[n], the sum of the weights that count, in units of `weight_places`.
        weight_places: places at which all weights of the plan are whole.
    """

    score: Exact
    scored: Bools
    held: Bools
    weight_left: Exact
    weight_places: int


class Finding(NamedTuple):
    """Something a person should know about the run; never a personal value beyond an id."""

    code: str
    file: str
    row: int | None
    column: str | None
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleTotal:
    """How often one rule was broken, or applied, in one column of one file.

    Attributes:
        consequence: what it came to, one of the words of `contracts.CONSEQUENCES`.
        column: None where the rule is about the row as a whole.
        reason: why, without a personal value.
        count: rows.
        places: the smallest of their row numbers, from 1, in order.
        values: what stands there, one text for each of `places`, where values were asked for.
    """

    consequence: str
    rule: str
    column: str | None
    reason: str
    file: str
    count: int
    places: tuple[int, ...]
    values: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the word of `findings.parquet` and `quarantine.parquet` for the consequence."""
        return CODES.get(self.consequence, self.consequence)


CODES = {"row": "quarantined", "field": "blanked"}
"""The code of a consequence, where it is another word."""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything a run decides, before it is published."""

    roster: Roster
    values: Values
    components: Mapping[str, Attained]
    scored: Scored
    standing: Standing
    payable: Bools
    lines: PayLines
    awards: Honours
    actions: Honours
    findings: tuple[Finding, ...]
