"""What a plan needs of a data folder: columns that its measures read, tables that it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import DataError, Problem
from scoring.intake.contracts import Company, Declared, Interactions, declared
from scoring.intake.folder import GIVEN, INTERACTIONS, TARGETS, Folder
from scoring.intake.footers import missing_column
from scoring.plan.lint_columns import used_columns
from scoring.plan.model import Given, Plan, TargetFromFile


def check_needs(folder: Folder, plan: Plan) -> None:
    """Make sure that a folder has what a plan reads, since a missing column is not an empty one.

    Raises:
        DataError: every column or file that is missing, or a company column of another kind.
    """
    problems = [*_columns(folder, plan), *_kinds(folder, plan), *_files(folder, plan)]
    if problems:
        raise DataError(problems)


def columns_read(plan: Plan) -> set[str]:
    """Return the columns of the interactions that a run reads: its own account's, and the plan's.

    A row is not judged by what the plan does not use; `validate` looks at all of it.
    """
    used = used_columns(plan) | set(plan.columns)
    if any(getattr(measure, "currency", None) for measure in plan.measures.values()):
        used.add("cost_currency")
    return used | {"interaction_id", "agent_id", "rated_agent_id", "created_at"}


def _declared(plan: Plan) -> dict[str, Declared]:
    by_kind = declared(Company)
    own = {name: by_kind[kind]._replace(name=name) for name, kind in plan.columns.items()}
    return declared(Interactions) | own


def _columns(folder: Folder, plan: Plan) -> Iterator[Problem]:
    known = _declared(plan)
    strangers = [name for name in folder.columns if name not in known]
    for name in sorted(columns_read(plan) - {"rated_agent_id"} - set(folder.columns)):
        yield missing_column(INTERACTIONS, known[name], strangers, ", which the plan reads")


def _kinds(folder: Folder, plan: Plan) -> Iterator[Problem]:
    known = _declared(plan)
    for part in folder.parts:
        for name in sorted(set(plan.columns) & set(folder.columns)):
            physical = part.schema.field(name).type
            if not known[name].takes(physical):
                where = f"{part.name}, column {name}"
                what = f"holds {physical}, the plan declares {known[name].kind}"
                hint = f"Expected {known[name].expected}."
                yield Problem("wrong-type", where, what, hint)


def _files(folder: Folder, plan: Plan) -> Iterator[Problem]:
    given = any(isinstance(measure, Given) for measure in plan.measures.values())
    targets = any(isinstance(part.target, TargetFromFile) for part in plan.components)
    for name, needed, what in (
        (GIVEN, given, "values that come ready"),
        (TARGETS, targets, "targets"),
    ):
        if needed and name not in folder.others:
            said = f"the plan reads {what} from it, and the folder has none"
            yield Problem("missing-file", name, said, "Put the file into the data folder.")
