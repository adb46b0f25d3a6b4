"""From a YAML file to a checked plan: events to text, text to a model, a model to a plan.

Only YAML's events are used, so nothing is ever guessed from the look of a scalar: `no`, `012`,
`1e3` and `12:30` arrive as the text that was written, and the model decides what it may be.
What could hide something (repeated keys, anchors, aliases, merge keys, tags) is refused with
its place. This is the only module that knows YAML; import profiles are read through it too.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from scoring.errors import PlanError, Problem, line_and_column, shortened
from scoring.opening import ABSENT, irregular, refusal
from scoring.plan.lint import lint
from scoring.plan.misfits import misfits
from scoring.plan.model import Plan
from scoring.plan.nodes import Mapping, Node, Place, Sequence

BYTES_MAX = 1 << 20
DEPTH_MAX = 32
NODES_MAX = 100_000
PROBLEMS_MAX = 100
# After these the tree is whole, so that the rest of the file can be judged too.
_READABLE = frozenset({"duplicate-key", "anchor", "tag"})
_TAKEN = {
    "controls.yaml": "what the exporting system states",
    "company.yaml": "the company's file",
}
_EVENTS: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=Node)


class _StopReadingError(Exception):
    """What follows in the file cannot be read; the problems so far say why."""


def read_yaml(path: Path) -> Mapping:
    """Read a YAML file into mappings, sequences and text, each knowing its place.

    Args:
        path: a UTF-8 file of at most 1 MiB, 32 levels and 100,000 nodes, one document.

    Raises:
        PlanError: with every problem found in the file, each at `file:line:column`.
    """
    root, problems = _read(path)
    if problems or root is None:
        raise PlanError(problems)
    return root


def read_model(path: Path, model: type[Model]) -> Model:
    """Read a YAML file as a model; every key and value that does not fit is reported at once.

    Raises:
        PlanError: with every problem found, each at `file:line:column`.
    """
    root, problems = _read(path)
    if root is not None and all(p.code in _READABLE for p in problems):
        return _fit(root, model, problems)
    raise PlanError(problems)


def load_plan(path: Path) -> Plan:
    """Read a plan and check all that it says, against the language and against itself.

    Raises:
        PlanError: with every problem found, each at `file:line:column`; or a name of the file
            that no run could keep it under.
    """
    plan = read_model(path, Plan)
    problems = [*_file_name(path), *lint(plan)]
    if problems:
        raise PlanError(problems)
    return plan


def _file_name(path: Path) -> list[Problem]:
    """Refuse a name that could be another file's in a run, or that cannot be told to anybody."""
    if path.suffix not in (".yaml", ".yml"):
        what = "a plan is kept with its run under its own name, which ends in .yaml or .yml"
    elif not path.name.isprintable():
        what = "the name of the file holds a character that does not show or is not UTF-8"
    elif path.name in _TAKEN:
        what = f"a run keeps {_TAKEN[path.name]} under this name"
    else:
        return []
    return [Problem("plan-file-name", path.name, what, "Rename the file.")]


def _fit(root: Mapping, model: type[Model], problems: list[Problem]) -> Model:
    if problems:
        raise PlanError(sorted(problems + misfits(root, model), key=line_and_column))
    try:
        return model.model_validate(root)
    except ValidationError as error:
        raise PlanError(sorted(misfits(root, model, error), key=line_and_column)) from None


def _read(path: Path) -> tuple[Mapping | None, list[Problem]]:
    """Return what the file says, if it could be read to its end, and what is wrong with it."""
    reader = _Reader(path.name, _text(path))
    root = reader.read()
    if isinstance(root, Mapping):
        return root, reader.problems
    where = str(root.place) if isinstance(root, Sequence) else f"{path.name}:1:1"
    what, hint = "the file is no block of keys", "Begin with `key: value`."
    return None, reader.problems or [Problem("not-a-block", where, what, hint)]


def _text(path: Path) -> str:
    """Return the file's text, or say why it cannot be one."""
    name, hint = path.name, "Check the path and its spelling."
    try:
        if found := irregular(path):
            raise PlanError(Problem("missing-file", name, f"this is {found}, not a file", hint))
        with path.open("rb") as file:
            raw = file.read(BYTES_MAX + 1)
    except ABSENT:
        raise PlanError(Problem("missing-file", name, "the file does not exist", hint)) from None
    except OSError as error:
        raise refusal(name, error) from error
    if len(raw) > BYTES_MAX:
        raise PlanError(
            Problem(
                "file-too-large", name, "the file is larger than 1 MiB", "Is it the right file?"
            )
        )
    return _decoded(raw, name)


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith(BOM_UTF8):
        what = "a byte order mark stands before the text"
        hint = "Save the file as UTF-8 without a byte order mark, so that one text is one file."
        raise PlanError(Problem("byte-order-mark", f"{name}:1:1", what, hint))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        what = f"the byte 0x{raw[error.start]:02x} is not UTF-8 text"
        hint = "Save the file in the encoding UTF-8."
        raise PlanError(Problem("not-utf8", _where(name, before), what, hint)) from None


