"""From the score to what is paid: lines, pools, accounts and awards of one agent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from scoring.outputs.schemas import MEMBERS
from scoring.report.brief import Brief
from scoring.report.opened import AWARDS, BALANCES, PAYOUTS, Card
from scoring.report.reasons import Named, won
from scoring.report.sheets import Sheet
from scoring.report.statement_steps import StepRow, step_rows, why_not
from scoring.report.tongue import Tongue


class Line(NamedTuple):
    """A pay line: what it is called, the amount, and the plan's line that decides it."""

    title: str
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
    """Return the pay lines of an agent, in the order of the file of payouts."""
    return [
        Line(
            brief.opened.titles.line(row["line"], tongue.language),
            tongue.amount(row["amount"], row["currency"]),
            row["origin"],
            row["cost_center"] or "",
        )
        for row in sheet.rows(PAYOUTS)
    ]


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
    """Say of each pool what the agent's part was, and who got an odd unit by it."""
    made = []
    for row in sheet.rows(MEMBERS):
        said = tongue(
            "pool_share",
            line=brief.opened.titles.line(row["line"], tongue.language),
            share=f"{row['numerator']}/{row['denominator']}",
            amount=tongue.amount(row["amount"], row["currency"]),
        )
        for key in ("odd", "capped"):
            if row[key]:
                said = tongue("and_then", first=said, then=tongue(key))
        made.append(said)
    return made


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
