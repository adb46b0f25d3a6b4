"""The words that plans use and the contracts that intake checks speak of the same columns."""

from scoring.intake import contracts
from scoring.vocabulary import (
    COMPANY_PLACES,
    IDENTIFIERS,
    INTERACTION_COLUMNS,
    ROSTER_COLUMNS,
    ROSTER_TEXTS,
)


def fields_of(model):
    """Each column of a contract with its kind and places."""
    return {name: (c.kind, c.places) for name, c in contracts.declared(model).items()}


def test_interactions_have_the_columns_that_plans_may_name():
    known = {name: (c.kind, c.places) for name, c in INTERACTION_COLUMNS.items()}
    assert fields_of(contracts.Interactions) == known


def test_the_roster_has_the_columns_that_filters_may_name():
    texts = {name for name, (kind, _) in fields_of(contracts.Roster).items() if kind == "text"}
    assert texts - {"agent_id"} == set(ROSTER_TEXTS)
    # What is reckoned from the row stands beside what the row holds.
    kinds = dict.fromkeys(ROSTER_TEXTS, "text") | {"tenure_days": "whole"}
    assert {name: known.kind for name, known in ROSTER_COLUMNS.items()} == kinds


def test_identifiers_are_columns():
    assert set(INTERACTION_COLUMNS) >= IDENTIFIERS
    assert COMPANY_PLACES == 6
