"""Finds what travels with the package: the plans of `rules/` and the profiles of `datasets/`.

In a checkout they stand at the top of the tree, where people read and edit them; a wheel
carries the same folders inside the package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from scoring.errors import PlanError, Problem, nearest

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


def find_plan(plan: str | Path) -> Path:
    """Return the file of a plan that is named by its path or by a shipped name.

    Raises:
        PlanError: neither a file nor a shipped plan.
    """
    return _find(plan, "plan", shipped("rules"), shipped_plans())


def find_profile(profile: str | Path) -> Path:
    """Return the file of an import profile that is named by its path or by a shipped name.

    Raises:
        PlanError: neither a file nor a shipped profile.
    """
    return _find(profile, "profile", shipped("datasets") / "profiles", shipped_profiles())


def _find(asked: str | Path, what: str, folder: Path, names: list[str]) -> Path:
    if Path(asked).is_file():
        return Path(asked)
    name = str(asked)
    if name in names:
        return folder / f"{name}.yaml"
    hint = nearest(name, names) or f"Give the path of a file, or one of: {', '.join(names)}."
    raise PlanError(
        Problem(f"unknown-{what}", name, f"there is no such file, and no shipped {what}", hint)
    )
