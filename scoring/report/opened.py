"""A run, opened for reading: verified once, with its plan, its agents and their names.

Pages, workbooks and paper read a run through here and never decide anything: what they show is what
the tables hold. Scorecards are read whole; all else comes by agents, some at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.errors import IntegrityError, Problem
from scoring.exact.period import Period, parse_period
from scoring.ledger.verify import read_verified, require_verified
from scoring.outputs.arrow import FROM_MEMORY
from scoring.outputs.others import Rows
from scoring.plan.load import load_plan, read_yaml
from scoring.plan.model import Plan
from scoring.report.titles import Titles, titles

CARDS, COMPONENTS, MEASURES = "scorecards.parquet", "components.parquet", "measures.parquet"
GROUPS, PAYOUTS, FINDINGS = "groups.parquet", "payouts.parquet", "findings.parquet"
AWARDS, ACTIONS, BALANCES = "awards.parquet", "actions.parquet", "balances.parquet"
SEGMENT_COMPONENTS, ROSTER = "segment_components.parquet", "inputs/roster.parquet"


class Card(NamedTuple):
    """One agent of a ranking, as the scorecard shows it.

    Attributes:
        at: the place of the agent among all, by agent id.
        agent_id: the agent.
        name: what the roster calls the agent; None where it does not.
        team, region, role, manager_id: from the scorecard; None where the roster has none.
        score: the stored score, as text at the plan's places; None without one.
        rank, rank_in: ranks among all, and in the group of `ranking.within`.
        tier: the tier; None without a score.
        status: ranked, vetoed, unranked or held.
        currency: the currency of the roster.
        gates: the gates that closed.
    """

    at: int
    agent_id: str
    name: str | None
    team: str | None
    region: str | None
    role: str | None
    manager_id: str | None
    score: str | None
    rank: int | None
    rank_in: int | None
    tier: str | None
    status: str
    currency: str | None
    gates: tuple[str, ...]


class Opened(NamedTuple):
    """A verified run.

    Attributes:
        run: its folder.
        manifest: what it says of itself.
        plan: the plan that it was made by, its own copy.
        tables: the names of its files.
        cards: all agents, by agent id.
        names: what the roster calls people, those outside of the plan, too.
        titles: what the plan calls its pieces.
    """

    run: Path
    manifest: Mapping[str, Any]
    plan: Plan
    tables: frozenset[str]
    cards: tuple[Card, ...]
    names: Mapping[str, str]
    titles: Titles

    @property
    def period(self) -> str:
        """Return the name of the period."""
        return str(self.manifest["identity"]["parameters"]["period"])

    @property
    def run_id(self) -> str:
        """Return the id of the run."""
        return str(self.manifest["run_id"])

    @property
    def settles(self) -> bool:
        """Tell whether the plan keeps balances."""
        return self.plan.settlement is not None


def opened(run: Path) -> Opened:
    """Verify a run and read who is in it.

    Raises:
        IntegrityError: its files are not the ones that were written.
        StorageError: the system does not let them be read.
    """
    manifest = require_verified(run)
    said = manifest["identity"]["parameters"]
    file = run / "inputs" / said["plan_file"]
    plan = load_plan(file)
    tables = frozenset(str(entry["name"]) for entry in manifest["outputs"])
    begun = Opened(run, manifest, plan, tables, (), {}, titles(read_yaml(file)))
    begun = begun._replace(names=_names(begun))
    return begun._replace(cards=tuple(_cards(begun)))


def plan_file(opened: Opened) -> Path:
    """Return the run's own copy of its plan."""
    return opened.run / "inputs" / str(opened.manifest["identity"]["parameters"]["plan_file"])


