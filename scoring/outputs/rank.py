"""The ranking for people and scripts: read from a run, ranked again within a group when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, TypeAlias

from scoring.exact import fixed
from scoring.layout import cells_of, clean
from scoring.ledger.identity import read_manifest
from scoring.ledger.totals import Rows, parquet_rows
from scoring.ledger.verify import read_verified

By: TypeAlias = Literal["region", "team", "role", "manager"]

_CARDS = "scorecards.parquet"
_CHANCE = ["rank_low", "rank_high"]
_COLUMNS = ["agent_id", "team", "region", "role", "manager_id", "score", "rank", "tier", "status"]
_GROUPS = {"region": "region", "team": "team", "role": "role", "manager": "manager_id"}
_NOTHING = "-"


def rank_rows(run: Path, by: By | None = None, top: int | None = None) -> Rows:
    """List a run's agents, best first: overall, or group by group with ranks within the group.

    Args:
        run: the folder of a published run.
        by: rank within each region, team, role or manager's people; agents without one form the
            last group. Equal scores share a rank by the plan's convention.
        top: only ranks up to this place, overall or in each group; agents equal to the last one
            are listed, too, and agents without a score are not.

    Returns:
        Rows of agent_id, team, region, score (text, at the plan's places), tier, rank (overall)
        and status; with `by`, also group and rank_in; where the plan asks for intervals, also
        rank_low and rank_high. Agents without a score come last.

    Raises:
        IntegrityError: the ranking is not the file that was written.
    """
    parameters = read_manifest(run)["identity"]["parameters"]
    cards = parquet_rows(read_verified(run, _CARDS), run / _CARDS, _COLUMNS + _CHANCE)
    key = _GROUPS[by] if by else None
    cards.sort(key=lambda card: (*_group_key(card, key), card["rank"] is None, card["rank"] or 0))
    rows: Rows = []
    for _, group in groupby(cards, key=lambda card: _group_key(card, key)):
        rows += _listed(list(group), key, parameters, top)
    return rows


def _group_key(card: Mapping[str, Any], key: str | None) -> tuple[bool, str]:
    group = card[key] if key else ""
    return group is None, group or ""


def _listed(cards: Rows, key: str | None, parameters: Mapping[str, Any], top: int | None) -> Rows:
    """Turn one group's cards, in order, into rows."""
    places, rows = parameters["score_places"], []
    ranks = _ranks([card["rank"] for card in cards], dense=parameters["rank"] == "dense")
    last = _last_listed(ranks, top)
    for card, rank_in in zip(cards, ranks, strict=True):
        if last is not None and (rank_in is None or rank_in > last):
            continue
        place = {"group": card[key], "rank_in": rank_in} if key else {}
        chance = {name: card[name] for name in _CHANCE if card[name] is not None}
        row = {name: card[name] for name in ("agent_id", "team", "region", "tier", "status")}
        rows.append(place | {"rank": card["rank"]} | chance | row | {"score": _score(card, places)})
    return rows


def _ranks(overall: Sequence[int | None], *, dense: bool) -> list[int | None]:
    """Rank a group from its overall ranks, best first: equal ranks stay equal."""
    ranks: list[int | None] = []
    for i, rank in enumerate(overall):
        if rank is None:
            ranks.append(None)
        elif i and rank == overall[i - 1]:
            ranks.append(ranks[-1])
        else:
            ranks.append((ranks[-1] or 0) + 1 if dense and ranks else i + 1)
    return ranks


def _last_listed(ranks: Sequence[int | None], top: int | None) -> int | None:
    """Return the rank of the agent in the `top`-th place: who is equal to that one is listed."""
    if top is None:
        return None
    ranked = [rank for rank in ranks if rank is not None]
    return ranked[min(top, len(ranked)) - 1] if ranked and top > 0 else 0


def _score(card: Mapping[str, Any], places: int) -> str | None:
    return (
        None if card["score"] is None else fixed.text(fixed.scaled(card["score"], places), places)
    )


def rank_text(rows: Rows) -> str:
    """Lay rows out as a plain table, aligned for terminals by the cells that they take."""
    if not rows:
        return "nobody is ranked\n"
    order = ("group", "rank_in", "rank", "agent_id", "team", "region", "score", "tier", "status")
    names = [name for name in order if name in rows[0]]
    table = [names, *([_shown(_cell(row, name)) for name in names] for row in rows)]
    widths = [max(cells_of(line[i]) for line in table) for i in range(len(names))]
    right = [name in ("rank_in", "rank", "score") for name in names]
    return "".join(_laid_out(line, widths, right) for line in table)


def _cell(row: Mapping[str, Any], name: str) -> Any:
    return rank_cell(row) if name == "rank" else row[name]


def rank_cell(row: Mapping[str, Any]) -> Any:
    """Return an overall rank with those that chance allows, where the plan asks for them."""
    if row.get("rank_low"):
        return f"{row['rank']} ({row['rank_low']}-{row['rank_high']})"
    return row["rank"]


def _laid_out(line: Iterable[str], widths: Iterable[int], right: Iterable[bool]) -> str:
    cells = []
    for cell, width, to_the_right in zip(line, widths, right, strict=True):
        space = " " * (width - cells_of(cell))
        cells.append(space + cell if to_the_right else cell + space)
    return "  ".join(cells).rstrip() + "\n"


def _shown(value: str | int | None) -> str:
    """Show a value on one line, whatever it holds."""
    return _NOTHING if value is None else clean(str(value))
