"""What a file says against what its model expects: every difference, in words, at its place.

A library's own messages speak of branches, types and locations. Here the model's fields are
walked beside what was read, so that each message names the key, what was found, what may stand
there and what the key decides. Single scalars are still judged by the model's own types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from scoring.errors import WORDS_MAX, Problem, nearest, shortened
from scoring.plan.nodes import Mapping, Node, Place, Sequence
from scoring.plan.words import (
    choices,
    either,
    expected,
    fields_of,
    hint_of,
    is_node,
    is_union,
    key_of,
    members,
    unwrap,
)

# What a tool that speaks YAML 1.1 makes of the key `on`, which it takes for a truth value.
_TRUTHS = ("true", "True")
_ON = "Did you mean 'on'? A YAML 1.1 tool reads on as true: write on again."
_KINDS = {
    "profile": ("an import profile", "Give it to `plaudit import --profile`."),
    "export": ("an export profile", "Give it to `plaudit export --to`."),
    "cases": ("a file of cases", "Give the plan that they are for; they are found beside it."),
    "company": ("a company's file", "Give it to `plaudit check` or `plaudit run`."),
    "components": ("a plan", "Give it to `plaudit check` or `plaudit run`."),
}
"""Keys that only one kind of file has: what it is, and where it belongs."""


class _Spot(NamedTuple):
    """Where the walk stands: the path of keys, the place, what the key decides."""

    path: str
    place: Place
    says: str = ""

    def __truediv__(self, key: str) -> str:
        short = shortened(key)
        return f"{self.path}.{short}" if self.path else short

    @property
    def name(self) -> str:
        return self.path or "the file"


def misfits(
    root: Mapping, model: type[Node], error: ValidationError | None = None
) -> list[Problem]:
    """Return every problem of a file that its model refused.

    Args:
        root: what the file says.
        model: what it should say.
        error: the model's refusal, for what the walk cannot tell.
    """
    if stranger := _of_another_kind(root, model):
        return [stranger]
    found = _Walk()
    found.block(root, model, _Spot("", root.place))
    return found.problems or [
        Problem(
            "does-not-fit",
            str(root.place),
            f"{'.'.join(shortened(str(key)) for key in e['loc'])}: {e['msg'].lower()}",
            "",
        )
        for e in (error.errors(include_url=False) if error else ())
    ]


def _of_another_kind(root: Mapping, model: type[Node]) -> Problem | None:
    """Say that a whole file is another kind of file, where its keys tell."""
    wanted = next((key for key in _KINDS if key in fields_of(model)), None)
    found = next((key for key in _KINDS if key in root), None)
    if wanted is None or found is None or wanted in root:
        return None
    (what, hint), needed = _KINDS[found], _KINDS[wanted][0]
    return Problem("another-kind", str(root.place), f"this is {what}, not {needed}", hint)


class _Walk:
    """Walks a model's fields beside what was read and notes what does not fit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def block(self, raw: Any, model: type[Node], spot: _Spot) -> None:
        """Check a block of keys against a model's fields."""
        if not isinstance(raw, Mapping):
            takes_text = isinstance(raw, str) and _refusal("x", model) is None
            (self._scalar if takes_text else self._form)(raw, model, spot)
            return
        fields = fields_of(model)
        strangers = [key for key in raw if key not in fields]
        free = [key for key in fields if key not in raw]
        meant = {key: _meant_key(key, free) for key in strangers}
        for key in strangers:
            hint = meant[key] or nearest(key, list(fields)) or f"Known keys: {', '.join(fields)}."
            what = f"'{shortened(key)}' is not a key of {spot.name}"
            self._problem("unknown-key", raw.key_places.get(key, raw.place), what, hint)
        for key, field in fields.items():
            if key in raw:
                place = raw.key_places.get(key, raw.place)
                self.value(raw[key], hint_of(field), _Spot(spot / key, place, _says(field)))
            elif field.is_required() and not _is_meant(key, meant.values()):
                self._missing(key, field, raw, spot)

    def value(self, raw: Any, hint: Any, spot: _Spot) -> None:
        """Check one value, whatever its form, against one type."""
        inner, notes = unwrap(hint)
        if is_union(inner):
            self._union(raw, inner, notes, spot)
        elif is_node(inner):
            self.block(raw, inner, spot)
        elif get_origin(inner) is dict:
            self._entries(raw, hint, spot)
        elif get_origin(inner) is tuple:
            self._items(raw, hint, spot)
        elif not isinstance(raw, str):
            self._form(raw, hint, spot)
        else:
            self._scalar(raw, hint, spot)

    def _union(self, raw: Any, union: Any, notes: tuple[Any, ...], spot: _Spot) -> None:
        forms = members(union)
        key = next((n.discriminator for n in notes if getattr(n, "discriminator", None)), None)
        fitting = [m for m in forms if _form_of(m) == _form_of_raw(raw)]
        if len(forms) == 1:
            self.value(raw, Annotated[(forms[0], *notes)] if notes else forms[0], spot)
        elif not fitting:
            self._form(raw, union, spot)
        elif key is not None:
            self._choice(raw, key_of(forms, str(key)), forms, spot)
        elif isinstance(raw, str):
            self._scalar(raw, union, spot)
        else:
            self.value(raw, max(fitting, key=lambda m: _kinship(raw, m)), spot)

    def _choice(self, raw: Mapping, key: str, forms: list[Any], spot: _Spot) -> None:
        """Follow the branch that the key names."""
        branches = {
            word: m
            for m in forms
            for word in get_args(fields_of(m)[key].annotation)
            if m is not None
        }
        said = raw.get(key)
        if said is None:
            what = f"{spot.name} lacks '{key}'"
            self._problem("missing-key", raw.place, what, f"Write {key}: {either(branches)}.")
        elif not isinstance(said, str) or said not in branches:
            shown = _shown(said)
            hint = f"Choose {either(branches)}."
            self._problem("unknown-choice", raw.key_places[key], f"{spot / key} is {shown}", hint)
        else:
            self.block(raw, branches[said], spot)

    def _entries(self, raw: Any, hint: Any, spot: _Spot) -> None:
        """Check a block whose keys the author chose."""
        if not isinstance(raw, Mapping):
            self._form(raw, hint, spot)
            return
        name, value = get_args(unwrap(hint)[0])
        for key, said in raw.items():
            place = raw.key_places.get(key, raw.place)
            self._scalar(key, name, _Spot(spot / key, place), "unknown-key")
            self.value(said, value, _Spot(spot / key, place))
        self._length(raw, hint, spot)

    def _items(self, raw: Any, hint: Any, spot: _Spot) -> None:
        """Check a list, or a block that its type reads as a list."""
        inner, notes = unwrap(hint)
        shaping = [n.func for n in notes if isinstance(n, BeforeValidator)]
        if isinstance(raw, Mapping) and shaping:
            self._shaped(raw, shaping[0], get_args(inner)[0], spot)
        elif not isinstance(raw, list) or shaping:
            self._form(raw, hint, spot)
        else:
            places = raw.item_places if isinstance(raw, Sequence) else [spot.place] * len(raw)
            for i, (said, place) in enumerate(zip(raw, places, strict=True)):
                self.value(said, get_args(inner)[0], _Spot(_item_path(spot, i, said), place))
            self._length(raw, hint, spot)

    def _shaped(self, raw: Mapping, shape: Any, item: Any, spot: _Spot) -> None:
        try:
            items = shape(raw)
        except ValueError as error:
            self._problem("wrong-form", raw.place, f"{spot.name}: {error}", "")
            return
        for said, key in zip(items, raw, strict=True):
            self.block(said, item, _Spot(spot / key, said.place))
        if not items:
            self._problem(
                "too-few", raw.place, f"{spot.name} is empty", "Write one or leave it out."
            )

    def _length(self, raw: Any, hint: Any, spot: _Spot) -> None:
        notes = unwrap(hint)[1]
        for note in (*notes, *(deep for n in notes for deep in getattr(n, "metadata", ()))):
            least, most = getattr(note, "min_length", None), getattr(note, "max_length", None)
            if least is not None and len(raw) < least:
                what = f"entries of {spot.name}: {len(raw)} of at least {least}"
                hint = f"Write at least {least}{_reason(spot.says)}."
                self._problem("too-few", spot.place, what, hint)
            elif most is not None and len(raw) > most:
                what = f"entries of {spot.name}: {len(raw)} of at most {most}"
                hint = f"Write at most {most}{_reason(spot.says)}."
                self._problem("too-many", spot.place, what, hint)

    def _scalar(self, raw: str, hint: Any, spot: _Spot, code: str = "") -> None:
        refusal = _refusal(raw, hint)
        if refusal is None:
            return
        if not raw:
            self._form(raw, hint, spot)
        else:
            what = f"{spot.name} is {_shown(raw)}"
            self._problem(code or refusal[0], spot.place, what, refusal[1])

    def _form(self, raw: Any, hint: Any, spot: _Spot) -> None:
        what = f"{spot.name} is {_shown(raw)}" if raw else f"{spot.name} has no value"
        hint_text = f"Write {expected(hint)}{_reason(spot.says)}."
        self._problem("wrong-form" if raw else "no-value", spot.place, what, hint_text)

    def _missing(self, key: str, field: FieldInfo, raw: Mapping, spot: _Spot) -> None:
        what = f"{spot.name} lacks '{key}'"
        hint = f"Write {key}: {expected(hint_of(field))}{_reason(_says(field))}."
        self._problem("missing-key", raw.place, what, hint)

    def _problem(self, code: str, place: Place, what: str, hint: str) -> None:
        self.problems.append(Problem(code, str(place), what, hint))


