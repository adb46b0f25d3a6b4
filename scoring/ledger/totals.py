"""Adding a published run up again from its tables, and comparing with its manifest.

The one place in the ledger that needs pyarrow; `verify` does not import it.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.balances import SETTLED
from scoring.errors import IntegrityError, Problem, counted
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.ledger.balanced import BALANCES, KEPT, OPENED, unbalanced
from scoring.ledger.identity import hash_total, line_ids, read_manifest
from scoring.ledger.verify import read_verified

Rows: TypeAlias = list[dict[str, Any]]
Tables: TypeAlias = Mapping[str, Rows]
Found: TypeAlias = tuple[str, str, str]
_Pool: TypeAlias = tuple[str, str | None, str]

_HINT = "Do not pay from it; this is a fault of the engine or a manifest made by hand."
_READ: dict[str, list[str]] = {
    "scorecards.parquet": ["agent_id", "status", "payable"],
    "measures.parquet": ["agent_id", "measure", "volume", "excluded"],
    "payouts.parquet": ["line_id", "agent_id", "line", "amount", "currency"],
    "awards.parquet": ["agent_id", "name", "amount", "currency"],
}
_FIRST_LINES = ("bonus",)  # of runs from before lines had names of their own
_PREVIOUS, _WINNERS = "inputs/previous.parquet", "winners.parquet"
_BANDS = "bands.parquet"
_POOLED = ("pools.parquet", "pool_members.parquet")
_LISTS = ("quarantine.parquet", "findings.parquet")
_LISTED = ["file", "column", "code", "rule"]


def verify_totals(run: Path) -> list[Problem]:
    """Add a run up again from its tables and compare with the manifest.

    Checks rows of every table, numbers of an earlier run where one was named, rows of the input as
    a whole, by file and by period, faults and applied rules as they are listed, pay by currency,
    the hash total, line ids, awards against their pay lines and the winners that are handed on,
    balances against the lines of settlement, that exactly the payable agents have a pay line, that
    each pool is shared or returned, and that bands have lost no row.

    Returns:
        What does not tie: a reconciliation error, where `verify` finds integrity errors.

    Raises:
        IntegrityError: a manifest or table that is not the one that was written.
    """
    manifest = read_manifest(run)
    files = _files(run, manifest)
    sizes = {name: file.metadata.num_rows for name, file in files.items()}
    tables = {name: _pylist(files[name], run / name, columns) for name, columns in _READ.items()}
    earned = set(manifest["identity"]["parameters"].get("pay_lines", _FIRST_LINES))
    found = [
        *_rows(manifest, sizes),
        *_previous(manifest, sizes),
        *_account(manifest),
        *_faults(manifest, _listed(files, run)),
        *_exclusions(manifest, tables["measures.parquet"]),
        *_banded(files, run, tables["measures.parquet"]),
        *_amounts(tables["payouts.parquet"]),
        *_pay(manifest, tables["payouts.parquet"]),
        *_awards(tables, earned),
        *_winners(manifest, files, run, tables),
        *_payable(tables, earned),
        *_line_ids(manifest, tables["payouts.parquet"]),
        *_pools(_pooled(files, run), tables["payouts.parquet"]),
        *_balanced(run, files, tables["payouts.parquet"]),
    ]
    return [Problem(code, str(run / where), what, _HINT) for code, where, what in found]


def _balanced(run: Path, files: Mapping[str, Any], payouts: Rows) -> Iterator[Found]:
    """Hold balances to lines and to what was taken from an earlier run, where there are any."""
    kept = {name: _pylist(files[name], run / name, None) for name in KEPT if name in files}
    yield from unbalanced(payouts, kept.get(BALANCES), kept.get(OPENED))


def parquet_rows(data: bytes, where: Path, columns: list[str] | None = None) -> Rows:
    """Read a Parquet file from memory, pages checked, as rows of plain Python values.

    Raises:
        IntegrityError: bytes that are not the Parquet file that a run holds.
    """
    with _readable(where):
        file = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
    return _pylist(file, where, columns)


@contextmanager
def _readable(where: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(Problem("unreadable-file", str(where), what, _HINT)) from error


def _pylist(file: Any, where: Path, columns: list[str] | None) -> Rows:
    with _readable(where):
        rows: Rows = file.read(columns=columns, use_threads=False).to_pylist()
    return rows


def _files(run: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Open every table; files not in the manifest, or altered, raise IntegrityError."""
    files: dict[str, Any] = {}
    for entry in manifest["outputs"]:
        name = entry["name"]
        if entry["rows"] is not None:
            data = read_verified(run, name)
            with _readable(run / name):
                files[name] = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
    missing = sorted({*_READ, *_LISTS} - files.keys())
    if missing:
        what = f"does not list {', '.join(missing)}"
        raise IntegrityError(Problem("manifest-altered", str(run), what, _HINT))
    return files