def _where(name: str, before: str) -> str:
    lines = before.splitlines(keepends=True) or [""]
    ended = lines[-1].endswith(("\n", "\r"))
    return f"{name}:{len(lines) + ended}:{1 if ended else len(lines[-1]) + 1}"


class _Reader:
    """Reads one document's events; goes on after a problem as long as it can."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        self.problems: list[Problem] = []
        self.nodes = 0
        self.events: Iterator[Any] = iter(())

    def read(self) -> Any:
        self.events = self._checked(yaml.parse(self.text, _EVENTS))
        try:
            root = next((self._node(e, 1, None) for e in self.events), None)
            extra = next(self.events, None)
        except _StopReadingError:
            return None
        if root is None:
            self._problem("empty-file", f"{self.name}:1:1", "the file says nothing", "")
        if extra is not None:
            self._problem(
                "several-documents",
                self._place(extra),
                "a second document begins",
                "Remove the ---.",
            )
        return root

    def _checked(self, events: Iterator[Any]) -> Iterator[Any]:
        """Pass on the events that carry content; turn YAML's own errors into problems."""
        try:
            for event in events:
                if not isinstance(
                    event,
                    yaml.StreamStartEvent
                    | yaml.StreamEndEvent
                    | yaml.DocumentStartEvent
                    | yaml.DocumentEndEvent,
                ):
                    yield event
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            self._syntax(f"{self.name}:{mark.line + 1}:{mark.column + 1}", str(error.problem))
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            self._syntax(_where(self.name, before), "a control character stands here")

    def _syntax(self, where: str, what: str) -> None:
        line = self.text.splitlines()[int(where.split(":")[-2]) - 1 :][:1]
        tab = "\t" in (line[0][: len(line[0]) - len(line[0].lstrip())] if line else "")
        hint = (
            "Indent with spaces, not with tabs."
            if tab
            else "Check the indentation, and quote text that holds : # @ { or [."
        )
        self._problem("yaml-syntax", where, f"this is not YAML: {what}", hint)
        raise _StopReadingError

    def _node(self, event: Any, depth: int, key_place: Place | None) -> Any:
        place = self._place(event)
        self.nodes += 1
        if depth > DEPTH_MAX or self.nodes > NODES_MAX:
            what = f"more than {DEPTH_MAX} levels" if depth > DEPTH_MAX else "too many entries"
            self._problem("too-deep-or-long", place, what, "No plan or profile needs so much.")
            raise _StopReadingError
        self._refuse_tricks(event, place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(Mapping(key_place or place), depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(Sequence(key_place or place), depth)
        return getattr(event, "value", "")

    def _refuse_tricks(self, event: Any, place: Place) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            what = f"*{shortened(str(anchor))} stands for text elsewhere"
            self._problem("alias", place, what, "Write it out.")
        elif anchor is not None:
            what = f"&{shortened(anchor)} is an anchor"
            self._problem("anchor", place, what, "Write the text out twice.")
        if tag is not None:
            what = f"{shortened(tag)} is a tag"
            self._problem("tag", place, what, "Remove it: every value is plain text.")

    def _mapping(self, mapping: Mapping, depth: int) -> Mapping:
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return mapping
            place = self._place(event)
            key = self._node(event, depth + 1, None)
            value = self._node(next(self.events), depth + 1, place)
            if self._good_key(event, key, place, mapping):
                mapping[key], mapping.key_places[key] = value, place
        raise _StopReadingError

    def _good_key(self, event: Any, key: Any, place: Place, mapping: Mapping) -> bool:
        if not isinstance(event, yaml.ScalarEvent):
            self._problem("key-not-text", place, "a key is no text", "Write `key: value`.")
        elif key == "<<":
            self._problem("merge-key", place, "<< merges other keys in", "Write the keys out.")
        elif key in mapping:
            first = mapping.key_places[key].line
            what = f"'{shortened(key)}' is written twice, first in line {first}"
            self._problem("duplicate-key", place, what, "Keep one of the two.")
        else:
            return True
        return False

    def _sequence(self, sequence: Sequence, depth: int) -> Sequence:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return sequence
            sequence.item_places.append(self._place(event))
            sequence.append(self._node(event, depth + 1, None))
        raise _StopReadingError

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _problem(self, code: str, where: Place | str, what: str, hint: str) -> None:
        self.problems.append(Problem(code, str(where), what, hint))
        if len(self.problems) >= PROBLEMS_MAX:
            raise _StopReadingError