def _meant_key(key: str, free: list[str]) -> str:
    return _ON if key in _TRUTHS and "on" in free else nearest(key, free)


def _is_meant(key: str, hints: Iterable[str]) -> bool:
    return any(hint.startswith(f"Did you mean '{key}'?") for hint in hints)


def _says(field: FieldInfo) -> str:
    return field.description or ""


def _reason(says: str) -> str:
    return f" ({says})" if says else ""


def _form_of_raw(raw: Any) -> str:
    return "block" if isinstance(raw, Mapping) else "list" if isinstance(raw, list) else "text"


def _form_of(hint: Any) -> str:
    inner, notes = unwrap(hint)
    if is_union(hint):  # several blocks, told apart by one of their keys
        return "block" if all(_form_of(member) == "block" for member in members(hint)) else "text"
    if get_origin(inner) is tuple:
        return "block" if any(isinstance(n, BeforeValidator) for n in notes) else "list"
    return "block" if get_origin(inner) is dict or is_node(inner) else "text"


def _kinship(raw: Any, hint: Any) -> int:
    """Weigh the keys a block shares with a model: the likeliest branch is explained."""
    if not is_node(hint):
        return 0
    fields = fields_of(unwrap(hint)[0])
    return 2 * sum(k in fields for k in raw) - sum(k not in fields for k in raw)


