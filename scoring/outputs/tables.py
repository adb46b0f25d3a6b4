"""The tables of a run: whole numbers become Arrow columns, sorted by key, the same bytes each time.

Decimals are built from their integers; no float is ever between a result and its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.columns import Bools, Int64s
from scoring.errors import DataError, PlauditError, Problem, ReconciliationError
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.flow import CODES, EXCLUSIONS, Attained, Finding, Honour, PayLine, Result, Value
from scoring.ledger.identity import line_id
from scoring.outputs.schemas import PLACES_MAX, VIEW_PLACES, arrow_schema
from scoring.plan.model import Component, Plan

Arrays: TypeAlias = Mapping[str, Any]

_ARROW = (pa.Array, pa.ChunkedArray)


def result_tables(plan: Plan, result: Result, quarantine: Any) -> dict[str, Any]:
    """Lay a result out as the Arrow tables of a run, by file name, each sorted by its key.

    Args:
        plan: the plan of the run.
        result: everything the run decided.
        quarantine: an Arrow table of every fault and every application of a cleaning rule: code,
            file, row, column, rule and reason, and `raw` where rows were set aside. What set rows
            aside goes to `quarantine.parquet`, the rest to `findings.parquet`.

    Raises:
        DataError: a number with more than 26 digits before the point.
        ReconciliationError: an agent with two pay lines of one name and currency.
    """
    made: dict[str, Arrays] = {
        "scorecards.parquet": _scorecards(plan, result),
        "measures.parquet": _measures(plan, result),
        "components.parquet": _components(plan, result),
        "payouts.parquet": _payouts(plan, result),
        "awards.parquet": _awards(result),
        "actions.parquet": _actions(result),
    }
    aside = pc.equal(quarantine["code"].cast(pa.string()), CODES["row"])
    listed = _listed(result.findings, quarantine.filter(pc.invert(aside)))
    made |= {"findings.parquet": listed, "quarantine.parquet": quarantine.filter(aside)}
    return {name: _table(name, columns) for name, columns in made.items()}


def parquet_bytes(table: Any) -> bytes:
    """Write a table as Parquet with a checksum on each page: the same table, the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        row_group_size=131_072,
        write_page_checksum=True,
        store_schema=True,
    )
    data: bytes = sink.getvalue().to_pybytes()
    return data


def table_files(tables: Mapping[str, Any]) -> tuple[dict[str, bytes], dict[str, int]]:
    """Return the bytes and the number of rows of every table, by file name."""
    files = {name: parquet_bytes(table) for name, table in tables.items()}
    return files, {name: table.num_rows for name, table in tables.items()}


def _table(name: str, columns: Arrays) -> Any:
    schema = arrow_schema(name)
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
        "agent_id": list(result.roster.agent_ids),
        "team": columns["team"],
        "region": columns["region"],
        "manager_id": columns["manager_id"],
        "score": _numbers(standing.score, plan.conventions.places.score, scored),
        "rank": pa.array(standing.rank, mask=nothing),
        "rank_in": pa.array(standing.rank_in, mask=nothing),
        "tier": [tier or None for tier in standing.tier.tolist()],
        "status": standing.status.tolist(),
        "payable": result.payable,
        "currency": columns["currency"],
        "gates": [gates or None for gates in standing.gates],
    }


def _measures(plan: Plan, result: Result) -> Arrays:
    """One row for each agent and measure: arrays are stacked so that agents come first."""
    names = sorted(result.values)
    values = [result.values[name] for name in names]
    places = [plan.measures[name].places for name in names]
    agents = result.roster.agent_ids
    known = _side_by_side([value.known for value in values])
    units = [_at_places_max(v.units, p) for v, p in zip(values, places, strict=True)]
    return {
        "agent_id": [agent for agent in agents for _ in names],
        "measure": names * len(agents),
        "value": _decimals(_side_by_side(units), known, PLACES_MAX),
        "places": places * len(agents),
        "numerator": _texts([value.numerator for value in values]),
        "denominator": _texts([value.denominator for value in values]),
        "volume": _side_by_side([value.volume for value in values]),
        "excluded": _side_by_side([_excluded(value) for value in values]),
        **{f"excluded_{r}": _side_by_side([_excluded(v, r) for v in values]) for r in EXCLUSIONS},
        "status": _side_by_side([value.status.astype(object) for value in values]),
    }


def _excluded(value: Value, reason: str | None = None) -> Int64s:
    """Return the rows a measure left out, for one reason or for all of them."""
    unknown = sorted(value.excluded.keys() - set(EXCLUSIONS))
    if unknown:
        what = f"has no column for the reason {', '.join(unknown)}"
        raise PlauditError(Problem("unknown-reason", "measures.parquet", what, "Please report it."))
    nothing = np.zeros(value.volume.shape, dtype=np.int64)
    if reason is not None:
        return value.excluded.get(reason, nothing)
    return sum(value.excluded.values(), start=nothing)


