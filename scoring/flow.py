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

from scoring.accounts import MEASURED, Fates, became
from scoring.balances import NOTHING_TO_SETTLE, Balances, Settling
from scoring.beside import NO_EVENTS, NO_HOLDS, NO_RESULTS, Events, Holds, Rate, Results
from scoring.columns import Bools, Column, Int64s, Words
from scoring.exact.fixed import Exact
from scoring.exact.period import Period
from scoring.lines import Honours, PayLines, Winners
from scoring.plan.proration import Served
from scoring.pools import Shared
from scoring.priors import Adjusted, Priors
from scoring.standing import Standing
from scoring.waiting import Contacts, Reach, Run
from scoring.worktime.hours import WorkingHours


@dataclass(frozen=True, slots=True)
class Facts:
    """A batch of interactions after intake.

    Attributes:
        agent: int64[rows], the agent's index; -1 where nobody is credited, -2 where the agent is
            on the roster but not in the plan.
        columns: every contract column that the batch carries, by name.
        file: the file of the interactions that the rows are from.
        held: int64[rows], its place in the roster's `holds`, -1 for none; None if nobody asks.
    """

    agent: Int64s
    columns: Mapping[str, Column]
    file: str = ""
    held: Int64s | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a run of an earlier period says of the agents of this one, by `--previous`.

    Attributes:
        run_id, period: the run, and the period that it was for.
        score: Exact[n] at the places of this plan's score.
        scored: bool[n], who had a score.
        values: by measure of this plan: Exact[n] at its places, and where they are known.
        priors: by measure, those that the facts of that run's agents give.
        winners: of the awards whose cool-down has begun; None where there is none.
        there: bool[n], who was in the plan then; None where nobody was asked for: all of them.
    """

    run_id: str
    period: str
    score: Exact
    scored: Bools
    values: Mapping[str, tuple[Exact, Bools]]
    priors: Mapping[str, Priors] = field(default_factory=dict)
    winners: Winners | None = None
    there: Bools | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The agents in the plan for one period, ordered by agent id.

    Attributes:
        period: the period.
        agent_ids: text[n], increasing.
        columns: `ROSTER_TEXTS`, for filters and output (a column the file lacks is all None).
        bonus_base: Exact[n] in units of 10**-4; read only where `has_base`.
        has_base: bool[n]; false where base or currency is missing: scored, not paid.
        fte: int64[n] in units of 10**-4; 10000 where the file has none.
        employed_days: int64[n], days of the period within hire and leave dates and roster rows.
        targets: (measure, name) to (units at the measure's places int64[n], known bool[n]).
        given: name to (units of 10**-given_places Exact[n], volume int64[n], known bool[n]).
        calendars: the working hours of the data folder, by name of calendar.
        holds: when interactions were on hold; rows find theirs by `Facts.held`.
        earlier: an earlier run, where one was named; nothing else reads the past.
        beside: reports of agents in the plan, measured alone; their indexes follow those here.
        events: points added and deducted, those that a ledger of the plan counts.
        results: numbers of the company, its regions and its teams, those that the plan asks for.
        numbers: whole numbers for filters: tenure_days, from hire_date to the period's end.
        given_places: decimal places of what is given: those that its table has.
        served: what the plan counts of service: each agent's, int64[n], and the whole period's.
        rates: currency to the rate by which amounts of the plan become amounts in it.
        segments: the stretches of those who have several, where each is scored by itself; what
            stands here of such an agent is the last one's, but bounds and days are those of all.
        settling: adjustments, and what an earlier run has left in the agents' accounts.
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
    earlier: Earlier | None = None
    beside: Roster | None = None
    events: Events = NO_EVENTS
    results: Results = NO_RESULTS
    numbers: Mapping[str, Column] = field(default_factory=dict)
    given_places: int = 9
    served: Mapping[Served, tuple[Int64s, int]] = field(default_factory=dict)
    segments: Segments | None = None
    rates: Mapping[str, Rate] = field(default_factory=dict)
    settling: Settling = NOTHING_TO_SETTLE


@dataclass(frozen=True, slots=True)
class Segments:
    """The stretches of agents who have several in a period, by agent and first day.

    Attributes:
        roster: one element a stretch: its row, its days, its bounds and its targets.
        of: int64[stretches], the agent's index.
        number: int64[stretches], which of the agent's it is, from 1.
        first, last: int64[stretches], the days employed under the row, from 1970-01-01.
    """

    roster: Roster
    of: Int64s
    number: Int64s
    first: Int64s
    last: Int64s


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
        squares: for a mean that is adjusted, Exact[n]: the sum of the squares of the column in its
            own units.
        bands: where each row goes through a curve, for each band of it int64[n] rows that lie
            there, and Exact[n] their sum in the column's own units.
    """

    numerator: Exact
    denominator: Exact
    volume: Int64s
    excluded: Mapping[str, Int64s]
    runs: tuple[Run, ...] = ()
    contacts: Contacts | None = None
    squares: Exact | None = None
    bands: tuple[tuple[Int64s, Exact], ...] = ()


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


class Before(NamedTuple):
    """What stood somewhere before the gates there, for every agent.

    Attributes:
        num, den: the number as a fraction: Exact[n] each.
        changed: bool[n], where a gate has made another of it, or nothing.
    """

    num: Exact
    den: Exact
    changed: Bools