def _listed(files: Mapping[str, Any], run: Path) -> Counter[tuple[str, ...]]:
    """Count what is listed row by row: as many as there are rows, so Arrow does the counting."""
    found: Counter[tuple[str, ...]] = Counter()
    for name in _LISTS:
        with _readable(run / name):
            table = files[name].read(columns=[*_LISTED, "row"], use_threads=False)
        table = table.filter(pc.is_valid(table["row"])).select(_LISTED)
        words = [column.cast(pa.string()) for column in table.columns]
        counts = pa.table(words, names=_LISTED).group_by(_LISTED).aggregate([([], "count_all")])
        for row in counts.to_pylist():
            found[tuple(row[word] or "" for word in _LISTED)] += row["count_all"]
    return found


def _faults(manifest: Mapping[str, Any], listed: Counter[tuple[str, ...]]) -> Iterator[Found]:
    """Check that what the manifest counts of faults and applied rules is what is listed."""
    said = Counter(
        {
            tuple(entry[word] or "" for word in _LISTED): entry["count"]
            for entry in manifest["faults"]
        }
    )
    for key in sorted(said.keys() | listed.keys()):
        if said[key] != listed[key]:
            file, column, code, rule = key
            what = f"{code} {rule} {column} of {file}: listed {listed[key]}, counted {said[key]}"
            yield "faults-differ", "quarantine.parquet", what


def _rows(manifest: Mapping[str, Any], sizes: Mapping[str, int]) -> Iterator[Found]:
    for entry in manifest["outputs"]:
        name = entry["name"]
        if entry["rows"] is not None and sizes[name] != entry["rows"]:
            what = f"has {counted(sizes[name], 'row')}, the manifest says {entry['rows']}"
            yield "rows-differ", name, what
    agents = sizes["scorecards.parquet"]
    if agents != manifest["agents"]:
        what = f"{counted(agents, 'agent')}, not {manifest['agents']}"
        yield "rows-differ", "scorecards.parquet", what


def _previous(manifest: Mapping[str, Any], sizes: Mapping[str, int]) -> Iterator[Found]:
    """Check that a run has numbers of an earlier one exactly where its identity names one."""
    named = "previous" in manifest["identity"]
    if named != (_PREVIOUS in sizes):
        what = "names an earlier run" if named else "names no earlier run"
        there = "no numbers of it are kept" if named else f"{_PREVIOUS} is kept"
        yield "previous-differs", "manifest.json", f"{what}, and {there}"


def _account(manifest: Mapping[str, Any]) -> Iterator[Found]:
    """Check that the rows add up, line by line, and that the lines add up to the whole."""
    rows = manifest["rows"]
    parts = [name for name in ("by_file", "by_period") if name in rows]  # not in the oldest runs
    for line in (rows, *(line for name in parts for line in rows[name])):
        where = line.get("file") or line.get("period") or ("no period" if "period" in line else "")
        out = line["used"] + sum(line["excluded"].values()) + line["quarantined"]
        if out != line["in"]:
            what = f"{where}{': ' if where else ''}rows in {line['in']}, accounted for {out}"
            yield "rows-unaccounted", "manifest.json", what
    whole = _spelled(rows)
    for name in parts:
        sums = Counter[str]()
        for line in rows[name]:
            sums.update(_spelled(line))
        if +sums != whole:
            words = sorted(word for word in sums | whole if sums[word] != whole[word])
            what = f"{name} does not add up to the rows of the run: {', '.join(words)}"
            yield "rows-unaccounted", "manifest.json", what


def _spelled(line: Mapping[str, Any]) -> Counter[str]:
    """Return the rows of a line by word, those that are not 0."""
    words = {word: line[word] for word in ("in", "used", "quarantined")}
    return +Counter({**words, **{f"excluded {why}": n for why, n in line["excluded"].items()}})


