"""The ranking: best first, ranked again in a group, aligned where characters are wide."""

import pytest

from scoring.errors import IntegrityError
from scoring.outputs.rank import rank_rows, rank_text
from tests.results import ints, publish_small, small_identity, small_result


@pytest.fixture
def run(tmp_path):
    return publish_small(tmp_path)


def ids(rows):
    return [row["agent_id"] for row in rows]


def test_agents_are_listed_best_first_and_those_without_a_score_last(run):
    rows = rank_rows(run)
    assert ids(rows) == ["A002", "A001", "A003", "A005", "A004"]
    assert rows[0] == {
        "rank": 1,
        "agent_id": "A002",
        "team": "t1",
        "region": "South",
        "score": "95.00",
        "tier": "S",
        "status": "ranked",
    }
    assert (rows[-1]["rank"], rows[-1]["score"], rows[-1]["status"]) == (None, None, "unranked")


def test_groups_are_ranked_again_and_keep_the_overall_rank(run):
    rows = rank_rows(run, by="region")
    assert [(r["group"], r["rank_in"], r["rank"], r["agent_id"]) for r in rows] == [
        ("North", 1, 2, "A001"),
        ("North", 2, 3, "A003"),
        ("North", 3, 4, "A005"),
        ("South", 1, 1, "A002"),
        ("South", None, None, "A004"),
    ]


def test_agents_without_a_group_are_the_last_group(run):
    assert [(r["group"], r["agent_id"]) for r in rank_rows(run, by="manager")] == [
        ("M1", "A002"),
        ("M1", "A001"),
        ("M2", "A003"),
        ("M2", "A004"),
        (None, "A005"),
    ]
    assert [r["group"] for r in rank_rows(run, by="team")] == ["t1", "t1", "售后一组", None, None]


def equal_scores(tmp_path, rule):
    """Scores 90, 90, 80, none, 70: competition ranks 1, 1, 3, 4; dense ranks 1, 1, 2, 3."""
    result = small_result()
    ranks = ints(1, 1, 3, 0, 4) if rule == "competition" else ints(1, 1, 2, 0, 3)
    standing = result.standing.__class__(
        score=ints(9000, 9000, 8000, 0, 7000),
        status=result.standing.status,
        tier=result.standing.tier,
        rank=ranks,
        rank_in=ranks,
        gates=result.standing.gates,
        tier_by=result.standing.tier_by,
    )
    said = small_identity()
    said["parameters"] = said["parameters"] | {"rank": rule}
    return publish_small(tmp_path, small_result(standing=standing), said)


@pytest.mark.parametrize(
    ("rule", "ranks"), [("competition", [1, 1, 3, 4]), ("dense", [1, 1, 2, 3])]
)
def test_equal_scores_share_a_rank_by_the_plans_rule(tmp_path, rule, ranks):
    run = equal_scores(tmp_path, rule)
    assert [row["rank"] for row in rank_rows(run)][:4] == ranks
    north = [row["rank_in"] for row in rank_rows(run, by="region") if row["group"] == "North"]
    assert north == [1, 2, 3]  # A001, A003 and A005: no two of them are equal
    first_team = [row["rank_in"] for row in rank_rows(run, by="team") if row["group"] == "t1"]
    assert first_team == [1, 1]


def test_the_help_says_that_equals_of_the_last_are_listed(plaudit):
    told = " ".join(plaudit("rank", "--help").out.split())
    assert "Only the first N (of each group), and all who are equal to the N-th." in told


def test_top_lists_everybody_who_is_equal_to_the_last(tmp_path):
    run = equal_scores(tmp_path, "competition")
    assert ids(rank_rows(run, top=1)) == ["A001", "A002"]
    assert ids(rank_rows(run, top=2)) == ["A001", "A002"]
    assert ids(rank_rows(run, top=3)) == ["A001", "A002", "A003"]
    assert ids(rank_rows(run, top=99)) == ["A001", "A002", "A003", "A005"]


def test_top_counts_places_in_each_group(run):
    assert ids(rank_rows(run, by="region", top=1)) == ["A001", "A002"]
    assert ids(rank_rows(run, by="team", top=1)) == ["A002", "A003"]
    assert rank_rows(run, top=0) == []


def test_top_of_dense_ranks_counts_agents_and_not_ranks(tmp_path):
    assert ids(rank_rows(equal_scores(tmp_path, "dense"), top=2)) == ["A001", "A002"]


def test_text_is_aligned_by_cells_and_not_by_characters(run):
    text = rank_text(rank_rows(run))
    assert text == (
        "rank  agent_id  team      region  score  tier  status\n"
        "   1  A002      t1        South   95.00  S     ranked\n"
        "   2  A001      t1        North   86.00  B     ranked\n"
        "   3  A003      -         North   62.00  D     vetoed\n"
        "   4  A005      -         North   60.00  D     ranked\n"
        "   -  A004      售后一组  South       -  -     unranked\n"
    )
    assert rank_text(rank_rows(run, by="team")).startswith("group     rank_in  rank  agent_id")


def test_teams_of_every_script_keep_the_columns_in_line():
    rows = [
        {"rank": 1, "agent_id": "A1", "team": team, "status": "x"} for team in ("กำ", "की", "ทีม")
    ]
    assert rank_text(rows) == (
        "rank  agent_id  team  status\n"
        "   1  A1        กำ    x\n"  # two cells
        "   1  A1        की     x\n"  # one
        "   1  A1        ทีม    x\n"  # two: a vowel stands over the first consonant
    )


def test_text_for_nobody_says_so():
    assert rank_text([]) == "nobody is ranked\n"


def test_text_cannot_steer_the_terminal():
    assert "\x1b" not in rank_text([{"rank": 1, "agent_id": "A\x1b[2J", "team": "e\u0301\n"}])


def test_a_ranking_that_was_altered_is_not_shown(run):
    (run / "scorecards.parquet").write_bytes(b"mine")
    with pytest.raises(IntegrityError):
        rank_rows(run)
