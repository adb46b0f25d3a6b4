"""What stands in every table of a run: column, type and meaning, once, for writer and reader.

Every number is exact. A decimal column has one scale for all plans; the places at which a number
was rounded stand beside it or in the manifest's parameters, and the digits after them are zeros.
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

import pyarrow as pa

from scoring.accounts import EXCLUSIONS
from scoring.standing import TierBy

PLACES_MAX = 12
"""Scale of every decimal that a plan rounds: the most places a plan may ask for."""

VIEW_PLACES = 6
"""Places of the views for people, rounded half up from the exact number, never computed with."""

NUMBER = pa.decimal128(38, PLACES_MAX)
VIEW = pa.decimal128(38, VIEW_PLACES)
AMOUNT = pa.decimal128(18, 4)


class ColumnSpec(NamedTuple):
    """One column: its name, its Arrow type, and what it means."""

    name: str
    type: Any
    description: str


_AGENT = ColumnSpec("agent_id", pa.string(), "the agent")
_ORIGIN = ColumnSpec("origin", pa.string(), "the line of the plan that decided it")
_HONOUR = (
    _AGENT,
    ColumnSpec("name", pa.string(), "its name in the plan"),
    ColumnSpec("reason", pa.string(), "the reason, in words and numbers"),
)
_WORD = pa.dictionary(pa.int32(), pa.string())
_PLACE = (
    ColumnSpec("file", _WORD, "the file it is about; an export's own name for what its import met"),
    ColumnSpec("row", pa.int64(), "the row in the file, from 1; null for the file as a whole"),
    ColumnSpec("column", _WORD, "the column; null for the row as a whole"),
    ColumnSpec("rule", _WORD, "the rule that was broken or applied"),
    ColumnSpec("reason", _WORD, "what was found"),
)
_WEIGHED = (
    ColumnSpec("weight", NUMBER, "its weight in the group above, or what is possible there"),
    ColumnSpec("effective_weight", VIEW, "view: its part of the score's weights that count"),
    ColumnSpec("weighted_points", VIEW, "view: what it adds to the score; 0 if not counted"),
)

SCHEMAS: dict[str, tuple[ColumnSpec, ...]] = {
    "scorecards.parquet": (
        _AGENT,
        ColumnSpec("team", pa.string(), "team, from the roster"),
        ColumnSpec("region", pa.string(), "region, from the roster"),
        ColumnSpec("role", pa.string(), "role, from the roster"),
        ColumnSpec("manager_id", pa.string(), "manager, from the roster"),
        ColumnSpec("score", NUMBER, "the stored score, after gates; null without one"),
        ColumnSpec("score_low", NUMBER, "where the score's interval begins; null where not asked"),
        ColumnSpec("score_high", NUMBER, "where it ends"),
        ColumnSpec("rank", pa.int64(), "rank among all; null without a score"),
        ColumnSpec("rank_in", pa.int64(), "rank in the group of `ranking.within`, else region"),
        ColumnSpec("rank_low", pa.int64(), "best rank that the intervals allow"),
        ColumnSpec("rank_high", pa.int64(), "worst rank that they allow"),
        ColumnSpec("tier", pa.string(), "tier; null without a score"),
        ColumnSpec("tier_by", pa.string(), f"how it was given: {', '.join(get_args(TierBy))}"),
        ColumnSpec("tier_by_score", pa.string(), "tier by the score alone; null where not asked"),
        ColumnSpec("status", pa.string(), "ranked, vetoed (not paid), unranked or held"),
        ColumnSpec("payable", pa.bool_(), "whether the agent has a pay line"),
        ColumnSpec("currency", pa.string(), "currency, from the roster"),
        ColumnSpec("gates", pa.string(), "gates that closed, joined by commas; null for none"),
    ),
    "measures.parquet": (
        _AGENT,
        ColumnSpec("measure", pa.string(), "the measure"),
        ColumnSpec("value", NUMBER, "the value, rounded once; null where it is missing"),
        ColumnSpec("value_before_gates", NUMBER, "before a gate changed it; null where none did"),
        ColumnSpec("places", pa.int8(), "places at which the value was rounded"),
        ColumnSpec("raw", NUMBER, "of a value that is adjusted: as it was counted, rounded once"),
        ColumnSpec("low", NUMBER, "lower end of the interval around raw; null as raw, or too few"),
        ColumnSpec("high", NUMBER, "its upper end"),
        ColumnSpec("numerator", pa.string(), "raw before rounding: whole number, as text"),
        ColumnSpec("denominator", pa.string(), "its denominator: whole number, as text"),
        ColumnSpec("squares", pa.string(), "of an adjusted mean: sum of the squares, whole number"),
        ColumnSpec("volume", pa.int64(), "facts behind the value"),
        ColumnSpec("excluded", pa.int64(), "rows left out, for all reasons together"),
        *(
            ColumnSpec(f"excluded_{reason}", pa.int64(), f"rows left out: {reason}")
            for reason in EXCLUSIONS
        ),
        ColumnSpec("status", pa.string(), "known, or why there is no value"),
    ),
    "components.parquet": (
        _AGENT,
        ColumnSpec("component", pa.string(), "the component"),
        ColumnSpec("measure", pa.string(), "the measure that it reads: the one that counts"),
        ColumnSpec("value", NUMBER, "the measure's value; null where it is missing"),
        ColumnSpec("target", NUMBER, "the anchor `target`; null without one"),
        ColumnSpec("attainment", VIEW, "view, percent; null where unknown or unbounded"),
        ColumnSpec("relative", VIEW, "view: place among others; null where none is read"),
        ColumnSpec("points", NUMBER, "points, rounded once; null where the part does not count"),
        ColumnSpec("points_before_gates", NUMBER, "before a gate changed them; null without"),
        *_WEIGHED,
        ColumnSpec("reason", pa.string(), "scored, off, voided, or the policy for a missing value"),
    ),
    "groups.parquet": (
        _AGENT,
        ColumnSpec("group", pa.string(), "the group of components"),
        ColumnSpec("score", NUMBER, "its score; a view where the plan does not round it"),
        ColumnSpec("score_before_gates", NUMBER, "before a gate changed it; null without"),
        ColumnSpec("members", pa.int64(), "members that count"),
        *_WEIGHED,
        ColumnSpec("reason", pa.string(), "scored, off, voided, or the policy for a missing score"),
    ),
    "payouts.parquet": (
        ColumnSpec("line_id", pa.string(), "the same in every run of period, plan, agent and line"),
        _AGENT,
        ColumnSpec(
            "line", pa.string(), "the pay line's name, its part's, the award's, or settlement's"
        ),
        ColumnSpec("amount", AMOUNT, "the amount, whole in the currency's minor unit"),
        ColumnSpec("currency", pa.string(), "ISO 4217 code"),
        ColumnSpec("pay_code", pa.string(), "the pay code in payroll"),
        ColumnSpec("cost_center", pa.string(), "cost centre, from the roster or the line's split"),
        _ORIGIN,
    ),
    "awards.parquet": (
        *_HONOUR,
        ColumnSpec("amount", AMOUNT, "the amount, also a line in payouts; null without money"),
        ColumnSpec("currency", pa.string(), "its currency"),
        _ORIGIN,
    ),
    "actions.parquet": (*_HONOUR, _ORIGIN),
    "findings.parquet": (
        ColumnSpec(
            "code",
            _WORD,
            "a stable word for the kind of finding; blanked, filled, filtered, repeated and "
            "superseded list where a cleaning rule was applied, row by row",
        ),
        *_PLACE,
    ),
    "quarantine.parquet": (
        ColumnSpec("code", _WORD, "quarantined: the row was set aside, by the import or the run"),
        *_PLACE,
        ColumnSpec(
            "raw",
            pa.string(),
            "the row as it came, a JSON object of its own columns, texts cut after 1,000 "
            "characters; null where it was not kept",
        ),
    ),
}
"""The columns of every table, by the name of its file."""

COMPANY, PREVIOUS = "inputs/company.yaml", "inputs/previous.parquet"
BALANCES, PREVIOUS_BALANCES = "balances.parquet", "inputs/previous_balances.parquet"
BANDS = "bands.parquet"
REPORTS = "reports.parquet"
WINNERS, WON_BEFORE = "winners.parquet", "inputs/winners.parquet"
SEGMENTS = "segments.parquet"
POOLS, MEMBERS = "pools.parquet", "pool_members.parquet"
SOMETIMES = (BALANCES, BANDS, MEMBERS, WINNERS)
"""Tables of agents that only some plans have rows in."""
_ACCOUNT = (
    _AGENT,
    ColumnSpec("account", pa.string(), "carried, held or owed"),
    ColumnSpec("currency", pa.string(), "ISO 4217 code"),
    ColumnSpec("origin_period", pa.string(), "the period in which it was held; null elsewhere"),
)
_SEGMENT = ColumnSpec("segment", pa.int64(), "which stretch of the agent's days it is, from 1")


_POOL = (
    ColumnSpec("line", pa.string(), "the pay line"),
    ColumnSpec("group", pa.string(), "whose pool it is; null where all share one fund"),
    ColumnSpec("currency", pa.string(), "ISO 4217 code"),
)


def _of_segments(name: str) -> tuple[ColumnSpec, ...]:
    """Return the columns of a table of agents, of whose stretches another has the same."""
    agent, *others = SCHEMAS[name]
    return (agent, _SEGMENT, *others)


def _winners(when: str) -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("agent_id", pa.string(), "who has won it; also who is not in the plan any more"),
        ColumnSpec("award", pa.string(), "an award with a cool-down"),
        ColumnSpec("period", pa.string(), f"the period in which the agent won it last, {when}"),
    )


KEPT: dict[str, tuple[ColumnSpec, ...]] = {
    BANDS: (
        _AGENT,
        ColumnSpec("measure", pa.string(), "the measure whose rows go through a curve"),
        ColumnSpec("band", pa.int64(), "the band of the curve, from 0 for what lies under it"),
        ColumnSpec("items", pa.int64(), "rows that lie in the band"),
        ColumnSpec("amount", NUMBER, "the sum of their values"),
    ),
    REPORTS: (
        ColumnSpec("agent_id", pa.string(), "who is outside of the plan, and reports to one in it"),
        ColumnSpec("manager_id", pa.string(), "to whom, from the roster"),
        ColumnSpec("measure", pa.string(), "the measure that is taken over reports"),
        ColumnSpec("value", NUMBER, "the value, rounded once; null where it is missing"),
        ColumnSpec("numerator", pa.string(), "value before rounding: whole number, as text"),
        ColumnSpec("denominator", pa.string(), "its denominator: whole number, as text"),
        ColumnSpec("volume", pa.int64(), "facts behind the value"),
        ColumnSpec("status", pa.string(), "known, or why there is no value"),
    ),
    PREVIOUS: (
        _AGENT,
        ColumnSpec("name", pa.string(), "score, or the measure"),
        ColumnSpec(
            "value",
            NUMBER,
            "what the run that `--previous` named has of it; null for a total so far of somebody "
            "who was in it and whose total is not known there",
        ),
    ),
    BALANCES: (
        *_ACCOUNT,
        ColumnSpec("opening", AMOUNT, "what the run before has left"),
        ColumnSpec("added", AMOUNT, "what this run adds; below zero in `carried`: a debt"),
        ColumnSpec("taken", AMOUNT, "what this run takes out, each with a line in payouts"),
        ColumnSpec("forfeited", AMOUNT, "what is lost to an agent who is not employed any more"),
        ColumnSpec("closing", AMOUNT, "opening + added - taken - forfeited"),
    ),
    PREVIOUS_BALANCES: (
        *_ACCOUNT,
        ColumnSpec("amount", AMOUNT, "what the run that `--previous` named has left"),
    ),
    WINNERS: _winners("with this run"),
    WON_BEFORE: _winners("as the run that `--previous` named has it"),
    SEGMENTS: (
        ColumnSpec("agent_id", pa.string(), "the agent, who has several stretches in the period"),
        _SEGMENT,
        ColumnSpec("first_day", pa.date32(), "the first day employed under the roster row"),
        ColumnSpec("last_day", pa.date32(), "the last one"),
        ColumnSpec("days", pa.int64(), "how many they are"),
        ColumnSpec("team", pa.string(), "team in these days, from the roster"),
        ColumnSpec("region", pa.string(), "region, from the roster"),
        ColumnSpec("manager_id", pa.string(), "manager, from the roster"),
        ColumnSpec("role", pa.string(), "role, from the roster"),
        ColumnSpec("score", NUMBER, "its score by itself, before gates; null without one"),
        ColumnSpec("weight", pa.int64(), "what it weighs in the agent's score"),
        ColumnSpec("status", pa.string(), "scored, held or unscored"),
    ),
    POOLS: (
        *_POOL,
        ColumnSpec("fund", AMOUNT, "the fund: shared and returned together"),
        ColumnSpec("members", pa.int64(), "who shares in it"),
        ColumnSpec("shared", AMOUNT, "what they get together, as lines of payouts"),
        ColumnSpec("returned", AMOUNT, "what nobody gets"),
        ColumnSpec("odd_units", pa.int64(), "minor units that went to the largest fractions"),
    ),
    MEMBERS: (
        _AGENT,
        *_POOL,
        ColumnSpec("numerator", pa.string(), "the agent's share, exact: whole number, as text"),
        ColumnSpec("denominator", pa.string(), "its denominator: whole number, as text"),
        ColumnSpec("amount", AMOUNT, "what the agent gets, also a line in payouts"),
        ColumnSpec("odd", pa.bool_(), "one minor unit of it is by the largest fraction"),
        ColumnSpec("capped", pa.bool_(), "`each_most` took something away"),
    ),
    "segment_measures.parquet": _of_segments("measures.parquet"),
    "segment_components.parquet": _of_segments("components.parquet"),
    "segment_groups.parquet": _of_segments("groups.parquet"),
}
"""The columns of what only some runs keep for reckoning them again, by the name of its file."""


def arrow_schema(name: str) -> Any:
    """Return the pinned Arrow schema of one table, by the name of its file."""
    columns = SCHEMAS[name] if name in SCHEMAS else KEPT[name]
    return pa.schema([(column.name, column.type) for column in columns])
