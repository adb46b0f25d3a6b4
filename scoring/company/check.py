"""Checking what a person wrote: a plan with its cases, or a company's file with all its plans."""

from __future__ import annotations

from pathlib import Path

from scoring.cases import check_plan
from scoring.errors import PlanError, Problem
from scoring.plan.company import is_company, load_company, load_version


def check_file(path: Path) -> str:
    """Check a plan, or a company's file and every version of every plan that it names.

    Raises:
        PlanError: with every problem found, and with every case that fails.
    """
    if not is_company(path):
        return check_plan(path)
    company = load_company(path)
    said = [f"{path.name}: company '{company.company}' holds together"]
    problems = list[Problem]()
    for entry in company.plans:
        for version in entry.versions:
            try:
                file = path.parent / version.file
                load_version(path, entry, version, file)
                said.append(check_plan(file))
            except PlanError as error:
                problems += error.problems
    if problems:
        raise PlanError(problems)
    return "\n".join(said)