def _components(plan: Plan, result: Result) -> Arrays:
    """One row for each agent and component, components in the order of the plan's names."""
    parts = sorted(plan.components, key=lambda part: part.name)
    agents = result.roster.agent_ids

    def stack(of: Callable[[Component, Attained], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return _side_by_side([of(part, result.components[part.name]) for part in parts])

    def places(part: Component) -> int:
        return plan.measures[part.measure].places

    known = stack(lambda part, _: result.values[part.measure].known)
    value = stack(lambda part, _: _at_places_max(result.values[part.measure].units, places(part)))
    target = stack(lambda part, a: _at_places_max(a.target, places(part)))
    points = stack(lambda _, a: _at_places_max(a.points, plan.conventions.places.points))
    bounded = stack(lambda _, a: _bounded(a))
    counts = stack(lambda _, a: a.counts)
    scored = np.repeat(result.scored.scored, len(parts))
    weights = [fixed.scaled(part.weight, PLACES_MAX) for part in parts] * len(agents)
    return {
        "agent_id": [agent for agent in agents for _ in parts],
        "component": [part.name for part in parts] * len(agents),
        "value": _decimals(value, known, PLACES_MAX),
        "target": _decimals(target, stack(lambda _, a: a.target_known), PLACES_MAX),
        "attainment": _decimals(stack(lambda _, a: _attainment(a)), bounded, VIEW_PLACES),
        "points": _decimals(points, counts, PLACES_MAX),
        "weight": _decimals(np.array(weights, dtype=np.int64), None, PLACES_MAX),
        "effective_weight": _decimals(
            stack(lambda part, a: _effective(result, part, a)), scored, VIEW_PLACES
        ),
        "weighted_points": _decimals(
            stack(lambda part, a: _weighted(plan, result, part, a)), scored, VIEW_PLACES
        ),
        "reason": stack(lambda _, a: a.reason.astype(object)),
    }


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


def _payouts(plan: Plan, result: Result) -> Arrays:
    agents, period = result.roster.agent_ids, result.roster.period.name
    lines = sorted(result.lines, key=lambda line: (line.agent, line.currency, line.line))
    keys = [line_id(period, plan.plan, agents[x.agent], x.currency, x.line) for x in lines]
    if len(set(keys)) != len(keys):
        what = f"{len(keys) - len(set(keys))} pay lines repeat an agent, currency and name"
        hint = "Give every award a name of its own, other than `bonus`."
        raise ReconciliationError(Problem("repeated-line", "payouts.parquet", what, hint))
    return {
        "line_id": keys,
        "agent_id": [agents[line.agent] for line in lines],
        "line": [line.line for line in lines],
        "amount": _amounts(lines),
        "currency": [line.currency for line in lines],
        "pay_code": [line.pay_code for line in lines],
        "cost_center": [line.cost_center for line in lines],
        "origin": [line.origin for line in lines],
    }


def _awards(result: Result) -> Arrays:
    honours = _by_agent(result.awards)
    return _honours(result, honours) | {
        "amount": _amounts(honours),
        "currency": [honour.currency for honour in honours],
    }


def _actions(result: Result) -> Arrays:
    return _honours(result, _by_agent(result.actions))


def _by_agent(honours: Iterable[Honour]) -> list[Honour]:
    return sorted(honours, key=lambda honour: (honour.agent, honour.name))


def _honours(result: Result, honours: Sequence[Honour]) -> dict[str, Any]:
    return {
        "agent_id": [result.roster.agent_ids[honour.agent] for honour in honours],
        "name": [honour.name for honour in honours],
        "reason": [honour.reason for honour in honours],
        "origin": [honour.origin for honour in honours],
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


def _amounts(lines: Sequence[PayLine | Honour]) -> Any:
    """Return amounts as decimal128(18, 4), null where there is no money."""
    units, known = [], []
    for line in lines:
        paid = line.amount_minor is not None and line.currency is not None
        up = 10 ** (AMOUNT_PLACES - MINOR_PLACES[line.currency]) if paid and line.currency else 0
        units.append((line.amount_minor or 0) * up)
        known.append(paid)
    return _decimals(np.array(units, dtype=object), np.array(known, dtype=bool), AMOUNT_PLACES, 18)


def _side_by_side(columns: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Interleave columns of n agents into one of n x columns, the agent's elements together."""
    if any(column.dtype == object for column in columns):
        columns = [column.astype(object) for column in columns]
    return np.stack(columns, axis=1).ravel()


def _texts(columns: Sequence[Exact]) -> list[str]:
    return [str(number) for number in _side_by_side(columns).tolist()]


def _at_places_max(units: Exact, places: int) -> Exact:
    return fixed.multiply(units, 10 ** (PLACES_MAX - places))


def _numbers(units: Exact, places: int, known: Bools) -> Any:
    return _decimals(_at_places_max(units, places), known, PLACES_MAX)


def _decimals(units: Exact, known: Bools | None, places: int, digits: int = 38) -> Any:
    """Build a decimal128 column from integers of 10**-places units, null where not known.

    Raises:
        DataError: a number that has more digits than the column.
    """
    if known is not None:
        units = np.where(known, units, 0)
    if fixed.largest(units) >= 10**digits:
        what = f"a number has more than {digits - places} digits before the point"
        hint = "Check the units of the column that the measure or amount comes from."
        raise DataError(Problem("number-too-large", "results", what, hint))
    units = fixed.narrow(units)
    if (
        units.dtype == np.int64
    ):  # two words a number: the low one, and its sign spread over the high
        words = np.stack([units, units >> 63], axis=1).astype("<i8").tobytes()
    else:
        words = b"".join(int(x).to_bytes(16, "little", signed=True) for x in units.tolist())
    mask = None if known is None else np.packbits(known, bitorder="little").tobytes()
    buffers = [None if mask is None else pa.py_buffer(mask), pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.decimal128(digits, places), len(units), buffers)