def table(opened: Opened, name: str, columns: Sequence[str] | None = None) -> Any:
    """Return a table of the run as Arrow; decimals come as text, which is exact and quick.

    Args:
        opened: the run.
        name: the file.
        columns: which of its columns, those that it has; all by default.

    Raises:
        IntegrityError: the file is not the one that was written.
    """
    data = pa.BufferReader(read_verified(opened.run, name))
    try:
        file = pq.ParquetFile(data, page_checksum_verification=True, pre_buffer=False)
        names = file.schema_arrow.names
        asked = names if columns is None else [name for name in columns if name in names]
        return _texts(file.read(asked, use_threads=False))
    except (pa.ArrowException, OSError) as error:
        what = "is not a readable Parquet file"
        raise IntegrityError(
            Problem("unreadable-file", str(opened.run / name), what, "")
        ) from error


def rows(opened: Opened, name: str, columns: Sequence[str] | None = None) -> Rows:
    """Return a table of the run as rows; none where the run has no such table."""
    found: Rows = table(opened, name, columns).to_pylist() if name in opened.tables else []
    return found


def by_agent(
    opened: Opened, name: str, columns: Sequence[str], agent_ids: Sequence[str]
) -> dict[str, Rows]:
    """Return the rows of some agents, by agent, in the order of the table.

    Args:
        opened: the run.
        name: the file; without it there are no rows.
        columns: its columns beside agent_id.
        agent_ids: increasing, one or more; quickest where they lie close together.
    """
    if name not in opened.tables:
        return {}
    data = pa.BufferReader(read_verified(opened.run, name))
    first, last = agent_ids[0], agent_ids[-1]
    filters = [("agent_id", ">=", first), ("agent_id", "<=", last), ("agent_id", "in", agent_ids)]
    part = pq.read_table(data, columns=["agent_id", *columns], filters=filters, **FROM_MEMORY)
    found: dict[str, Rows] = {}
    for row in _texts(part).to_pylist():
        found.setdefault(row.pop("agent_id"), []).append(row)
    return found


def at_places(text: str | None, places: int) -> str | None:
    """Cut the zeros of a stored decimal to the places at which it was rounded."""
    if text is None:
        return None
    whole, _, digits = text.partition(".")
    return f"{whole}.{digits[:places].ljust(places, '0')}" if places else whole


def span(opened: Opened) -> Period:
    """Return the period of the run, in the plan's zone."""
    return parse_period(opened.period)


def _texts(found: Any) -> Any:
    """Write decimals as text; Arrow writes small ones by powers of ten, and nobody reads that."""
    for place, field in enumerate(found.schema):
        if pa.types.is_decimal(field.type):
            texts = pc.cast(found.column(place), pa.string()).combine_chunks().dictionary_encode()
            plain = pa.array([f"{Decimal(t):f}" for t in texts.dictionary.to_pylist()], pa.string())
            found = found.set_column(place, field.name, plain.take(texts.indices))
    return found


def _cards(begun: Opened) -> Iterator[Card]:
    places = int(begun.manifest["identity"]["parameters"]["score_places"])
    texts = ("team", "region", "role", "manager_id", "score", "rank", "rank_in", "tier", "status")
    columns = ("agent_id", *texts, "currency", "gates")
    for at, row in enumerate(table(begun, CARDS, columns).to_pylist()):
        gates = tuple((row.pop("gates") or "").split(",")) if row["gates"] else ()
        row |= {"score": at_places(row["score"], places), "gates": gates}
        yield Card(at=at, name=begun.names.get(row["agent_id"]), **row)


def _names(begun: Opened) -> dict[str, str]:
    """Return the name of each agent, of the last roster row that begins before the period ends."""
    latest: dict[str, tuple[dt.date, str]] = {}
    end = span(begun).end
    for row in table(begun, ROSTER, ("agent_id", "from_date", "name")).to_pylist():
        known, begins = latest.get(row["agent_id"]), row["from_date"]
        if row.get("name") and begins < end and (known is None or known[0] <= begins):
            latest[row["agent_id"]] = begins, row["name"]
    return {agent: name for agent, (_, name) in latest.items()}
