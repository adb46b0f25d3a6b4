"""YAML files of a data folder: typed and linted like plans, and a fault in one is a fault of data.

What is wrong stands at `file:line:column`, as it does for a plan, and ends with the exit code of
the data, since it is the data folder that has to be mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from scoring.errors import DataError, PlanError, Problem, line_and_column
from scoring.exact.period import zone
from scoring.plan.days import Day, day_or_raw
from scoring.plan.load import read_model
from scoring.plan.nodes import Node, Place

__all__ = ["Day", "day_or_raw", "read_typed", "unknown_zone"]

Model = TypeVar("Model", bound=Node)


def read_typed(
    path: Path, name: str, model: type[Model], lint: Callable[[Model], Iterable[Problem]]
) -> Model:
    """Read a YAML file as a model, and hold it against itself.

    Args:
        path: the file.
        name: what messages call it, its path within the data folder.
        model: what it should say.
        lint: what it says against itself, at the places of the model.

    Raises:
        DataError: with every problem found, each at `file:line:column`.
        StorageError: what the system does not let be read.
    """
    try:
        said = read_model(path, model)
        problems = sorted(lint(said), key=line_and_column)
    except PlanError as error:
        problems = error.problems
    if problems:
        raise DataError([p._replace(where=_renamed(p.where, path.name, name)) for p in problems])
    return said


def _renamed(where: str, old: str, new: str) -> str:
    return new + where.removeprefix(old) if where.startswith(old) else where


def unknown_zone(name: str, place: Place) -> list[Problem]:
    """Say that a time zone is none, where it is not."""
    try:
        zone(name)
    except ValueError as error:
        hint = "Write a zone such as Asia/Shanghai or UTC."
        return [Problem("unknown-zone", str(place), str(error), hint)]
    return []
