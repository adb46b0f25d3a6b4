"""From the score to what is paid: lines, pools, accounts and awards of one agent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.balances import SETTLED
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.outputs.schemas import MEMBERS
from scoring.outputs.titles import titles_at
from scoring.report.brief import Brief
from scoring.report.opened import AWARDS, BALANCES, PAYOUTS, Card
from scoring.report.reasons import Named, won
from scoring.report.sheets import ADJUSTMENTS, Sheet
from scoring.report.statement_steps import StepRow, step_rows, why_not
from scoring.report.tongue import Tongue
from scoring.vocabulary import UNSAFE

_HIDDEN = re.compile(UNSAFE)
_PLACES = 6
_STEPS = ("adjustment", "held", "released", "forfeited", "carried:in", "draw", "carried:out")
_SETTLEMENT = {kind: place for place, kind in enumerate(_STEPS)}


class Line(NamedTuple):
    """A pay line: what it is called, why, the amount, and the plan's line that decides it.

    Attributes:
        title: what it is called.
        note: the reason of an adjustment; empty elsewhere.
        amount: with its currency.
        origin: the line of the plan.
        cost_center: who bears it; empty where nobody is named.
    """

    title: str
    note: str
    amount: str
    origin: str
    cost_center: str


class Account(NamedTuple):
    """A balance of an agent, and what this run has made of it."""

    title: str
    opening: str
    added: str
    taken: str
    forfeited: str
    closing: str


def lines(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[Line]:
    """Return the pay lines of an agent: those of the plan in its order, awards, settlement."""
    anonymous = brief.audience.asked.anonymous  # a reason is free text, which may name people
    why = {} if anonymous else {r["adjustment_id"]: r["reason"] for r in sheet.rows(ADJUSTMENTS)}
    order = _order(brief)
    return [
        Line(
            brief.opened.titles.line(row["line"], tongue.language),
            _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", why.get(_adjustment(row["line"]), "")),
            tongue.amount(row["amount"], row["currency"]),
            row["origin"],
            row["cost_center"] or "",
        )
        for row in sorted(sheet.rows(PAYOUTS), key=lambda row: _place(order, row["line"]))
    ]


def _order(brief: Brief) -> dict[str, int]:
    """Return the place of each pay line and award as the plan has them."""
    plan = brief.opened.titles.plan
    names = [*titles_at(plan, "pay"), *titles_at(plan, "awards")]
    return {name: place for place, name in enumerate(names)}


def _place(order: Mapping[str, int], line: str) -> tuple[int, int, str]:
    """Return where a line stands: earned ones first, then settlement as it goes step by step."""
    kind, settled, of = line.partition(SETTLED)
    step = 0 if not settled else 1 + _SETTLEMENT.get(line, _SETTLEMENT.get(kind, len(_SETTLEMENT)))
    name = of if settled else line
    return step, order.get(name, order.get(name.partition("/")[0], len(order))), line


def _adjustment(line: str) -> str | None:
    """Return the id of the adjustment that a line pays; None of any other line."""
    kind, _, of = line.partition(SETTLED)
    return of if kind == "adjustment" else None


class LineWay(NamedTuple):
    """How a pay line came about, step by step; or why there is none."""

    title: str
    steps: list[StepRow]
    why_not: str


def ways(brief: Brief, tongue: Tongue, card: Card, sheet: Sheet) -> list[LineWay]:
    """Return the way to each pay line of the plan."""
    titles = brief.opened.titles
    return [
        LineWay(
            titles.line(line.line, tongue.language),
            step_rows(titles, tongue, line, card.tier or ""),
            why_not(tongue, line),
        )
        for line in sheet.lines
    ]


def totals(tongue: Tongue, sheet: Sheet) -> list[str]:
    """Return what an agent is paid in each currency."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in sheet.rows(PAYOUTS):
        sums[row["currency"]] += Decimal(row["amount"])
    return [tongue.amount(f"{total:f}", code) for code, total in sorted(sums.items())]


def pools(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[str]:
    """Say of each pool what it holds, for how many, and what the agent's part was.

    What all shares come to is said where enough others have one; and of a pool that would tell
    something of few others, only the agent's own part.
    """
    order = _order(brief)
    found = sorted(sheet.rows(MEMBERS), key=lambda row: _place(order, row["line"]))
    return [_pool(brief, tongue, sheet, row) for row in found]


def _pool(brief: Brief, tongue: Tongue, sheet: Sheet, row: Mapping[str, Any]) -> str:
    pool, currency = (row["line"], row["group"], row["currency"]), row["currency"]
    fund, whole = sheet.funds[pool], brief.pool_sums.get(pool)
    share = _share(tongue, Fraction(int(row["numerator"]), int(row["denominator"])))
    own = {
        "line": brief.opened.titles.line(row["line"], tongue.language),
        "amount": tongue.amount(row["amount"], currency),
    }
    if pool in brief.hidden_pools:
        said = tongue("pool_own", share=share, **own)
    else:
        if whole is not None:
            share = tongue("share_of", share=share, whole=_share(tongue, whole))
        amount, members = tongue.amount(fund["fund"], currency), tongue.number(fund["members"])
        said = tongue("pool_share", share=share, fund=amount, members=members, **own)
    unit = tongue.amount(fixed.text(1, MINOR_PLACES[currency]), currency)
    then = [tongue("odd", unit=unit)] if row["odd"] else []
    then += [tongue("capped")] if row["capped"] else []
    for sentence in then:
        said = tongue("and_then", first=said, then=sentence)
    return said


def _share(tongue: Tongue, share: Fraction) -> str:
    """Write a share with at most six places, and whether that is not all of it."""
    units = fixed.divide_one(share.numerator * 10**_PLACES, share.denominator)
    text = fixed.text(units, _PLACES).rstrip("0").rstrip(".")
    about = "" if Fraction(units, 10**_PLACES) == share else "≈"
    return f"{about}{tongue.number(text)}"


def accounts(tongue: Tongue, sheet: Sheet) -> list[Account]:
    """Return the balances of an agent."""
    moves = ("opening", "added", "taken", "forfeited", "closing")
    return [
        Account(
            " ".join([tongue(f"account_{row['account']}"), row["origin_period"] or ""]).strip(),
            *(tongue.amount(row[name], row["currency"]) for name in moves),
        )
        for row in sheet.rows(BALANCES)
    ]


def awards(brief: Brief, tongue: Tongue, sheet: Sheet) -> list[tuple[str, str, str]]:
    """Return the awards that an agent has won: title, why, and the money."""
    titles, named = brief.opened.titles.awards, Named(brief.opened, tongue)
    return [
        (
            titles[row["name"]][tongue.language],
            won(named, row["reason"]).said,
            "" if row["amount"] is None else tongue.amount(row["amount"], row["currency"]),
        )
        for row in sheet.rows(AWARDS)
    ]
