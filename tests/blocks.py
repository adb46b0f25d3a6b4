"""The plan language taken apart: every block, every key, and every change of one key of a plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from collections.abc import Sequence as Several
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeAlias, get_args, get_origin

from pydantic import ValidationError

from scoring.plan.lint import lint
from scoring.plan.load import read_yaml
from scoring.plan.model import Plan
from scoring.plan.nodes import Mapping, Node, Place, Sequence
from scoring.plan.words import choices, fields_of, hint_of, is_node, is_union, members, unwrap

HERE = Place("plan.yaml", 1, 1)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
COLUMNS_MET = (
    "created_at",
    "first_response_at",
    "resolved_at",
    "handle_s",
    "cost",
    "customer_id",
    "csat",
)
OTHER_TEXTS = ("Europe/Berlin", "JPY", "s", "h", "3 h")
"""A zone, a currency, units and a duration, to stand for others of their kind."""
SPAN = re.compile(r"([1-9][0-9]*) (s|min|h|d)")


def plain(model: type[Node]) -> type[Node]:
    """Return a block as it is written once: `Table`, whatever it gives."""
    return model.__pydantic_generic_metadata__["origin"] or model


def parts(hint: Any) -> Iterator[Any]:
    """Yield a type and every type within it that is written in place."""
    yield hint
    inner = unwrap(hint)[0]
    if is_union(hint):
        for member in members(hint):
            yield from parts(member)
    elif get_origin(inner) in (tuple, dict, list):
        for within in get_args(inner):
            yield from parts(within)


def blocks(model: type[Node] = Plan, found: dict[type[Node], None] | None = None) -> list[Any]:
    """List every block of the language that can be met from a block on, itself included."""
    found = {} if found is None else found
    if model not in found:
        found[model] = None
        for field in fields_of(model).values():
            for hint in parts(hint_of(field)):
                if is_node(hint):
                    blocks(unwrap(hint)[0], found)
    return list(found)


def words_at(field: Any) -> list[str]:
    """List the words that a field chooses among; one word alone that nothing stands beside is none.

    A word beside another form is a choice, such as `none` where a block may stand. Keys of a
    block of names are no choice: whoever tells them writes them.
    """
    hint = hint_of(field)
    beside = [m for m in members(hint) if get_origin(unwrap(m)[0]) is not Literal]
    inner = unwrap(hint)[0]
    if get_origin(inner) is dict:
        beside, hint = [], get_args(inner)[1]
    if get_origin(unwrap(hint)[0]) is tuple:
        beside, hint = [], get_args(unwrap(hint)[0])[0]
    words = choices(hint)
    return words if len(words) > 1 or (words and beside) else []


# One key of a plan changed, in every way that is still a plan.


def tree_of(path) -> Any:
    """Read a plan's file as nested text."""
    return _plain_text(read_yaml(path))


def _plain_text(said: Any) -> Any:
    if isinstance(said, Mapping):
        return {key: _plain_text(value) for key, value in said.items()}
    return [_plain_text(item) for item in said] if isinstance(said, Sequence) else said


def at_one_place(said: Any) -> Any:
    """Return nested text as the reader gives it, all in one place: no line tells of a change."""
    if isinstance(said, dict):
        block = Mapping(HERE)
        block.update({key: at_one_place(value) for key, value in said.items()})
        block.key_places = dict.fromkeys(said, HERE)
        return block
    if isinstance(said, list):
        items = Sequence(HERE)
        items.extend(at_one_place(item) for item in said)
        items.item_places = [HERE] * len(said)
        return items
    return said


def valid(tree: Any) -> Plan | None:
    """Return the plan, if it is one that holds together."""
    try:
        plan = Plan.model_validate(at_one_place(tree))
    except ValidationError:
        return None
    return None if lint(plan) else plan


class Change(NamedTuple):
    """One change of one key: where, and what stands there then; a rename is of the whole tree."""

    path: tuple[Any, ...]
    told: str
    said: Any
    renames: str = ""

    def __str__(self) -> str:
        return "/".join(map(str, self.path)) + self.told

    def of(self, tree: Any) -> Any:
        """Return the tree changed."""
        if self.renames:
            return _renamed(tree, self.renames, self.said)
        return _replaced(tree, self.path, self.said)


def changes(
    tree: Any, beside: Several[Any] = (), before: Several[Any] = ()
) -> Iterator[list[Change]]:
    """Yield what may be changed of a plan, the like of each other together.

    Args:
        tree: the plan as nested text.
        beside: other plans, whose blocks and words may stand in its own.
        before: plans that were changed already; what is the same in them is left alone.
    """
    names = {*tree["measures"], *tree.get("promises", ()), *tree.get("columns", ()), *COLUMNS_MET}
    pools: dict[str, list[Any]] = {}
    for path, said in (met for one in (tree, *beside) for met in _walk(one)):
        pools.setdefault(_key_of(path), []).append(said)
    for path, said in _walk(tree):
        if any(_at(path, other) == said for other in before):
            continue
        more = sorted(names) if isinstance(said, str) and said in names else []
        pool = [other for other in [*more, *pools[_key_of(path)]] if other != said]
        pool = list({str(other): other for other in pool}.values())
        for alike in _changed(path, said, pool):
            yield [Change(path, told, changed) for told, changed in alike]
        if len(path) == 2 and path[0] in ("measures", "promises"):
            yield [Change(path, " renamed everywhere", "another_name", path[1])]


