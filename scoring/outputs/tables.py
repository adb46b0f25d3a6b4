"""The tables of a run: whole numbers become Arrow columns, sorted by key, the same bytes each time.

Decimals are built from their integers; no float is ever between a result and its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s, Words, always
from scoring.errors import PlauditError, Problem, ReconciliationError
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.flow import CODES, EXCLUSIONS, Attained, Finding, Result, Value
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
from scoring.outputs.blocks import Blocks, cut, of_agents, row_groups, written
from scoring.outputs.schemas import NUMBER, PLACES_MAX, VIEW_PLACES, arrow_schema
from scoring.plan.model import Plan
from scoring.plan.structure import Component
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
        DataError: a number with more than 26 digits before the point.
        ReconciliationError: an agent with two pay lines of one name and currency.
    """
    aside = pc.equal(quarantine["code"].cast(pa.string()), CODES["row"])
    listed = _listed(result.findings, quarantine.filter(pc.invert(aside)))
    laid = {
        "scorecards.parquet": _by_agent(_scorecards, plan, result),
        "measures.parquet": _by_agent(_measures, plan, result, len(result.values)),
        "components.parquet": _by_agent(_components, plan, result, len(plan.components)),
        "payouts.parquet": _payouts(plan, result),
        "awards.parquet": _awards(result),
        "actions.parquet": _actions(result),
        "findings.parquet": [listed],
        "quarantine.parquet": [quarantine.filter(aside)],
    }
    return {name: row_groups(_tables(name, pieces)) for name, pieces in laid.items()}


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
    return (lay(plan, of_agents(result, some)) for some in cut(agents, rows_each))


def _tables(name: str, pieces: Iterable[Arrays]) -> Iterator[Any]:
    schema = arrow_schema(name)
    for columns in pieces:
        arrays = [
            values if isinstance(values, _ARROW) else pa.array(values, type=field.type)
            for field, values in ((field, columns[field.name]) for field in schema)
        ]
        yield pa.Table.from_arrays(arrays, schema=schema)


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
    units = [_at_places_max(v.units, p) for v, p in zip(values, places, strict=True)]
    return {
        **_each_agent(result, "measure", names),
        "value": decimals(side_by_side(units), known, PLACES_MAX),
        "places": np.tile(np.array(places, np.int8), len(values[0].known)),
        "numerator": whole_texts(side_by_side([value.numerator for value in values])),
        "denominator": whole_texts(side_by_side([value.denominator for value in values])),
        "volume": side_by_side([value.volume for value in values]),
        **_excluded(values),
        "status": text_array(words_side_by_side([value.status for value in values])),
    }


def _each_agent(result: Result, key: str, names: Sequence[str]) -> Arrays:
    """Return the key of a table with one row for each agent and name."""
    agents = pa.array(result.roster.agent_ids, pa.string())
    at = np.repeat(np.arange(len(agents), dtype=np.int32), len(names))
    each = np.tile(np.arange(len(names), dtype=np.int32), len(agents))
    return {
        "agent_id": agents.take(pa.array(at)),
        key: pa.array(names, pa.string()).take(pa.array(each)),
    }


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