@dataclass(frozen=True, slots=True)
class Value:
    """One measure's value for every agent, rounded at the measure's places.

    Attributes:
        units: Exact[n] in units of 10**-places; 0 where not known.
        known: bool[n].
        status: text[n]: `known`, `below_volume`, `no_facts`, `zero_denominator`, `not_given`,
            `no_prior`, `no_members`, `unknown_before` (what was reached so far), `voided` (by a
            gate).
        numerator, denominator: Exact[n], so that value = numerator / denominator before it is
            adjusted and rounded (both include `per`, the columns' places and the unit's seconds;
            for a count and for a quantile in whole seconds the denominator is 1). A ratio's
            denominator may be below zero. Kept where not known, too.
        volume: int64[n].
        excluded: reason to int64[n].
        reach: for a repeat rate, how far the data reach.
        adjusted: what stands beside a value that is adjusted for few facts.
        before: the value before the gates at it; None where there is no such gate.
        bands: by band of the curve that each row went through, `items` int64[n] and `amount`
            Exact[n] in the column's own units; empty where there is no such curve.
    """

    units: Exact
    known: Bools
    status: Words
    numerator: Exact
    denominator: Exact
    volume: Int64s
    excluded: Mapping[str, Int64s]
    reach: Reach | None = None
    adjusted: Adjusted | None = None
    before: Before | None = None
    bands: Mapping[int, Mapping[str, Exact]] = field(default_factory=dict)


Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Attained:
    """One component for every agent.

    Attributes:
        decided: int64[n], which of its readings counts, from 0; the first where none has a value.
        places: decimal places of value and target.
        value, value_known: the value that was read.
        target, target_known: its anchor `target`.
        attainment_num, attainment_den, attainment_known: the exact attainment in percent; a
            denominator of 0 is unbounded attainment (lower is better, and the value is 0 or less).
        relative_num, relative_den, relative_known: the exact place among others, where the
            reading that counts is relative.
        points: Exact[n] in units of 10**-points_places; 0 where not `counts`.
        points_places: decimal places of the points.
        counts: bool[n], whether the component weighs in the score.
        reason: text[n]: `scored`, or why not: `off`, by an override, `voided`, by a gate, or the
            missing policy that was applied: `excluded`, `zero`, `neutral`, `held` (the measure's
            status, or an empty target, says why).
        before: the points before the gates at it; None where there is no such gate.
    """

    decided: Int64s
    places: int
    value: Exact
    value_known: Bools
    target: Exact
    target_known: Bools
    attainment_num: Exact
    attainment_den: Exact
    attainment_known: Bools
    relative_num: Exact
    relative_den: Exact
    relative_known: Bools
    points: Exact
    points_places: int
    counts: Bools
    reason: Words
    before: Before | None = None


class Share(NamedTuple):
    """What each member weighs in the group right above it, for every agent.

    Attributes:
        weight: Exact[n] in units of 10**-weight_places: its weight, what is possible in it, or 1;
            0 where it does not count.
        nominal: the same, whether or not it counts.
    """

    weight: Exact
    nominal: Exact


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group for every agent, or the score before gates as the uppermost of them.

    Attributes:
        num, den: the score of the group in units of 10**-places: Exact[n] over Exact[1] or
            Exact[n]; whole units over 1 where it is rounded, else the exact fraction; 0 where it
            does not count.
        places: decimal places of the units.
        counts: bool[n], whether it weighs in the group above.
        reason: text[n]: as of a component, `scored` where its own members gave the score.
        members: int64[n], how many of its members count.
        weight_left: Exact[n], the sum of what its members weigh, where they count.
        weight_places: places at which what its members weigh is whole.
        shares: by member, what it weighs.
        before: its score before the gates at it; None where there is no such gate.
    """

    num: Exact
    den: Exact
    places: int
    counts: Bools
    reason: Words
    members: Int64s
    weight_left: Exact
    weight_places: int
    shares: Mapping[str, Share]
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores before the gates at the score.

    Attributes:
        score: Exact[n] in units of 10**-score; 0 where not `scored`.
        scored: bool[n]; false where too little was left to weigh or something is held.
        held: bool[n].
        weighed: what the members of the plan come to together, before anything was added.
        groups: by name, members before their group.
        added: by name, Exact[n] at the measure's places: what was added to the score.
    """

    score: Exact
    scored: Bools
    held: Bools
    weighed: Grouped
    groups: Mapping[str, Grouped]
    added: Mapping[str, Exact]


@dataclass(frozen=True, slots=True)
class Segmented:
    """What the stretches of `Roster.segments` come to, one element a stretch."""

    segments: Segments
    values: Values
    components: Mapping[str, Attained]
    scored: Scored


class Finding(NamedTuple):
    """Something a person should know about the run; never a personal value beyond an id."""

    code: str
    file: str
    row: int | None
    column: str | None
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything a run decides.

    `reports` is what was measured of those in `roster.beside`, `segmented` what stretches came to
    that are scored by themselves: components and groups of their agents are there; `shared` are
    pools, `balances` what settlement leaves in the agents' accounts.
    """

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
    reports: Values = field(default_factory=dict)
    segmented: Segmented | None = None
    shared: Shared | None = None
    balances: Balances | None = None
