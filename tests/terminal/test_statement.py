"""The statement as it is drawn: all that the plain one says, and figures that do not mislead."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from scoring.layout import cells_of
from scoring.monthly import run_period
from scoring.outputs.charted import Chart
from scoring.outputs.explain import explain
from scoring.outputs.explain_steps import Entry, Section
from scoring.outputs.explain_text import Said, statement
from scoring.outputs.tier_scale import Tier
from scoring.terminal.statement import drawn_statement
from tests import months as small
from tests.made_up import published
from tests.outputs.test_explain import in_plan_zone
from tests.plans import changed
from tests.stages.test_segments import BY_STRETCH, TWO, moving
from tests.strategies import months
from tests.terminal.screens import bare, colours

FRAME = re.compile("[│╭╮╰╯─┼█▉▊▋▌▍▎▏▰▱]")
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
TIERS = (Tier("A", Fraction(90)), Tier("B", Fraction(60)), Tier("C", None))
WIDE = 120


def chart(score, tier, tiers=TIERS):
    """The figures of somebody with a score, on a scale to 100."""
    hundred = Fraction(100)
    if score is None:
        return Chart(None, "", "", tiers, hundred, hundred)
    return Chart(Fraction(score), score, tier, tiers, hundred, hundred)


def points(name, number, label=None, **more):
    """A component that came to some points."""
    said = {"formula": "as given", "result": f"{number} points", "origin": "plan.yaml:7"}
    return Entry(name, label, **(said | more), number=number, unit="points", facts={"readings": []})


SAID = Said(
    ["A001  Agent 0001  2026-10", "score 87.50, tier B, ranked", "Small plan (plan.yaml)"],
    [
        Section("points", "2. Values to points", [points("csat", "75.00", "Satisfied 满意")]),
        Section("pay", "4. Pay", [Entry("bonus", None, "", "300.00 CNY", "plan.yaml:90")]),
        Section("awards", "5. Awards"),
    ],
    ["tier A begins at 90: 2.50 to go", "not by csat alone: 80 needed"],
    "12 stored figures were reckoned once more; all are equal.",
)


@pytest.fixture
def screen(monkeypatch):
    """Draw a statement at a width, without colour."""

    def draw(said=SAID, figures=None, width=80):
        monkeypatch.setenv("COLUMNS", str(width))
        return bare(drawn_statement(said, figures or chart("87.50", "B")))

    return draw


def written(text):
    """How often each word stands in a text; wide characters by themselves, for they may part."""
    return Counter(re.findall(r"[^\s\u2e80-\u9fff\uff00-\uff60]+|\S", FRAME.sub(" ", text)))


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(month=months())
def test_nothing_of_the_plain_statement_is_lost_and_nothing_is_too_wide(month, tmp_path_factory):
    month = in_plan_zone(month)
    run = published(month, tmp_path_factory.mktemp("runs"))
    for person in month.roster[:3]:
        told = explain(run, person["agent_id"])
        says_all_of_it(told)


def says_all_of_it(told):
    """Hold the drawing against the plain statement: every word is there, and no line too wide."""
    with pytest.MonkeyPatch.context() as patch:
        for width in (WIDE, 80, 60, 48):
            patch.setenv("COLUMNS", str(width))
            drawn = bare(drawn_statement(told.said(), told.chart()))
            assert max(map(cells_of, drawn.splitlines())) <= width
            if width >= 80:  # a word that is longer than a narrow line is broken
                assert written(told.to_text()) - written(drawn) == Counter()


def test_nothing_is_lost_where_stretches_are_scored_by_themselves(tmp_path):
    data = small.write(tmp_path / "data", people=moving(*TWO))
    (tmp_path / "plan.yaml").write_text(changed(*BY_STRETCH, text=small.PLAN), encoding="utf-8")
    run = run_period(tmp_path / "plan.yaml", data, small.MONTH, tmp_path / "RUNS").path
    told = explain(run, "b2")
    assert len(told.found.outcome.stretches) == 2
    says_all_of_it(told)


def test_every_line_stands_in_the_order_of_the_plain_statement(screen):
    whole = "".join(FRAME.sub("", screen(width=WIDE)).split())
    place = 0
    for line in filter(None, statement(SAID).splitlines()):
        place = whole.index("".join(line.split()), place)


def test_the_page_in_full(screen):
    # The scale takes 76 cells less 2 and the score's 5: 69. B begins at 60, or 41.4 cells, A at 90,
    # or 62.1; the bar of 87.5 is 60.375 cells long. Of a bar for points 24 cells stand for 100.
    assert [line.rstrip() for line in screen().splitlines()] == [
        f"╭{'─' * 78}╮",
        f"│ {'A001  Agent 0001  2026-10':<76} │",
        f"│ {' B  ▰▱  score 87.50, tier B, ranked':<76} │",
        f"│{' ' * 78}│",
        f"│ {'C' + ' ' * 40 + 'B' + ' ' * 20 + 'A':<76} │",
        f"│ {'█' * 40}▉{'█' * 19}▍{'─'}┼{'─' * 6}  87.50 │",
        f"│ {'0' + ' ' * 40 + '60' + ' ' * 19 + '90' + ' ' * 5 + '100':<76} │",
        f"│{' ' * 78}│",
        f"│ {'Small plan (plan.yaml)':<76} │",
        f"╰{'─' * 78}╯",
        "",
        f"2. Values to points {'─' * 60}",
        f"  csat  Satisfied 满意{' ' * 6}{'█' * 18}{'─' * 6}  75.00 points  plan.yaml:7",
        "      as given",
        "",
        f"4. Pay {'─' * 73}",
        f"  bonus{' ' * 49}300.00 CNY  plan.yaml:90",
        "",
        f"5. Awards {'─' * 70}",
        "  none",
        "",
        f"╭{'─' * 78}╮",
        f"│ {'6. To the next tier':<76} │",
        f"│ {'tier A begins at 90: 2.50 to go':<76} │",
        f"│ {'not by csat alone: 80 needed':<76} │",
        f"╰{'─' * 78}╯",
        "",
        "12 stored figures were reckoned once more; all are equal.",
    ]


@pytest.mark.parametrize(
    ("score", "tier"),
    [("89.99", "B"), ("90.00", "A"), ("59.99", "C"), ("60.00", "B"), ("0.01", "C")],
)
@pytest.mark.parametrize("width", [48, 61, 80, 99, 120])
def test_the_bar_ends_in_the_tier_that_the_score_has(screen, score, tier, width):
    lines = screen(figures=chart(score, tier), width=width).splitlines()
    place = next(i for i, line in enumerate(lines) if line.rstrip(" │").endswith(f"  {score}"))
    ends = max(lines[place].rfind(sign) for sign in "█▉▊▋▌▍▎▏")
    names = {line[i]: i for line in lines[place - 1 : place] for i in range(len(line))}
    begun = [name for name in "CBA" if names[name] <= ends]
    assert begun[-1] == tier


def test_edges_that_lie_close_together_are_all_told(screen):
    tiers = (
        Tier("S", Fraction(98)),
        Tier("A", Fraction(97)),
        Tier("B", Fraction(96)),
        Tier("C", None),
    )
    text = screen(figures=chart("50.00", "C", tiers))
    for edge in ("96", "97", "98"):
        assert re.search(rf"\b{edge}\b", text)
    above = text.splitlines()[4:7]
    assert sum(name in line for name in "SAB" for line in above) == 3


def test_without_edges_there_is_a_bar_and_no_names(screen):
    text = screen(figures=chart("50.00", "A", tuple(Tier(name, None) for name in "ABC")))
    lines = text.splitlines()
    assert FRAME.sub("", lines[4]).split() == ["50.00"]
    assert FRAME.sub("", lines[5]).split() == ["0", "100"]


def test_without_a_score_there_is_no_scale(screen):
    lines = screen(figures=chart(None, "")).splitlines()
    assert lines[2].strip("│ ") == "score 87.50, tier B, ranked"
    assert lines[3].strip("│ ") == "Small plan (plan.yaml)"


def test_without_figures_the_words_are_drawn(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert "75.00 points" in bare(drawn_statement(SAID, None))


def test_a_wide_screen_is_not_filled_with_lines_too_long_to_read(screen):
    assert max(map(cells_of, screen(width=300).splitlines())) == 120


def test_amounts_end_below_each_other(screen):
    steps = [
        Entry("base", None, "", "1000", "plan.yaml:90", (), "1000", "CNY"),
        Entry("bonus", None, "", "300.00 CNY", "plan.yaml:1", (), "300.00", "CNY"),
    ]
    text = screen(SAID._replace(sections=[Section("pay", "4. Pay", steps)]))
    (base,) = (line for line in text.splitlines() if line.startswith("  base"))
    (bonus,) = (line for line in text.splitlines() if line.startswith("  bonus"))
    assert base.index("1000") + len("1000") == bonus.index("300.00 CNY") + len("300.00 CNY")


def test_the_name_of_the_tier_and_what_decides_have_colour(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert colours(drawn_statement(SAID, chart("87.50", "B")))


HOSTILE = "[red]x[/red]\x1b[2J\x9b31m\u202egnp\nnext\t:smile:\x07"
PLACES = ("who", "title", "name", "label", "formula", "result", "note", "next", "tier")


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_the_data_steers_the_screen(screen, place):
    text = dict.fromkeys(PLACES, "x") | {place: HOSTILE}
    step = Entry(
        text["name"], text["label"], text["formula"], text["result"], "p:1", (text["note"],)
    )
    parts = [Section("points", "2. Points", [step, points(text["name"], "50")])]
    said = Said([text["who"], "score 50, tier x", text["title"]], parts, [text["next"]], "end")
    tiers = (Tier(text["tier"], Fraction(90)), Tier("C", None))
    drawn = screen(said, chart("95.00", text["tier"], tiers))
    assert not STEERING.search(drawn)
    assert "[red]" in drawn
    assert max(map(cells_of, drawn.splitlines())) <= 80