def _components(plan: Plan, result: Result) -> Arrays:
    """One row for each agent and component, components in the order of the plan's names."""
    parts = sorted(plan.components, key=lambda part: part.name)

    def stack(of: Callable[[Component, Attained], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return side_by_side([of(part, result.components[part.name]) for part in parts])

    def places(part: Component) -> int:
        return plan.measures[part.measure].places

    known = stack(lambda part, _: result.values[part.measure].known)
    value = stack(lambda part, _: _at_places_max(result.values[part.measure].units, places(part)))
    target = stack(lambda part, a: _at_places_max(a.target, places(part)))
    points = stack(lambda _, a: _at_places_max(a.points, plan.conventions.places.points))
    bounded = stack(lambda _, a: _bounded(a))
    counts = stack(lambda _, a: a.counts)
    scored = np.repeat(result.scored.scored, len(parts))
    weight = stack(lambda part, a: fixed.filled(a.counts.size, _weight(part)))
    reason = words_side_by_side([result.components[part.name].reason for part in parts])
    return {
        **_each_agent(result, "component", [part.name for part in parts]),
        "value": decimals(value, known, PLACES_MAX),
        "target": decimals(target, stack(lambda _, a: a.target_known), PLACES_MAX),
        "attainment": decimals(stack(lambda _, a: _attainment(a)), bounded, VIEW_PLACES),
        "points": decimals(points, counts, PLACES_MAX),
        "weight": decimals(weight, None, PLACES_MAX),
        "effective_weight": decimals(
            stack(lambda part, a: _effective(result, part, a)), scored, VIEW_PLACES
        ),
        "weighted_points": decimals(
            stack(lambda part, a: _weighted(plan, result, part, a)), scored, VIEW_PLACES
        ),
        "reason": text_array(reason),
    }


def _weight(part: Component) -> int:
    return fixed.scaled(part.weight, PLACES_MAX)


def _bounded(part: Attained) -> Bools:
    """Tell where attainment is a number: known, and not unbounded (a denominator of 0)."""
    bounded: Bools = part.attainment_known & np.asarray(part.attainment_den != 0, dtype=np.bool_)
    return bounded


def _attainment(part: Attained) -> Exact:
    """Return the attainment as people see it, in units of 10**-VIEW_PLACES percent."""
    shown = _bounded(part)
    denominator = np.where(shown, part.attainment_den, 1)
    numerator = fixed.multiply(np.where(shown, part.attainment_num, 0), 10**VIEW_PLACES)
    return fixed.divide(numerator, denominator)


def _effective(result: Result, part: Component, attained: Attained) -> Exact:
    """Return the part's share of the weights that count, in units of 10**-VIEW_PLACES."""
    scored = result.scored
    weight = fixed.scaled(part.weight, scored.weight_places) * 10**VIEW_PLACES
    counts = (attained.counts & scored.scored).astype(np.int64)
    return fixed.divide(
        fixed.multiply(counts, weight), np.where(scored.scored, scored.weight_left, 1)
    )


def _weighted(plan: Plan, result: Result, part: Component, attained: Attained) -> Exact:
    """Return points x effective weight, rounded once from the exact product for people."""
    scored = result.scored
    weight = fixed.scaled(part.weight, scored.weight_places) * 10**VIEW_PLACES
    points = np.where(attained.counts & scored.scored, attained.points, 0)
    left = np.where(scored.scored, scored.weight_left, 1)
    under = fixed.multiply(left, 10**plan.conventions.places.points)
    return fixed.divide(fixed.multiply(points, weight), under)


def _payouts(plan: Plan, result: Result) -> Iterator[Arrays]:
    lines, period = result.lines, result.roster.period.name
    order, repeats = _sorted(lines.agent, lines.currency, lines.line)
    if repeats:
        what = f"{repeats} pay lines repeat an agent, currency and name"
        hint = "Give every award a name of its own, other than `bonus`."
        raise ReconciliationError(Problem("repeated-line", "payouts.parquet", what, hint))
    for rows in cut(order.size):
        some = lines.taken(order[rows])
        agents = _ids(result, some.agent)
        keys = zip(agents, some.currency, some.line, strict=True)
        yield {
            "line_id": line_ids(period, plan.plan, keys),
            "agent_id": agents,
            "line": text_array(some.line),
            "amount": _amounts(some.amount_minor, some.currency),
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
            "amount": _amounts(awards.amount_minor, awards.currency),
            "currency": text_array(awards.currency),
        }


def _actions(result: Result) -> Iterator[Arrays]:
    return (_honours(result, actions) for actions in _by_name(result.actions))


def _by_name(honours: Honours) -> Iterator[Honours]:
    """Yield awards or actions by agent and then name, some at a time."""
    order, _ = _sorted(honours.agent, honours.name)
    return (honours.taken(order[some]) for some in cut(order.size))


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


def _amounts(minor: Exact, currency: Words) -> Any:
    """Return amounts as decimal128(18, 4), null where there is no money."""
    up = [10 ** (AMOUNT_PLACES - MINOR_PLACES[code]) for code in currency.words]
    factor = np.array([*up, 0], np.int64)[currency.codes]
    return decimals(fixed.multiply(minor, factor), currency.codes >= 0, AMOUNT_PLACES, 18)


def _at_places_max(units: Exact, places: int) -> Exact:
    return fixed.multiply(units, 10 ** (PLACES_MAX - places))


def _numbers(units: Exact, places: int, known: Bools) -> Any:
    return decimals(_at_places_max(units, places), known, PLACES_MAX)
