"""Crowds under drawn plans: engine and second calculation agree on every agent of them."""

from tests.agree import CROWD, hold


def test_crowds_agree_in_everything():
    # `python -m tests.agree 100000` does the same for as many as one likes.
    assert hold(25, drawn_by=3) == 25 * CROWD
