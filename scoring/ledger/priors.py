"""Priors as a run keeps them: what its values were drawn toward, and what its own facts say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.exact.fixed import scaled, text
from scoring.flow import Values
from scoring.ledger.identity import Json
from scoring.priors import PRIOR_PLACES, Prior, Priors


def written(values: Values) -> dict[str, Json]:
    """Write the priors of the measures that have some, for the manifest.

    Numbers are text with all their places: with them anybody can reckon the values again.
    """
    return {
        name: {
            "among": value.adjusted.used.among,
            "used": _listed(value.adjusted.used),
            "estimated": _listed(value.adjusted.estimated),
        }
        for name, value in values.items()
        if value.adjusted is not None and value.adjusted.used is not None
    }


def estimated(manifest: Mapping[str, Any]) -> dict[str, Priors]:
    """Return the priors that the facts of a published run give, by measure.

    Raises:
        LookupError, TypeError, ValueError, ArithmeticError: a manifest that was made by hand.
    """
    return _read(manifest, "estimated")


def used(manifest: Mapping[str, Any]) -> dict[str, Priors]:
    """Return the priors that a published run was reckoned with, by measure; errors as above."""
    return _read(manifest, "used")


def _listed(priors: Priors | None) -> Json:
    if priors is None:
        return None
    groups = sorted(priors.of.items(), key=lambda item: (item[0] is not None, item[0] or ""))
    return [
        {
            "group": group,
            "mean": text(prior.mean, PRIOR_PLACES),
            "strength": None if prior.strength is None else text(prior.strength, PRIOR_PLACES),
            "note": prior.note or None,
        }
        for group, prior in groups
    ]


def _read(manifest: Mapping[str, Any], key: str) -> dict[str, Priors]:
    return {
        name: Priors(said["among"], {entry["group"]: _prior(entry) for entry in said[key]})
        for name, said in manifest.get("priors", {}).items()
        if said[key] is not None
    }


def _prior(entry: Mapping[str, Any]) -> Prior:
    strength = None if entry["strength"] is None else _units(entry["strength"])
    return Prior(_units(entry["mean"]), strength, entry["note"] or "")


def _units(said: str) -> int:
    return scaled(Decimal(said), PRIOR_PLACES)
