"""Priors in the manifest: written with all their places, and read back as they were used."""

import dataclasses
import json

import numpy as np
import pytest

from scoring.ledger.manifest import build_manifest
from scoring.ledger.priors import estimated, used, written
from scoring.priors import Adjusted, Prior, Priors
from tests.people import value
from tests.results import small_identity, small_intake, small_result

ONE = 10**12
BY_TEAM = Priors(
    "team",
    {
        "t2": Prior(ONE // 4, 6 * ONE),
        None: Prior(1, 111_111_111_111, "held_high"),
        "t10": Prior(ONE, None, "no_difference"),
    },
)


def adjusted(used_: Priors | None, estimated_: Priors | None = None):
    """One measure's values of one agent, drawn toward priors."""
    plain = value("50.00")
    nothing, no = np.zeros(1, np.int64), np.zeros(1, bool)
    beside = Adjusted(plain.units, plain.known, nothing, nothing, no, None, used_, estimated_)
    return dataclasses.replace(plain, adjusted=beside)


def test_priors_are_written_by_group_with_all_their_places():
    said = written({"m": adjusted(BY_TEAM, None)})
    assert said == {
        "m": {
            "among": "team",
            "used": [
                {
                    "group": None,
                    "mean": "0.000000000001",
                    "strength": "0.111111111111",
                    "note": "held_high",
                },
                {"group": "t10", "mean": "1.000000000000", "strength": None}
                | {"note": "no_difference"},
                {"group": "t2", "mean": "0.250000000000", "strength": "6.000000000000"}
                | {"note": None},
            ],
            "estimated": None,
        }
    }


def test_what_is_written_is_read_back():
    this = Priors("team", {"t2": Prior(-ONE // 3, ONE)})
    manifest = json.loads(json.dumps({"priors": written({"m": adjusted(BY_TEAM, this)})}))
    assert used(manifest) == {"m": BY_TEAM}
    assert estimated(manifest) == {"m": this}


def test_only_what_was_drawn_toward_a_prior_is_written():
    assert written({"plain": value("1.00"), "bound": adjusted(None)}) == {}
    only_stated = json.loads(json.dumps({"priors": written({"m": adjusted(BY_TEAM)})}))
    assert estimated(only_stated) == {}
    assert used({}) == {}


def test_the_manifest_has_them_under_one_key():
    result = small_result(values={"csat": adjusted(BY_TEAM, BY_TEAM)})
    manifest = json.loads(build_manifest(small_identity(), small_intake(), result, {}, {}))
    assert used(manifest) == estimated(manifest) == {"csat": BY_TEAM}
    plain = json.loads(build_manifest(small_identity(), small_intake(), small_result(), {}, {}))
    assert plain["priors"] == {}


@pytest.mark.parametrize(
    "broken",
    [
        {"m": {"used": []}},
        {"m": {"among": "all", "used": [{"group": None, "mean": "x", "strength": None}]}},
        {"m": {"among": "all", "used": [{"mean": "1", "strength": None, "note": None}]}},
        {"m": {"among": "all", "used": 3}},
    ],
)
def test_priors_made_by_hand_are_one_of_four_errors(broken):
    with pytest.raises((LookupError, TypeError, ValueError, ArithmeticError)):
        used({"priors": broken})
