"""Headers against a profile: spellings that are the same, and everything that is refused."""

import pytest

from scoring.errors import DataError
from scoring.importing.profile.headers import folded, made, match
from scoring.importing.profile.profiles import load_profile
from tests.importing.exports import HEADER, write_profile

NAMES = HEADER.split(",")


def loaded(folder, *changes):
    return load_profile(write_profile(folder, *changes)).profile


def refused(files, profile):
    with pytest.raises(DataError) as error:
        match(files, profile)
    return [(p.code, p.where, p.what, p.hint) for p in error.value.problems]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agent", "AGENT"),
        (" agent ", "agent"),
        ("First  reply", "first reply"),
        ("ID", "\uff29\uff24"),
    ],
)
def test_spellings_that_are_the_same(one, other):
    assert folded(one) == folded(other)


def test_capitals_and_the_order_of_columns_do_not_matter(tmp_path):
    header = [name.upper() for name in reversed(NAMES)]
    (found,) = match([("e.csv", header)], loaded(tmp_path))
    assert found.places["agent"] == header.index("AGENT")
    assert "remark" not in found.places  # it is ignored
    assert (found.left_behind, found.absent) == ((), frozenset())


def test_a_column_is_found_under_another_name(tmp_path):
    said = loaded(
        tmp_path, ("unlisted: refuse", "headers: {agent: [受理人, Bearbeiter]}\nunlisted: refuse")
    )
    header = ["bearbeiter" if name == "agent" else name for name in NAMES]
    (found,) = match([("e.csv", header)], said)
    assert found.places["agent"] == NAMES.index("agent")


def test_what_is_missing_twice_or_unknown_is_told_at_once(tmp_path):
    header = ["ID", "id", "Agnet", *NAMES[2:]]
    told = refused([("e.csv", header)], loaded(tmp_path))
    assert [(code, where) for code, where, _, _ in told] == [
        ("repeated-column", "e.csv"),
        ("missing-column", "e.csv"),
        ("unknown-column", "e.csv"),
    ]
    assert "more than once: 1, 2" in told[0][2]
    assert told[1][2:] == ("there is no column 'agent'", "Did you mean 'Agnet'?")
    assert "'Agnet' is not in the profile helpdesk" in told[2][2]


def test_columns_that_nobody_mentions_stay_behind_where_the_profile_says_so(tmp_path):
    said = loaded(tmp_path, ("unlisted: refuse", "unlisted: leave_behind"))
    header = [name for name in NAMES if name != "remark"]
    (found,) = match([("e.csv", [*header, "Comment", "Comment"])], said)
    assert found.left_behind == ("Comment",)


def test_an_optional_column_may_be_absent_from_all_files_or_from_none(tmp_path):
    said = loaded(
        tmp_path, ("{read: text, from: channel}", "{read: text, from: channel, optional: true}")
    )
    without = [name for name in NAMES if name != "channel"]
    first, second = match([("a.csv", without), ("b.csv", without)], said)
    assert first.absent == second.absent == {"channel"}
    assert "channel" not in made(said, first.absent)
    assert "agent_id" in made(said, first.absent)
    ((code, where, what, _),) = refused([("a.csv", without), ("b.csv", NAMES)], said)
    assert (code, where) == ("parts-differ", "b.csv")
    assert "channel" in what