def _exclusions(manifest: Mapping[str, Any], measures: Rows) -> Iterator[Found]:
    volume, excluded = Counter[str](), Counter[str]()
    for row in measures:
        volume[row["measure"]] += row["volume"]
        excluded[row["measure"]] += row["excluded"]
    for name, said in manifest["exclusions"].items():
        expected = said["volume"], sum(said["excluded"].values())
        if (volume[name], excluded[name]) != expected and manifest["agents"]:
            what = f"{name}: volume and exclusions do not add up to the manifest's"
            yield "measure-differs", "measures.parquet", what


def _amounts(payouts: Rows) -> Iterator[Found]:
    for number, row in enumerate(payouts, 1):
        places = MINOR_PLACES.get(row["currency"])
        if places is None or fixed.scaled(row["amount"], AMOUNT_PLACES) % 10 ** (4 - places):
            what = f"row {number}: the amount is not whole in its currency's minor unit"
            yield "amount-places", "payouts.parquet", what


def _pay(manifest: Mapping[str, Any], payouts: Rows) -> Iterator[Found]:
    said, sums = manifest["totals"], _sums(payouts)
    counts = Counter(row["currency"] for row in payouts)
    for code in sorted(said["currencies"].keys() | sums.keys()):
        expected = said["currencies"].get(code, {"rows": 0, "sum": "0"})
        if sums[code] != Decimal(expected["sum"]) or counts[code] != expected["rows"]:
            what = (
                f"{code}: {counted(counts[code], 'line')}, sum {sums[code]}; the manifest says "
                f"{counted(expected['rows'], 'line')}, sum {expected['sum']}"
            )
            yield "pay-differs", "payouts.parquet", what
    payees = len({row["agent_id"] for row in payouts})
    if (len(payouts), payees) != (said["rows"], said["payees"]):
        found = f"{counted(len(payouts), 'line')}, {counted(payees, 'payee')}"
        what = f"{found}; not {said['rows']} and {said['payees']}"
        yield "pay-differs", "payouts.parquet", what
    total = hash_total([row["agent_id"] for row in payouts])
    if total != said["hash_total"]:
        what = f"the hash total is {total}, the manifest says {said['hash_total']}"
        yield "hash-total-differs", "payouts.parquet", what


def _awards(tables: Tables, earned: AbstractSet[str]) -> Iterator[Found]:
    """Check that pay is the plan's lines + awards: each with money has its line, and back."""
    awards = Counter(
        (row["agent_id"], row["name"], row["currency"], row["amount"])
        for row in tables["awards.parquet"]
        if row["amount"] is not None
    )
    lines = Counter(
        (row["agent_id"], row["line"], row["currency"], row["amount"])
        for row in tables["payouts.parquet"]
        if row["line"] not in earned and SETTLED not in row["line"]
    )
    apart = (awards - lines).total() + (lines - awards).total()
    if apart:
        what = f"{apart} award amounts have no equal pay line, or pay lines no award"
        yield "awards-differ", "awards.parquet", what


def _winners(
    manifest: Mapping[str, Any], files: Mapping[str, Any], run: Path, tables: Tables
) -> Iterator[Found]:
    """Check that who is handed on as a winner of this period has won, and everybody who has."""
    if _WINNERS not in files:
        return
    period = manifest["identity"]["parameters"]["period"]
    rows = _pylist(files[_WINNERS], run / _WINNERS, None)
    won = Counter((row["agent_id"], row["award"]) for row in rows if row["period"] == period)
    named, awards = {row["award"] for row in rows}, tables["awards.parquet"]
    given = Counter((row["agent_id"], row["name"]) for row in awards if row["name"] in named)
    apart = (won - given).total() + (given - won).total()
    if apart:
        yield "winners-differ", _WINNERS, f"{apart} winners have no award, or awards no winner"


