"""For whom a report is: which agents are in it, what they are called, and where their pages lie.

A page is named by a keyed digest, never by the agent's id: a name from outside is no file name, and
whoever has one statement cannot guess where another lies. The key is the digest of the manifest,
so that the same run gives the same names.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import NamedTuple

from scoring.errors import Problem, UsageError
from scoring.report.opened import Card, Opened
from scoring.vocabulary import UNSAFE

_HIDDEN = re.compile(UNSAFE)
_NAME_LENGTH = 24
_LABEL_MAX = 80


class Asked(NamedTuple):
    """What a report is asked to hold.

    Attributes:
        manager: only the people of this manager; None for everybody.
        anonymous: without names and ids.
    """

    manager: str | None = None
    anonymous: bool = False


class Person(NamedTuple):
    """An agent as the pages call them.

    Attributes:
        card: the agent's scorecard.
        label: the name, or the id where there is none; a number by rank where nobody is named.
        id: the id as it is shown; empty where nobody is named.
        team, region, role, manager: as they are shown; empty where there is none.
        page: the file of the statement.
    """

    card: Card
    label: str
    id: str
    team: str
    region: str
    role: str
    manager: str
    page: str


class Audience(NamedTuple):
    """The agents of a report, and those who lead them.

    Attributes:
        asked: what was asked.
        people: the agents in it, best first; those without a score last, by id.
        managers: what managers are called, by id, those of the agents in it.
    """

    asked: Asked
    people: tuple[Person, ...]
    managers: Mapping[str, str]


def audience(opened: Opened, asked: Asked) -> Audience:
    """Find out who is in a report and what they are called.

    Raises:
        UsageError: nobody in the run has the manager that is asked for.
    """
    inside = [c for c in opened.cards if asked.manager in (None, c.manager_id)]
    if not inside:
        what = "no agent of this run has the manager that --scope names"
        hint = "Managers are in `plaudit rank RUN --by manager`."
        raise UsageError(Problem("unknown-manager", str(opened.run), what, hint))
    inside.sort(key=lambda card: (card.rank is None, card.rank or 0, card.agent_id))
    key = str(opened.manifest["digest"]).encode()
    wide = len(str(len(inside)))
    managers = _managers(opened, asked, inside)
    people = [
        _person(card, f"# {place:0{wide}}" if asked.anonymous else None, key, managers)
        for place, card in enumerate(inside, 1)
    ]
    return Audience(asked, tuple(people), managers)


def page_of(opened: Opened, kind: str, name: str) -> str:
    """Return the file of a page about somebody or something that has a name from outside."""
    return _file(str(opened.manifest["digest"]).encode(), kind, name)


def _person(card: Card, number: str | None, key: bytes, managers: Mapping[str, str]) -> Person:
    """Call an agent by name and id, or by a number where nobody is to be named."""
    kind = "statement" if number is None else "anonymous"
    return Person(
        card,
        label=number or shown(card.name or card.agent_id),
        id=shown(card.agent_id) if number is None else "",
        team=shown(card.team),
        region=shown(card.region),
        role=shown(card.role),
        manager=managers.get(card.manager_id or "", ""),
        page=_file(key, kind, card.agent_id),
    )


def shown(text: str | None) -> str:
    """Make a text from outside fit for a cell: nothing that hides or turns around, and no novel."""
    if text is None:
        return ""
    cut = text if len(text) <= _LABEL_MAX else f"{text[:_LABEL_MAX]}…"
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", cut)


def _file(key: bytes, kind: str, name: str) -> str:
    digest = hmac.new(key, f"{kind}:{name}".encode(), hashlib.sha256).hexdigest()
    return f"{digest[:_NAME_LENGTH]}.html"


def _managers(opened: Opened, asked: Asked, inside: list[Card]) -> dict[str, str]:
    """Name the managers: by the scorecard where they have one, else by their id."""
    ids = dict.fromkeys(sorted(c.manager_id for c in inside if c.manager_id is not None))
    if asked.anonymous:
        return {manager: f"## {place}" for place, manager in enumerate(ids, 1)}
    return {manager: shown(opened.names.get(manager, manager)) for manager in ids}
