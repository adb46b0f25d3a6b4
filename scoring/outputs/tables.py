"""The tables of a run: whole numbers become Arrow columns, sorted by key, the same bytes each time.

Decimals are built from their integers; no float is ever between a result and its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.accounts import CODES, EXCLUSIONS
from scoring.columns import Bools, Int64s, Words, always
from scoring.errors import PlauditError, Problem, ReconciliationError
from scoring.exact.fixed import Exact
from scoring.flow import Finding, Result, Value
from scoring.ledger.identity import line_ids
from scoring.lines import Honours
from scoring.outputs.arrow import (
    decimals,
    side_by_side,
    text_array,
    text_or_null,
    whole_texts,
    words_side_by_side,
)
from scoring.outputs.band_tables import banded_measures, bands
from scoring.outputs.blocks import Blocks, cut, of_agents, row_groups, some_at_once, written
from scoring.outputs.component_tables import (
    at_places_max,
    before_gates,
    components,
    each_agent,
    groups,
)
from scoring.outputs.fits import require_fit
from scoring.outputs.pool_tables import amounts, pool_tables
from scoring.outputs.schemas import BANDS, NUMBER, PLACES_MAX, arrow_schema
from scoring.outputs.segment_tables import segment_tables, without_stretches
from scoring.plan.model import Plan
from scoring.priors import Adjusted
from scoring.standing import CHANCE_PLACES, Chance

Arrays: TypeAlias = Mapping[str, Any]

_ARROW = (pa.Array, pa.ChunkedArray)
_WRITERS = 2


def result_tables(plan: Plan, result: Result, quarantine: Any) -> dict[str, Any]:
    """Lay a result out as `result_blocks` does, and return each table whole."""
    blocks = result_blocks(plan, result, quarantine)
    return {name: pa.concat_tables(pieces) for name, pieces in blocks.items()}


def result_blocks(plan: Plan, result: Result, quarantine: Any) -> dict[str, Blocks]:
    """Lay a result out as the Arrow tables of a run, by file name, each sorted by its key.

    Args:
        plan: the plan of the run.
        result: everything the run decided.
        quarantine: an Arrow table of every fault and every application of a cleaning rule: code,
            file, row, column, rule and reason, and `raw` where rows were set aside. What set rows
            aside goes to `quarantine.parquet`, the rest to `findings.parquet`.

    Returns:
        The pieces of each table; those of agents are laid out when they are asked for, once.

    Raises:
        DataError: a number with more digits than its table has room for.
        ReconciliationError: an agent with two pay lines of one name and currency.
    """
    require_fit(plan, result)
    aside = pc.equal(quarantine["code"].cast(pa.string()), CODES["row"])
    listed = _listed(result.findings, quarantine.filter(pc.invert(aside)))
    laid = {
        "scorecards.parquet": _by_agent(_scorecards, plan, result),
        "measures.parquet": _by_agent(_measures, plan, result, len(result.values)),
        "components.parquet": _by_agent(components, plan, result, len(plan.parts)),
        "payouts.parquet": _payouts(plan, result),
        "awards.parquet": _awards(result),
        "actions.parquet": _actions(result),
        "findings.parquet": [listed],
        "quarantine.parquet": [quarantine.filter(aside)],
    }
    if plan.groups:
        laid["groups.parquet"] = _by_agent(groups, plan, result, len(plan.groups))
    if banded := banded_measures(plan):
        most = sum(len(result.values[name].bands) for name in banded)
        few = some_at_once(result.payable.size, most)
        laid[BANDS] = (bands(plan, of_agents(result, some)) for some in few)
    laid |= segment_tables(plan, result, _measures) | pool_tables(result)
    return {name: row_groups(_of_agents(result, name, laid[name])) for name in laid}


def _of_agents(result: Result, name: str, pieces: Iterable[Arrays]) -> Iterator[Any]:
    """Yield the tables of a file; what agents have by stretch is left to the tables of those."""
    tables = map(partial(_table, arrow_schema(name)), pieces)  # holds no piece while one is laid
    if name not in ("components.parquet", "groups.parquet"):
        return tables
    return map(partial(without_stretches, result), tables)


def parquet_bytes(table: Any) -> bytes:
    """Write a table as Parquet: the same table, the same bytes."""
    return written([table])[0]


def table_files(tables: Mapping[str, Any]) -> tuple[dict[str, bytes], dict[str, int]]:
    """Return the bytes and the number of rows of every table, whole or in pieces, by file name.

    While one thread lays a table out, another writes one; each file is written by one of them.
    """
    blocks = [[table] if isinstance(table, pa.Table) else table for table in tables.values()]
    with ThreadPoolExecutor(_WRITERS) as pool:
        made = dict(zip(tables, pool.map(written, blocks), strict=True))
    files = {name: data for name, (data, _) in made.items()}
    return files, {name: rows for name, (_, rows) in made.items()}


def _by_agent(
    lay: Callable[[Plan, Result], Arrays], plan: Plan, result: Result, rows_each: int = 1
) -> Iterator[Arrays]:
    agents = len(result.roster.agent_ids)
    return (
        piece.of_columns(lay(plan, of_agents(result, piece.of))) for piece in cut(agents, rows_each)
    )


def _table(schema: Any, columns: Arrays) -> Any:
    arrays = [
        values if isinstance(values, _ARROW) else pa.array(values, type=field.type)
        for field, values in ((field, columns[field.name]) for field in schema)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _scorecards(plan: Plan, result: Result) -> Arrays:
    standing, columns = result.standing, result.roster.columns
    scored = result.scored.scored
    nothing = ~scored
    return {
        "agent_id": result.roster.agent_ids,
        "team": text_array(columns["team"]),
        "region": text_array(columns["region"]),
        "role": text_array(columns["role"]),
        "manager_id": text_array(columns["manager_id"]),
        "score": _numbers(standing.score, plan.conventions.places.score, scored),
        "rank": pa.array(standing.rank, mask=nothing),
        "rank_in": pa.array(standing.rank_in, mask=nothing),
        **_chance(standing.chance, scored),
        "tier": text_or_null(standing.tier),
        "tier_by": text_or_null(standing.tier_by),
        "tier_by_score": text_or_null(standing.tier_by_score or always("", len(scored))),
        "status": text_array(standing.status),
        "payable": result.payable,
        "currency": text_array(columns["currency"]),
        "gates": text_or_null(standing.gates),
    }


def _chance(chance: Chance | None, scored: Bools) -> Arrays:
    """Return the ends of the intervals, null where a plan does not ask for them."""
    n = scored.size
    if chance is None:
        scores, ranks = pa.nulls(n, NUMBER), pa.nulls(n, pa.int64())
        return dict.fromkeys(("score_low", "score_high"), scores) | dict.fromkeys(
            ("rank_low", "rank_high"), ranks
        )
    return {
        "score_low": _numbers(chance.score_low, CHANCE_PLACES, scored),
        "score_high": _numbers(chance.score_high, CHANCE_PLACES, scored),
        "rank_low": pa.array(chance.rank_low, mask=~scored),
        "rank_high": pa.array(chance.rank_high, mask=~scored),
    }


def _measures(plan: Plan, result: Result) -> Arrays:
    """One row for each agent and measure: arrays are stacked so that agents come first."""
    names = sorted(result.values)
    values = [result.values[name] for name in names]
    places = [plan.measures[name].places for name in names]
    known = side_by_side([value.known for value in values])
    units = [at_places_max(v.units, p) for v, p in zip(values, places, strict=True)]
    return {
        **each_agent(result, "measure", names),
        "value": decimals(side_by_side(units), known, PLACES_MAX),
        "value_before_gates": before_gates([value.before for value in values], result),
        "places": np.tile(np.array(places, np.int8), len(values[0].known)),
        **_beside(values, places),
        "numerator": whole_texts(side_by_side([value.numerator for value in values])),
        "denominator": whole_texts(side_by_side([value.denominator for value in values])),
        "volume": side_by_side([value.volume for value in values]),
        **_excluded(values),
        "status": text_array(words_side_by_side([value.status for value in values])),
    }


def _beside(values: Sequence[Value], places: Sequence[int]) -> Arrays:
    """Return what stands beside values that are adjusted; null beside the others."""
    no, nothing = np.zeros_like(values[0].known), np.zeros(values[0].known.size, np.int64)
    none = Adjusted(nothing, no, nothing, nothing, no)
    beside = [value.adjusted or none for value in values]

    def stack(units: Sequence[Exact], known: Sequence[Bools]) -> Any:
        scaled = [at_places_max(u, p) for u, p in zip(units, places, strict=True)]
        return decimals(side_by_side(scaled), side_by_side(known), PLACES_MAX)

    bounded = [a.bounded for a in beside]
    return {
        "raw": stack([a.raw for a in beside], [a.counted for a in beside]),
        "low": stack([a.low for a in beside], bounded),
        "high": stack([a.high for a in beside], bounded),
        "squares": _squares([a.squares for a in beside], nothing),
    }


def _squares(several: Sequence[Exact | None], nothing: Exact) -> Any:
    """Return sums of squares as text, null beside values that have none."""
    if all(squares is None for squares in several):
        return pa.nulls(nothing.size * len(several), pa.string())
    texts = whole_texts(side_by_side([nothing if one is None else one for one in several]))
    summed = np.array([one is not None for one in several], np.bool_)
    return pc.if_else(pa.array(np.tile(summed, nothing.size)), texts, None)


def _excluded(values: Sequence[Value]) -> Arrays:
    """Return the rows each measure left out, for each reason and for all of them."""
    met = {reason for value in values for reason in value.excluded}
    if unknown := sorted(met - set(EXCLUSIONS)):
        what = f"has no column for the reason {', '.join(unknown)}"
        raise PlauditError(Problem("unknown-reason", "measures.parquet", what, "Please report it."))
    nothing = np.zeros(values[0].volume.size, np.int64)
    found = {
        reason: side_by_side([value.excluded.get(reason, nothing) for value in values])
        for reason in EXCLUSIONS
        if reason in met
    }
    none = np.zeros(nothing.size * len(values), np.int64)
    columns = {f"excluded_{reason}": found.get(reason, none) for reason in EXCLUSIONS}
    return {"excluded": sum(found.values(), start=none), **columns}


def _payouts(plan: Plan, result: Result) -> Iterator[Arrays]:
    lines, period = result.lines, result.roster.period.name
    order, repeats = _sorted(lines.agent, lines.currency, lines.line)
    if repeats:
        what = f"{repeats} pay lines repeat an agent, currency and name"
        hint = "Give every pay line and award a name of its own."
        raise ReconciliationError(Problem("repeated-line", "payouts.parquet", what, hint))
    for piece in cut(order.size):
        some = lines.taken(order[piece.of])
        agents = _ids(result, some.agent)
        keys = zip(agents, some.currency, some.line, strict=True)
        yield {
            "line_id": line_ids(period, plan.plan, keys),
            "agent_id": agents,
            "line": text_array(some.line),
            "amount": amounts(some.amount_minor, some.currency),
            "currency": text_array(some.currency),
            "pay_code": text_array(some.pay_code),
            "cost_center": text_array(some.cost_center),
            "origin": text_array(some.origin),
        }


def _ids(result: Result, agents: Int64s) -> list[str]:
    ids = result.roster.agent_ids
    return [ids[agent] for agent in agents.tolist()]


def _sorted(agent: Int64s, *words: Words) -> tuple[Int64s, int]:
    """Return the order by agent and then words, and how many keys are there more than once."""
    key = agent
    for column in words:
        rank = {word: i for i, word in enumerate(sorted(column.words))}
        ranks = np.array([rank[word] for word in column.words], np.int64)
        key = key * len(rank) + ranks[column.codes]
    order = np.argsort(key, kind="stable")
    return order, int(np.count_nonzero(np.diff(key[order]) == 0))


def _awards(result: Result) -> Iterator[Arrays]:
    for awards in _by_name(result.awards):
        yield _honours(result, awards) | {
            "amount": amounts(awards.amount_minor, awards.currency),
            "currency": text_array(awards.currency),
        }


def _actions(result: Result) -> Iterator[Arrays]:
    return (_honours(result, actions) for actions in _by_name(result.actions))


def _by_name(honours: Honours) -> Iterator[Honours]:
    """Yield awards or actions by agent and then name, some at a time."""
    order, _ = _sorted(honours.agent, honours.name)
    return (honours.taken(order[piece.of]) for piece in cut(order.size))


def _honours(result: Result, honours: Honours) -> dict[str, Any]:
    return {
        "agent_id": _ids(result, honours.agent),
        "name": text_array(honours.name),
        "reason": text_array(honours.reason),
        "origin": text_array(honours.origin),
    }


def _listed(findings: Iterable[Finding], applied: Any) -> Any:
    """Put what a person should know and what was applied to rows into one order of places."""
    schema = arrow_schema("findings.parquet")
    told = [finding._asdict() for finding in findings]
    both = pa.concat_tables([pa.Table.from_pylist(told, schema), applied.select(schema.names)])
    both = both.unify_dictionaries().combine_chunks()
    words = [_ranks(both[name]) for name in ("reason", "rule", "code", "column")]
    rows = pc.fill_null(both["row"], 0).to_numpy()
    return both.take(np.lexsort([*words, rows, _ranks(both["file"])]))


def _ranks(words: Any) -> Int64s:
    """Return the rank of each word of a dictionary column, the same for equal words; -1 for null.

    Arrow does not sort dictionaries.
    """
    if len(words) == 0:
        return np.empty(0, np.int64)
    (coded,) = words.chunks
    known = coded.dictionary.to_pylist()
    rank = {word: i for i, word in enumerate(sorted(known))}
    ranks = np.array([*(rank[word] for word in known), -1], np.int64)
    found: Int64s = ranks[pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)]
    return found


def _numbers(units: Exact, places: int, known: Bools) -> Any:
    return decimals(at_places_max(units, places), known, PLACES_MAX)
