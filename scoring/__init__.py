"""Plaudit: performance scores and exact incentive pay from service exports.

The public names below are loaded when first asked for, so that `import scoring` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Plan": "scoring.plan.model",
    "PlauditError": "scoring.errors",
    "Problem": "scoring.errors",
    "Result": "scoring.flow",
    "Roster": "scoring.flow",
    "Values": "scoring.flow",
    "WorkingHours": "scoring.worktime.hours",
    "deadline": "scoring.worktime.clock",
    "import_export": "scoring.importing.importer",
    "load_calendar": "scoring.intake.calendars",
    "load_plan": "scoring.plan.load",
    "measure": "scoring.engine",
    "open_intervals": "scoring.worktime.clock",
    "open_seconds": "scoring.worktime.clock",
    "run": "scoring.engine",
    "run_period": "scoring.monthly",
    "verify": "scoring.ledger.verify",
}

__all__ = sorted(_PUBLIC)  # noqa: PLE0605 - one table says what is public and where it lives


def __getattr__(name: str) -> Any:
    """Load a public name from its room (PEP 562)."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'scoring' has no attribute '{name}'")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return __all__
