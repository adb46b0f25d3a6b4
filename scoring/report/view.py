"""The ranking as delimited text, for people who open it in a spreadsheet.

It is a view and no machine file: a text that a spreadsheet would take for a formula has an
apostrophe before it, and what does not show is a mark. Numbers and ids that begin harmlessly are as
they are; amounts stand in a column for each currency, at its places, without its code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scoring.errors import Problem, UsageError
from scoring.exact.money import MINOR_PLACES
from scoring.placing import placed_file
from scoring.report.audience import Asked, Audience, Person, audience, spoken
from scoring.report.figures import Pay, pay_of
from scoring.report.opened import Opened, opened
from scoring.report.points import points_of
from scoring.report.tongue import Tongue

_SUFFIX = ".csv"
_ALWAYS = ("rank", "agent", "score", "tier", "status")
_COLUMNS = (
    *("rank", "rank_in", "agent", "agent_id", "team", "region", "role", "manager"),
    *("score", "tier", "status"),
)
_STEERS = tuple("=+-@\t\r\n\0＝＋－＠")
"""What makes a spreadsheet reckon instead of show, full-width forms among them."""


class Words(NamedTuple):
    """Words in one language, or in both beside each other."""

    tongues: tuple[Tongue, ...]

    def __call__(self, key: str) -> str:
        """Return words by their key."""
        return self.joined(tongue(key) for tongue in self.tongues)

    def joined(self, texts: Iterable[str]) -> str:
        """Write the same thing in the languages; once where they do not differ."""
        return " ".join(dict.fromkeys(texts))


class Viewed(NamedTuple):
    """A view that was written: where, how many agents, and whether it stood there already."""

    file: Path
    agents: int
    repeat: bool


def write_view(run: Path, out: Path, tongues: Sequence[Tongue], asked: Asked) -> Viewed:
    """Write the ranking of a run as UTF-8 with a byte-order mark, which spreadsheets ask for.

    Args:
        run: the folder of a published run.
        out: the file, which ends in .csv.
        tongues: the languages of the heads and of what stands for a status.
        asked: for whom it is.

    Raises:
        IntegrityError: the files of the run are not the ones that were written.
        UsageError: nobody has the manager, or the file is called otherwise.
        ConflictError: something else stands at `out`.
        StorageError: the disk or a permission stood in the way.
    """
    if out.suffix != _SUFFIX:
        hint = "Name a file that ends in .csv."
        raise UsageError(Problem("not-csv", str(out), "is not called as what it is", hint))
    read = opened(run)
    words = Words(tuple(tongues))
    people = spoken(audience(read, asked), words("other_regions"))
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        _rows(read, people, pay_of(read) if people.pay else Pay({}, {}), words)
    )
    data = text.getvalue().encode("utf-8-sig")
    return Viewed(out, len(people.people), repeat=not placed_file(out, data))


def harmless(text: str) -> str:
    """Return a text as a spreadsheet shows it and does not reckon with it."""
    return f"'{text}" if text.startswith(_STEERS) else text


def _rows(
    read: Opened, people: Audience, pay: Pay, words: Words
) -> Iterator[Sequence[str | int | None]]:
    """Yield the heads and a row for each agent, best first."""
    points = points_of(read)
    keys = [key for key in _COLUMNS if key in _ALWAYS or key in people.columns]
    heads = [words(key) for key in keys]
    inside = [person.card.agent_id for person in people.people]
    currencies = sorted({code for agent in inside for code in pay.due.get(agent, {})})
    heads += [f"{words('payable')} {code}" for code in currencies]
    titles = read.titles.members
    yield [harmless(head) for head in heads] + [
        harmless(words.joined(titles[part.name][tongue.language] for tongue in words.tongues))
        for part in read.plan.parts
    ]
    for person in people.people:
        due = pay.due.get(person.card.agent_id, {})
        paid = [
            f"{due[code]:.{MINOR_PLACES[code]}f}" if code in due else None for code in currencies
        ]
        said = _person(person, words)
        yield [*(said[key] for key in keys), *paid, *points[person.card.at]]


def _person(person: Person, words: Words) -> dict[str, str | int | None]:
    card = person.card
    return {
        "rank": card.rank,
        "rank_in": card.rank_in,
        "agent": harmless(person.label),
        "agent_id": harmless(person.id),
        "team": harmless(person.team),
        "region": harmless(person.region),
        "role": harmless(person.role),
        "manager": harmless(person.manager),
        "score": card.score,
        "tier": harmless(card.tier or ""),
        "status": words(card.status),
    }
