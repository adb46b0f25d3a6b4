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
from scoring.plan.structure import Group, Member
from scoring.prose.said import Part, Said, choices, chosen, joined, quoted, say

PEOPLE, MEASURES, POINTS, SCORE, GATES, TIERS, PAY, AWARDS, SETTLED, ACTIONS, EXACTLY = range(1, 12)
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


class Item(NamedTuple):
    """One of several things that hold together or in place of each other; within others, deeper."""

    text: Said
    depth: int


Block: TypeAlias = Heading | Clause | Grid | Item
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


def titled(title: Label | None, name: str, plan: Plan) -> Said:
    """Return a title with the name that statements and tables have; the name alone without one."""
    if title is None:
        return Said(name, name)
    return say("{title} ({name})", "{title}（{name}）", title=phrase(title, plan), name=name)


def called(name: str, title: Label | None) -> Said:
    """Name a thing within a sentence, in quotes: by its title, or without one by its name."""
    words = Said(name, name) if title is None else Said(title.en, title.zh)
    return Said(quoted(words.en), quoted(words.zh))


def introduced(name: str, title: Label | None) -> Said:
    """Name a thing where it is told of, in quotes: by its title, and the name that files have."""
    said = called(name, title)
    if title is None:
        return said
    return say("{title} ({name})", "{title}（{name}）", title=said, name=name)


def reason(why: Label, plan: Plan) -> Clause:
    """Return the plan's own words for why a rule is there."""
    return Clause(say("Why: {why}", "理由：{why}", why=phrase(why, plan)))


def measure_named(name: str, plan: Plan) -> Said:
    """Refer to a measure by its title and its number on the page."""
    number = f"{MEASURES}.{list(plan.measures).index(name) + 1}"
    title = called(name, plan.measures[name].title)
    return say("{title} ({number})", "{title}（{number}）", title=title, number=number)


def promise_number(name: str, plan: Plan) -> str:
    """Return a promise's number on the page: promises follow the measures."""
    return f"{MEASURES}.{len(plan.measures) + list(plan.promises).index(name) + 1}"


def numbered(members: tuple[Member, ...], above: str = str(POINTS)) -> Iterator[tuple[str, Member]]:
    """Yield every component and group with its number on the page, each group before its members.

    Args:
        members: the members of a group, or of the score.
        above: the number of the group.
    """
    for place, member in enumerate(members, start=1):
        number = f"{above}.{place}"
        yield number, member
        if isinstance(member, Group):
            yield from numbered(member.members, number)


def member_named(name: str, plan: Plan) -> Said:
    """Refer to a component or a group by its title, or its name, and its number on the page."""
    number, member = next(one for one in numbered(plan.components) if one[1].name == name)
    title = called(name, member.title)
    return say("{name} ({number})", "{name}（{number}）", name=title, number=number)


def named_number(name: str) -> Said:
    """Name an anchor of a measure; those that many plans have are known in Chinese too."""
    return Said(quoted(name), _ANCHORS.get(name, "") + quoted(name))


_ANCHORS = {
    "target": "目标值",
    "threshold": "门槛值",
    "benchmark": "标杆值",
    "baseline": "基线值",
    "worst": "最差值",
    "best": "最优值",
}


def amounts(money: Mapping[str, Decimal]) -> Said:
    """Write an amount in each currency: CNY 500, JPY 10000."""
    each = [say("{currency} {x}", "{currency} {x}", x=x, currency=c) for c, x in money.items()]
    return joined(each, ", ", "、")


def unbounded(block: type[Node]) -> None:
    """State what `none` means at `least` and `most` of a block that has both."""
    choices(block, "least", {"none": ("no lower limit", "不设下限")})
    choices(block, "most", {"none": ("no upper limit", "不设上限")})


def bounds(node: Node) -> Said:
    """Say within which limits a number is kept: `least` and `most`, of which either may be none."""
    parts = []
    for key, en, zh in (("least", "at least {x}", "最低 {x}"), ("most", "at most {x}", "最高 {x}")):
        limit = getattr(node, key)
        parts.append(chosen(node, key) if limit == "none" else say(en, zh, x=limit))
    return joined(parts, ", ", "，")
