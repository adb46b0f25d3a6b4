"""Who tells what: every kind of block of a plan has one teller, for both languages.

A block that is part of a sentence has a phrase, one that is a paragraph or more has a passage.
A test walks all blocks of the plan language and names the one that has neither, and changes every
key of a plan and names the one that nobody tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import singledispatch
from typing import Any, NamedTuple, TypeAlias, TypeVar

from scoring.plan.model import Plan
from scoring.plan.nodes import Label, Node, Place
from scoring.prose.said import Part, Said, joined, quoted, say

PEOPLE, MEASURES, POINTS, SCORE, GATES, TIERS, PAY, AWARDS, ACTIONS, EXACTLY = range(1, 11)
"""The numbers of the sections, by which one refers to another."""


class Heading(NamedTuple):
    """The number and title of a section or of a thing in it, and where the plan says it."""

    number: str
    text: Said
    place: Place | None = None


class Clause(NamedTuple):
    """A paragraph; its place is printed at its end unless a heading has it."""

    text: Said
    place: Place | None = None


class Grid(NamedTuple):
    """A table: its heads, its rows, and which columns hold numbers, which end at one edge."""

    heads: tuple[Said, ...]
    rows: tuple[tuple[Part, ...], ...]
    numbers: frozenset[int] = frozenset()


Block: TypeAlias = Heading | Clause | Grid
Teller = TypeVar("Teller", bound=Callable[..., Any])
TOLD: dict[type[Node], Callable[..., Any]] = {}
"""Blocks that neither have a phrase nor a passage of their own, and what tells them."""


def tells(*blocks: type[Node]) -> Callable[[Teller], Teller]:
    """Mark the function that tells some blocks and asks for more than the block and the plan."""

    def marked(teller: Teller) -> Teller:
        TOLD.update(dict.fromkeys(blocks, teller))
        return teller

    return marked


@singledispatch
def phrase(node: Node, _plan: Plan) -> Said:
    """Return what a block says as a part of a sentence."""
    raise TypeError(f"nobody phrases {type(node).__name__}")


@singledispatch
def passage(node: Node, _plan: Plan) -> Iterator[Block]:
    """Yield what a block says in paragraphs and tables."""
    raise TypeError(f"nobody tells {type(node).__name__}")


@phrase.register
def _label(node: Label, _plan: Plan) -> Said:
    return Said(node.en, node.zh)


def titled(title: Label, name: str, plan: Plan) -> Said:
    """Return a title with the name that statements and tables have."""
    return say("{title} ({name})", "{title}（{name}）", title=phrase(title, plan), name=name)


def reason(why: Label, plan: Plan) -> Clause:
    """Return the plan's own words for why a rule is there."""
    return Clause(say("Why: {why}", "理由：{why}", why=phrase(why, plan)))


def measure_named(name: str, plan: Plan) -> Said:
    """Refer to a measure by its title and its number on the page."""
    number = f"{MEASURES}.{list(plan.measures).index(name) + 1}"
    title = phrase(plan.measures[name].title, plan)
    quotes = Said(quoted(title.en), quoted(title.zh))
    return say("{title} ({number})", "{title}（{number}）", title=quotes, number=number)


def promise_number(name: str, plan: Plan) -> str:
    """Return a promise's number on the page: promises follow the measures."""
    return f"{MEASURES}.{len(plan.measures) + list(plan.promises).index(name) + 1}"


def component_named(name: str, plan: Plan) -> Said:
    """Refer to a component by its name and its number on the page."""
    number = f"{POINTS}.{[part.name for part in plan.components].index(name) + 1}"
    return say("{name} ({number})", "{name}（{number}）", name=quoted(name), number=number)


def amounts(money: Mapping[str, Decimal]) -> Said:
    """Write an amount in each currency: CNY 500, JPY 10000."""
    each = [say("{currency} {x}", "{currency} {x}", x=x, currency=c) for c, x in money.items()]
    return joined(each, ", ", "、")
