"""The events that a plan's ledgers count, read exactly: what no ledger counts is told, or refused.

Money depends on them, so an event that counts must be of a category that the plan names, and have
the evidence and the approver that its ledger needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from scoring.beside import Events
from scoring.columns import Bools, Words
from scoring.errors import Problem, shortened
from scoring.exact.period import Period
from scoring.flow import Finding
from scoring.intake.canonical import Rows, encoded
from scoring.intake.folder import EVENTS
from scoring.intake.small import rows_problem
from scoring.pieces.ledgers import counted, span
from scoring.plan.events import EventLedger
from scoring.plan.model import Plan


class Assigned(NamedTuple):
    """The events that count, what is to be told, and what is wrong."""

    events: Events
    findings: list[Finding]
    problems: list[Problem]


def ledgers_of(plan: Plan) -> dict[str, EventLedger]:
    """Return the ledgers of a plan by name."""
    return {name: m for name, m in plan.measures.items() if isinstance(m, EventLedger)}


def assign_events(
    rows: Rows, plan: Plan, period: Period, known_agents: Mapping[str, int]
) -> Assigned:
    """Find the events that the ledgers of a plan count.

    Args:
        rows: the events, without a fault in a row, each key once.
        plan: its ledgers name the categories.
        period: the period of the run.
        known_agents: every agent of the roster, with the index in the plan or -2.
    """
    agents, category = encoded(rows.texts["agent_id"]), encoded(rows.texts["category"])
    index = np.array([known_agents.get(agent, -1) for agent in agents.words], np.int64)
    events = Events(
        agent=index[agents.values],
        day=rows.numbers["on"].values,
        category=Words(category.values.astype(np.int32), category.words),
        points=rows.numbers["points"].values,
    )
    look = _Look(rows, ledgers_of(plan), period, events)
    used = look.used()
    return Assigned(
        Events(
            events.agent[used], events.day[used], events.category.taken(used), events.points[used]
        ),
        list(look.findings(used)),
        [*look.strangers(), *look.unproven()],
    )


class _Look(NamedTuple):
    """The rows of the table, those of agents outside of the plan among them."""

    rows: Rows
    ledgers: Mapping[str, EventLedger]
    period: Period
    events: Events

    def used(self) -> Bools:
        """Return bool[rows]: some ledger counts the event of an agent in the plan."""
        return self._own() & _any(self._counted(name) for name in self.ledgers)

    def strangers(self) -> Iterator[Problem]:
        """Say which events have a category of no ledger, where one refuses them."""
        refusing = {n: m for n, m in self.ledgers.items() if m.otherwise == "refuse"}
        bad = self._own() & ~self._named() & _any(self._timely(m) for m in refusing.values())
        if bad.any():
            words = dict.fromkeys(w for m in self.ledgers.values() for w in m.categories)
            known = ", ".join(shortened(word) for word in words)
            said = (
                f"no ledger of the plan names the category, and measures.{next(iter(refusing))} "
                f"says otherwise: refuse; there are {known}"
            )
            places = self.rows.places_in_file[bad]
            yield rows_problem(EVENTS, "category", "unknown-category", places, said)

    def unproven(self) -> Iterator[Problem]:
        """Say which events lack what their ledger needs of them."""
        for name, ledger in self.ledgers.items():
            for column in () if isinstance(ledger.needs, str) else ledger.needs:
                bad = self._own() & self._counted(name) & ~self._has(column)
                if bad.any():
                    said = f"the event has no {column}, and measures.{name} needs one to count it"
                    places = self.rows.places_in_file[bad]
                    yield rows_problem(EVENTS, column, "unproven-event", places, said)

    def findings(self, used: Bools) -> Iterator[Finding]:
        """Tell of the events of known agents that do not count, by the first reason."""
        timely = _any(self._timely(ledger) for ledger in self.ledgers.values())
        own = self._own()
        told = (
            ("event-not-in-plan", "agent_id", self.events.agent == -2, "agents not in the plan"),
            ("event-out-of-time", "on", own & ~timely, "days that no ledger of the plan looks at"),
            (
                "event-not-counted",
                "category",
                own & timely & ~used,
                "categories that no ledger of the plan counts on their days",
            ),
        )
        for code, column, rows, of in told:
            if count := int(np.count_nonzero(rows)):
                yield Finding(code, EVENTS, None, column, code, f"events of {of}: {count:,}")

    def _own(self) -> Bools:
        return np.asarray(self.events.agent >= 0, np.bool_)

    def _counted(self, name: str) -> Bools:
        return counted(self.ledgers[name], self.events, self.period)

    def _named(self) -> Bools:
        return self.events.category.are(*(w for m in self.ledgers.values() for w in m.categories))

    def _timely(self, ledger: EventLedger) -> Bools:
        first, end = span(ledger, self.period)
        return np.asarray((self.events.day >= first) & (self.events.day < end), np.bool_)

    def _has(self, column: str) -> Bools:
        if column not in self.rows.texts:
            return np.zeros(self.events.day.size, np.bool_)
        there: Bools = self.rows.texts[column].is_valid().to_numpy(zero_copy_only=False)
        return there


def _any(masks: Iterator[Bools]) -> Bools:
    """Return where any of the masks holds; False, where there are none."""
    found: Bools = np.zeros((), np.bool_)
    for mask in masks:
        found = found | mask
    return found
