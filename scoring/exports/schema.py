"""The language of export profiles for editors: whole profiles, and those that extend one."""

from __future__ import annotations

from typing import Any

from scoring.exports.profiles import ExportProfile, Extension
from scoring.plan.schema import DRAFT, schema_of


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema of an export profile of either kind."""
    whole, own = (schema_of(model, "") for model in (ExportProfile, Extension))
    defs = {**own.pop("$defs"), **whole.pop("$defs")}
    forms = [
        {k: v for k, v in form.items() if k not in ("$schema", "title")} for form in (whole, own)
    ]
    title = "A Plaudit export profile"
    return {"$schema": DRAFT, "title": title, "anyOf": forms, "$defs": defs}
