"""The kinds of YAML files that people write, and the JSON Schema of each for their editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.cases import Cases
from scoring.exports.schema import export_schema
from scoring.importing.profile.profiles import Profile
from scoring.plan.company import Company
from scoring.plan.model import Plan
from scoring.plan.nodes import Node
from scoring.plan.schema import schema_of

_MODELS: Mapping[str, type[Node]] = {
    "plan": Plan,
    "cases": Cases,
    "profile": Profile,
    "company": Company,
}


def schema_named(what: str) -> dict[str, Any]:
    """Return the JSON Schema of a plan, cases, profile, company or export."""
    return export_schema() if what == "export" else schema_of(_MODELS[what], f"A Plaudit {what}")