def _walk(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, said
    inside = said.items() if isinstance(said, dict) else enumerate(said)
    if not isinstance(said, str):
        for key, value in inside:
            yield from _walk(value, (*path, key))


def _at(path: tuple[Any, ...], tree: Any) -> Any:
    """Return what stands at a path of a tree; None where it has no such path."""
    for key in path:
        there = key in tree if isinstance(tree, dict) else isinstance(key, int) and key < len(tree)
        if isinstance(tree, str) or not there:
            return None
        tree = tree[key]
    return tree


def _key_of(path: tuple[Any, ...]) -> str:
    """Return the key that says what stands at a path: names and numbers do not."""
    return next((key for key in reversed(path) if key in WORDS), "")


Told: TypeAlias = list[tuple[str, Any]]


def _changed(path: tuple[Any, ...], said: Any, pool: list[Any]) -> Iterator[Told]:
    """Yield changes of a block, a list or a word, and others of its key in its place."""
    if isinstance(said, dict):
        blocks_alike = [other for other in pool if isinstance(other, dict)]
        more = {k: v for other in blocks_alike for k, v in other.items() if k not in said}
        yield from ([(f" with {key} added", {**said, key: value})] for key, value in more.items())
        for key in said:
            renamed = {("other" if k == key else k): v for k, v in said.items()}
            yield [(f" without {key}", {k: v for k, v in said.items() if k != key})]
            yield [(f" with {key} renamed", renamed)]
    elif isinstance(said, list):
        for at in range(len(said)):
            yield [(f" without item {at}", [*said[:at], *said[at + 1 :]])]
            if at:
                swapped = [*said[: at - 1], said[at], said[at - 1], *said[at + 1 :]]
                yield [(f" with items {at - 1} and {at} swapped", swapped)]
    else:
        yield from ([(f" {said} -> {word}", word)] for word in WORDS[_key_of(path)] if word != said)
        yield [(f" {said} -> {word}", word) for word in _near(said)]
    if path:
        yield [(f" -> {other}", other) for other in pool]


def _near(said: str) -> list[str]:
    """List what might stand for a word by its form: a near number or duration, another text."""
    if NUMBER.fullmatch(said):
        return [str(Decimal(said) + Decimal(step)) for step in ("1", "-1", "0.01")]
    if DAY.fullmatch(said):
        days = (dt.date.fromisoformat(said) + dt.timedelta(step) for step in (1, -1))
        return [day.isoformat() for day in days]
    if match := SPAN.fullmatch(said):
        return [f"{int(match[1]) + 1} {match[2]}", f"{match[1]} {'h' if match[2] == 's' else 's'}"]
    return {"true": ["false"], "false": ["true"]}.get(said, [f"{said}x", *OTHER_TEXTS])


def _replaced(tree: Any, path: tuple[Any, ...], said: Any) -> Any:
    if not path:
        return said
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = _replaced(tree[path[0]], path[1:], said)
    return copy


def _renamed(said: Any, old: str, new: str) -> Any:
    if isinstance(said, dict):
        return {(new if k == old else k): _renamed(v, old, new) for k, v in said.items()}
    if isinstance(said, list):
        return [_renamed(item, old, new) for item in said]
    return new if said == old else said


Chain: TypeAlias = tuple[tuple[type[Node], str], ...]


def differing(one: Any, other: Any) -> Iterator[Chain]:
    """Yield where two plans differ: blocks and keys from the top down, while they are of a kind."""
    for name, field in type(one).model_fields.items():
        if not field.exclude:
            here, there = getattr(one, name), getattr(other, name)
            if _told_apart(here) != _told_apart(there):
                step = (plain(type(one)), name)
                deeper = list(_within(here, there))
                yield from ((step, *chain) for chain in deeper or [()])


def _within(here: Any, there: Any) -> Iterator[Chain]:
    if isinstance(here, Node) and type(here) is type(there):
        yield from differing(here, there)
    elif isinstance(here, tuple) and isinstance(there, tuple) and len(here) == len(there):
        for a, b in zip(here, there, strict=True):
            yield from _within(a, b)
    elif isinstance(here, dict) and isinstance(there, dict) and here.keys() == there.keys():
        for key, said in here.items():
            yield from _within(said, there[key])


def _told_apart(said: Any) -> Any:
    """Return what a field says without where it stands."""
    if isinstance(said, Node):
        return (type(said), said.model_dump())
    if isinstance(said, tuple):
        return tuple(map(_told_apart, said))
    return {k: _told_apart(v) for k, v in said.items()} if isinstance(said, dict) else said


WORDS: dict[str, list[str]] = {}
for _model in blocks():
    for _key, _field in fields_of(_model).items():
        WORDS.setdefault(_key, []).extend(w for h in parts(hint_of(_field)) for w in choices(h))