def _payable(tables: Tables, earned: AbstractSet[str]) -> Iterator[Found]:
    cards = tables["scorecards.parquet"]
    payees = {row["agent_id"] for row in tables["payouts.parquet"] if row["line"] in earned}
    payable = {row["agent_id"] for row in cards if row["payable"]}
    if payees != payable:
        what = (
            f"{len(payable - payees)} payable agents without a pay line, "
            f"{len(payees - payable)} agents with a pay line who are not payable"
        )
        yield "payable-differs", "payouts.parquet", what
    ranked = {row["agent_id"] for row in cards if row["status"] == "ranked"}
    settled = {row["line"] for row in tables["payouts.parquet"] if SETTLED in row["line"]}
    paid = {row["agent_id"] for row in tables["payouts.parquet"] if row["line"] not in settled}
    if not paid <= ranked:
        what = f"{len(paid - ranked)} payees are not ranked agents of this run"
        yield "payee-unknown", "payouts.parquet", what


def _banded(files: Mapping[str, Any], run: Path, measures: Rows) -> Iterator[Found]:
    """Check that no row is lost between a measure and its bands; a row may lie in several."""
    if _BANDS not in files:
        return
    items = Counter[tuple[str, str]]()
    for row in _pylist(files[_BANDS], run / _BANDS, ["agent_id", "measure", "items"]):
        items[row["agent_id"], row["measure"]] += row["items"]
    names = {measure for _, measure in items}
    facts = {(r["agent_id"], r["measure"]): r["volume"] for r in measures if r["measure"] in names}
    short = sum(items[key] < volume for key, volume in facts.items())
    if short or items.keys() - facts.keys():
        yield "bands-differ", _BANDS, f"agents with fewer rows in bands than were counted: {short}"


def _pooled(files: Mapping[str, Any], run: Path) -> Tables:
    """Read the pools and their members, where the run has some."""
    return {name: _pylist(files[name], run / name, None) for name in _POOLED if name in files}


def _pools(tables: Tables, payouts: Rows) -> Iterator[Found]:
    """Check that each fund is shared or returned, and that its members' lines are what it gave."""
    if not tables:
        return
    if tables.keys() != set(_POOLED):
        yield "pools-differ", "manifest.json", "pools without members, or members without pools"
        return
    pools, members = (tables[name] for name in _POOLED)
    count, sums = Counter[_Pool](), defaultdict[_Pool, Decimal](Decimal)
    for row in members:
        count[_pool(row)] += 1
        sums[_pool(row)] += row["amount"]
    for row in pools:
        key, whose = _pool(row), row["group"] or "overall"
        if row["shared"] + row["returned"] != row["fund"]:
            what = f"{row['line']} {whose}: shared and returned are not the fund"
            yield "pools-differ", "pools.parquet", what
        if (count[key], sums[key]) != (row["members"], row["shared"]):
            what = f"{row['line']} {whose}: members do not add up to the pool"
            yield "pools-differ", "pool_members.parquet", what
    if unknown := count.keys() - {_pool(row) for row in pools}:
        what = f"{counted(len(unknown), 'pool')} of members are not listed"
        yield "pools-differ", "pools.parquet", what
    lines = {row["line"] for row in pools}
    paid = Counter(_paid(row) for row in payouts if row["line"] in lines)
    if paid != Counter(map(_paid, members)):
        what = "the pay lines of pools are not what their members get"
        yield "pools-differ", "payouts.parquet", what


def _pool(row: Mapping[str, Any]) -> _Pool:
    return row["line"], row["group"], row["currency"]


def _paid(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["agent_id"], row["line"], row["currency"], row["amount"]


def _line_ids(manifest: Mapping[str, Any], payouts: Rows) -> Iterator[Found]:
    said = manifest["identity"]["parameters"]
    keys = [(row["agent_id"], row["currency"], row["line"]) for row in payouts]
    found = [row["line_id"] for row in payouts]
    named = line_ids(said["period"], said["plan"], keys)
    wrong = sum(one != other for one, other in zip(found, named, strict=True))
    if wrong or len(set(found)) != len(found):
        what = f"line ids that are not those of their lines: {wrong}; or one is repeated"
        yield "line-id-differs", "payouts.parquet", what


def _sums(rows: Rows) -> defaultdict[str, Decimal]:
    """Add up amounts by currency, in whole units of 10**-4, and give them as decimals."""
    units = Counter[str]()
    for row in rows:
        units[row["currency"]] += fixed.scaled(row["amount"], AMOUNT_PLACES)
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for code, total in units.items():
        sums[code] = Decimal(fixed.text(total, AMOUNT_PLACES))
    return sums
