"""Finds what travels with the package: the plans of `rules/` and the profiles of `datasets/`.

In a checkout they stand at the top of the tree, where people read and edit them; a wheel
carries the same folders inside the package.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Literal

from scoring.errors import PlanError, Problem, UsageError, nearest, shortened
from scoring.opening import ABSENT, irregular, refusal

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: Literal["rules", "datasets"]) -> Path:
    """Return the folder of shipped plans or data, inside a wheel or at the top of a checkout."""
    inside = _PACKAGE / "shipped" / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def shipped_plans() -> list[str]:
    """List the names of the shipped plans, without their ending."""
    return sorted(p.stem for p in shipped("rules").glob("*.yaml") if not p.stem.endswith(".cases"))


def shipped_profiles() -> list[str]:
    """List the names of the shipped import profiles, without their ending."""
    return sorted(path.stem for path in (shipped("datasets") / "profiles").glob("*.yaml"))


def shipped_exports() -> list[str]:
    """List the names of the shipped export profiles, without their ending."""
    return sorted(path.stem for path in (shipped("datasets") / "exports").glob("*.yaml"))


def find_plan(plan: str | Path) -> Path:
    """Return the file of a plan that is named by its path or by a shipped name.

    Raises:
        PlanError: neither a file nor a shipped plan.
        StorageError: the system does not let it be looked at.
    """
    return _find(plan, "plan", shipped("rules"), shipped_plans())


def find_profile(profile: str | Path) -> Path:
    """Return the file of an import profile that is named by its path or by a shipped name.

    Raises:
        PlanError: neither a file nor a shipped profile.
        StorageError: the system does not let it be looked at.
    """
    return _find(profile, "profile", shipped("datasets") / "profiles", shipped_profiles())


def find_export(profile: str | Path) -> Path:
    """Return the file of an export profile that is named by its path or by a shipped name.

    Raises:
        UsageError: neither a file nor a shipped profile.
        StorageError: the system does not let it be looked at.
    """
    try:
        return _find(profile, "format", shipped("datasets") / "exports", shipped_exports())
    except PlanError as error:  # what the command line asks for, before any profile is read
        raise UsageError(error.problems) from None


def _find(asked: str | Path, what: str, folder: Path, names: list[str]) -> Path:
    name, found = str(asked), _found(Path(asked))
    if found == "a file":
        return Path(asked)
    if name in names:
        return folder / f"{name}.yaml"
    hint = nearest(name, names) or f"Give the path of a file, or one of: {', '.join(names)}."
    if found:
        said = f"this is {found}, and a {what} is a file"
        raise PlanError(Problem("not-a-file", shortened(name), said, hint))
    said = f"there is no such file, and no shipped {what}"
    raise PlanError(Problem(f"unknown-{what}", shortened(name), said, hint))


def _found(path: Path) -> str:
    """Say what stands at a path, or an empty text where nothing does."""
    try:
        return irregular(path) or "a file"
    except ABSENT:
        return ""
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return ""
        raise refusal(str(path), error) from error
