"""Ledgers of points and rollups for people: every event with its proof, and who the members are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.independent.events import Ledger, Move
from scoring.independent.numbers import shown


def ledger_formula(said: Any, ledger: Ledger) -> str:
    """Write the start, what each category has come to, and the balance within its limits."""
    start = shown(ledger.start) + (" (carried on)" if ledger.carried else "")
    parts = [f"{name} {_signed(x)}" for name, x in ledger.categories.items() if ledger.moves[name]]
    sums = " ".join([start, *parts])
    reached = f"{sums} = {shown(ledger.unlimited)}" if parts else sums
    if ledger.balance == ledger.unlimited:
        return reached
    side = "least" if ledger.balance > ledger.unlimited else "most"
    return f"{reached}, at {side} {said[side]}"


def ledger_notes(ledger: Ledger) -> Iterator[str]:
    """Yield how each category came about, month by month, and then every event."""
    for name, moves in ledger.moves.items():
        if len(moves) > 1 or any(_held(moves)):
            yield f"{name}: {'; '.join(_steps(moves))}"
    for event in ledger.events:
        proof = [event.get("evidence") or "no evidence"]
        proof.append(f"approved by {event['approver']}" if event.get("approver") else "no approver")
        points = _signed(Fraction(event["points"]))
        what = f"{event['on']} {event['category']} {points} ({event['event_id']})"
        yield f"{what}: {', '.join(proof)}"


def member_note(said: Any, agent: Any, members: tuple[str, ...]) -> str:
    """Say whose values are taken together, and how."""
    count = "1 member" if len(members) == 1 else f"{len(members):,} members"
    over = said["over"]
    whose = {"all": "all agents of the plan", "reports": "the agent's reports"}.get(over)
    if whose is None:
        own = agent[over]
        whose = f"no {over}" if own is None else f"{over} {own}"
    how = {"micro": "their facts together", "macro": "the mean of their values"}[said["by"]]
    return f"{said['of']} over {whose}, {count}: {how}"


def _steps(moves: list[Move]) -> Iterator[str]:
    for move, held in zip(moves, _held(moves), strict=True):
        step = f"{move.month} {_signed(move.points)}"
        step += " given back" if move.given_back else ""
        yield f"{step}, held at {shown(move.stands)}" if held else step


def _held(moves: list[Move]) -> Iterator[bool]:
    """Say of each move whether a limit of the category changed what it came to."""
    before = Fraction(0)
    for move in moves:
        yield before + move.points != move.stands
        before = move.stands


def _signed(x: Fraction) -> str:
    return shown(x) if x < 0 else f"+{shown(x)}"
