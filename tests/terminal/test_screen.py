"""Who gets a drawing: a terminal that can show one, and nobody else."""

import io
import json
import re
import subprocess
import sys

import pytest

from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.outputs.rank import rank_rows, rank_text
from scoring.terminal import screen
from scoring.terminal.shown import ranking_shown
from tests import months
from tests.months import MONTH, PLAN
from tests.terminal.screens import bare, colours, in_pipe, on_screen


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The small month: a1 100 in tier A, b2 81.25 in B, c3 62.5 in C; only read."""
    folder = tmp_path_factory.mktemp("month")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    months.write(folder / "data")
    return run_period(folder / "plan.yaml", folder / "data", MONTH, folder / "RUNS").path


def test_a_terminal_gets_the_ranking_drawn(run):
    drawn = on_screen(["rank", run])
    assert colours(drawn)
    lines = bare(drawn).splitlines()
    (best,) = (line for line in lines if "a1" in line)
    assert best.split()[:4] == ["1", "a1", "t1", "north"]
    assert "100.00" in best
    assert "━" in best
    # Of three tiers the best has two below it, the middle one has one, and the lowest none.
    assert [re.findall("[▰▱]+", line) for line in lines if re.search("(a1|b2|c3) ", line)] == [
        ["▰▰"],
        ["▰▱"],
        ["▱▱"],
    ]


def test_a_pipe_gets_the_plain_ranking_to_the_byte(run):
    plain = rank_text(rank_rows(run)).encode() + b"\n"
    assert in_pipe(["rank", run]) == plain
    # Not even colours that are asked for change what a pipe gets.
    assert in_pipe(["rank", run], FORCE_COLOR="1", TERM="xterm-256color") == plain
    assert b"\x1b" not in plain


def test_a_pipe_gets_the_plain_statement_to_the_byte(run):
    plain = explain(run, "b2").to_text().encode() + b"\n"
    assert in_pipe(["explain", run, "b2"], FORCE_COLOR="1", TERM="xterm-256color") == plain


def test_a_terminal_gets_the_statement_drawn(run):
    drawn = on_screen(["explain", run, "b2"])
    assert colours(drawn)
    assert "╭" in drawn
    assert "score 81.25, tier B" in " ".join(bare(drawn).split())


@pytest.mark.parametrize("words", [["rank", "--by", "region"], ["explain", "b2"]])
def test_without_colour_the_same_words_stand_in_the_same_places(run, words):
    words = [words[0], run, *words[1:]]
    coloured, uncoloured = on_screen(words), on_screen(words, NO_COLOR="1")
    assert colours(coloured)
    assert colours(uncoloured) == set()
    assert bare(uncoloured) == bare(coloured)


def test_a_dumb_terminal_gets_the_plain_text(run):
    assert on_screen(["rank", run], TERM="dumb") == rank_text(rank_rows(run)) + "\n"
    assert on_screen(["explain", run, "b2"], TERM="dumb") == explain(run, "b2").to_text() + "\n"


class Stream(io.StringIO):
    """Standard output as a terminal, or not."""

    def __init__(self, encoding: str, *, terminal: bool):
        super().__init__()
        self.named, self.terminal = encoding, terminal

    @property
    def encoding(self):
        return self.named

    def isatty(self):
        return self.terminal


@pytest.mark.parametrize(
    ("drawn", "changed"),
    [
        (True, {}),
        (True, {"columns": screen.NARROWEST}),
        (False, {"columns": screen.NARROWEST - 1}),
        (False, {"terminal": False}),
        (False, {"encoding": "ascii"}),
        (False, {"encoding": "latin-1"}),
        (False, {"term": "dumb"}),
        (False, {"term": "unknown"}),
        (False, {"term": ""}),
    ],
)
def test_what_is_drawn_on(monkeypatch, drawn, changed):
    said = {"term": "xterm", "columns": 80, "encoding": "utf-8", "terminal": True} | changed
    monkeypatch.setenv("TERM", said["term"])
    monkeypatch.setenv("COLUMNS", str(said["columns"]))
    stream = Stream(said["encoding"], terminal=said["terminal"])
    monkeypatch.setattr("sys.stdout", stream)
    assert screen.draws() is drawn


def test_json_is_the_same_on_a_terminal(run):
    for words in (["rank", run, "--json"], ["explain", run, "b2", "--json"]):
        said = on_screen(words)
        assert said.encode() == in_pipe(words)
        assert json.loads(said)


def test_nobody_to_list_is_said_in_words(tmp_path):
    assert ranking_shown(tmp_path, [], None) == "nobody is ranked\n"


def test_help_needs_nothing_that_draws():
    code = (
        "import sys; sys.argv = ['plaudit', 'rank', '--help']; import scoring.cli as c\n"
        "try: c.cli(standalone_mode=False)\n"
        "finally: print('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_only_text_that_needs_it_is_measured_by_what_draws():
    code = (
        "import sys; from scoring.layout import cells_of\n"
        "for text in ('team 1', '售后'): print(cells_of(text), 'rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["6 False", "4 True"]