def _item_path(spot: _Spot, index: int, said: Any) -> str:
    name = said.get("name") if isinstance(said, Mapping) else None
    return spot / name if isinstance(name, str) else f"{spot.path}[{index + 1}]"


def _refusal(raw: str, hint: Any) -> tuple[str, str] | None:
    """Return a code and a remedy where a type refuses a text, None where it accepts it."""
    try:
        TypeAdapter(hint).validate_python(raw)
    except ValidationError as error:
        found = error.errors(include_url=False)
        limit = next((e for e in found if e["type"] in _LIMITS), None)
        if limit is None and (words := choices(hint)):
            remedy = nearest(raw, words) or f"Write {expected(hint)}."
            return "unknown-choice", remedy
        return "wrong-value", _remedy(raw, limit or found[0], hint)
    return None


_LIMITS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def _remedy(raw: str, error: Any, hint: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        return f"Write {words} {context[key]}."
    if kind == "string_too_long":
        return f"Write at most {context['max_length']} characters."
    if kind == "value_error":
        said = str(context["error"])
        return f"{said[0].upper()}{said[1:]}{_meant(raw, unwrap(members(hint)[0])[0])}."
    return f"Write {expected(hint)}."


def _meant(raw: str, kind: Any) -> str:
    """Guess, for the message only, what an unusual spelling was meant to be."""
    word = raw.strip().lower()
    if kind is bool:
        yes, no = ("yes", "on", "y", "true", "1"), ("no", "off", "n", "false", "0")
        meant = "true" if word in yes else "false"
        return f"; {shortened(raw)} may mean {meant}" if word in yes + no else ""
    if (
        kind not in (int, Decimal)
        or len(word) > WORDS_MAX
        or not re.fullmatch(r"[+-]?[\d_,]*\.?\d*(e[+-]?\d{1,2})?%?", word)
    ):
        return ""
    try:
        number = Decimal(re.sub(r"[_,%+]", "", word))
    except InvalidOperation:
        return ""
    meant = shortened(f"{number:f}")
    return f"; {shortened(raw)} may mean {meant}" if "," not in word else ""


def _shown(raw: Any) -> str:
    if isinstance(raw, str):
        return f"'{shortened(raw)}'"
    return "a block" if isinstance(raw, Mapping) else "a list"
