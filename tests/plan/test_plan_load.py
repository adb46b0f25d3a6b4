"""From a file to a plan: what YAML may not do, and every misfit named at its place."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from scoring.errors import PlanError, Problem
from scoring.plan.load import load_plan, read_model, read_yaml
from scoring.plan.misfits import misfits
from scoring.plan.model import Plan
from scoring.plan.nodes import Mapping, Node, Sequence
from tests.plans import MINIMAL, RICH, changed, plan_of, where_of


def problems_of(folder, text, *, load=load_plan):
    path = folder / "plan.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PlanError) as caught:
        load(path)
    return caught.value.problems


def test_scalars_stay_the_text_that_was_written(tmp_path):
    path = tmp_path / "scalars.yaml"
    path.write_text(
        "on: no\nb: 012\nc: 1e3\nd: 12:30\ne: ~\nf: 2026-10-01\ng: [0x1F, .inf, '5']\nh:\n"
    )
    read = read_yaml(path)
    assert read == {
        "on": "no",
        "b": "012",
        "c": "1e3",
        "d": "12:30",
        "e": "~",
        "f": "2026-10-01",
        "g": ["0x1F", ".inf", "5"],
        "h": "",
    }
    assert isinstance(read, Mapping)
    assert isinstance(read["g"], Sequence)


def test_everything_read_knows_its_place(tmp_path):
    path = tmp_path / "places.yaml"
    path.write_text("a:\n  b: 1\n  c:\n    - x\n    - d: 2\n")
    read = read_yaml(path)
    assert str(read["a"].place) == "places.yaml:1:1"
    assert str(read["a"].key_places["b"]) == "places.yaml:2:3"
    assert [str(p) for p in read["a"]["c"].item_places] == ["places.yaml:4:7", "places.yaml:5:7"]
    assert str(read["a"]["c"][1].place) == "places.yaml:5:7"


def test_windows_lines_do_no_harm(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_bytes(MINIMAL.replace("\n", "\r\n").encode())
    assert load_plan(path).components[0].at("weight").line == 34


def test_nodes_of_a_plan_know_their_lines(tmp_path):
    plan = plan_of(tmp_path, RICH)
    assert str(plan.lines[0].place) == where_of(RICH, "name: bonus")
    assert str(plan.awards[0].place) == where_of(RICH, "{name: star")
    assert str(plan.measures["solved"].place) == where_of(RICH, "solved: {kind")
    assert str(plan.conventions.at("zones", "islands")) == where_of(RICH, "islands: Asia")
    assert str(plan.awards[0].at("tiers", 1)) == where_of(RICH, "B], ties")
    assert plan.measures["csat"].at("nothing") == plan.measures["csat"].place


# What YAML allows and a plan does not: the text, the code, the place.
TRICKS = {
    "key twice": ("plan: a\nplan: b\n", "duplicate-key", "plan.yaml:2:1"),
    "key twice below": ("a: {b: 1, b: 2}\n", "duplicate-key", "plan.yaml:1:11"),
    "anchor": ("a: &x 1\n", "anchor", "plan.yaml:1:4"),
    "tag": ("a: !!python/object/apply:os.system [ls]\n", "tag", "plan.yaml:1:4"),
    "tag on the whole": ("!!map {a: 1}\n", "tag", "plan.yaml:1:1"),
    "merge key": ("a:\n  <<: {b: 1}\n", "merge-key", "plan.yaml:2:3"),
    "list as key": ("? [a, b]\n: 1\n", "key-not-text", "plan.yaml:1:3"),
    "second document": ("a: 1\n---\nb: 2\n", "several-documents", "plan.yaml:3:1"),
    "tab": ("a:\n\tb: 1\n", "yaml-syntax", "plan.yaml:2:1"),
    "no end": ("a: {b: 1\n", "yaml-syntax", "plan.yaml:2:1"),
    "control character": ("a: 1\nb: \x07\n", "yaml-syntax", "plan.yaml:2:4"),
    "empty": ("", "empty-file", "plan.yaml:1:1"),
    "comment only": ("# a plan\n", "empty-file", "plan.yaml:1:1"),
    "a list": ("- a\n", "not-a-block", "plan.yaml:1:1"),
    "a word": ("a\n", "not-a-block", "plan.yaml:1:1"),
    "Latin-1": ("a: 1\nb: caf\xe9\n".encode("latin-1"), "not-utf8", "plan.yaml:2:7"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "not-utf8", "plan.yaml:1:1"),
    "33 levels": ("a: " + "[" * 33 + "]" * 33, "too-deep-or-long", "plan.yaml:1:35"),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_what_could_hide_something_is_refused_at_its_place(tmp_path, trick):
    text, code, where = TRICKS[trick]
    [problem] = problems_of(tmp_path, text, load=read_yaml)
    assert (problem.code, problem.where) == (code, where)


def test_a_tab_is_called_a_tab(tmp_path):
    [problem] = problems_of(tmp_path, "a:\n\tb: 1\n")
    assert "tab" in problem.hint


def test_an_alias_bomb_is_refused_without_being_opened(tmp_path):
    # Nine levels of nine references: a thousand million words, were they followed.
    levels = ["a0: &a0 [lol]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    problems = problems_of(tmp_path, "\n".join(levels) + "\n")
    assert {p.code for p in problems} == {"anchor", "alias"}
    assert str(problems[0].where) == "plan.yaml:1:5"
    assert len(problems) == 10 + 9 * 9


def test_a_thousand_tricks_are_cut_short(tmp_path):
    text = "\n".join(f"k{i}: &a{i} 1" for i in range(1000))
    assert len(problems_of(tmp_path, text)) == 100


def test_a_file_of_10_mb_is_refused(tmp_path):
    [problem] = problems_of(tmp_path, b"# " + b"x" * 10_000_000)
    assert (problem.code, problem.where) == ("file-too-large", "plan.yaml")


def test_more_than_100_000_entries_are_refused(tmp_path):
    text = "a: [" + "1," * 100_001 + "1]\n"
    [problem] = problems_of(tmp_path, text)
    assert problem.code == "too-deep-or-long"


def test_a_file_that_is_not_there_or_no_file(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(PlanError) as caught:
            load_plan(path)
        assert [p.code for p in caught.value.problems] == ["missing-file"]
        assert str(tmp_path.parent) not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        *("roster.parquet", "controls.yaml", "plan", "plan.txt", ".yaml"),
        *("a\nb.yaml", "\x1b[2J.yaml", "\u202e.yml"),
    ],
)
def test_a_plan_is_called_so_that_a_run_can_keep_it(tmp_path, name):
    (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_plan(tmp_path / name)
    assert [p.code for p in caught.value.problems] == ["plan-file-name"]
    assert str(caught.value).isprintable()


def test_a_name_that_is_no_text_is_refused_and_a_foreign_one_is_not(tmp_path):
    for name in ("月度.yaml", "plan.yml"):
        (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
        assert load_plan(tmp_path / name).plan == "minimal"
    unreadable = os.fsencode(tmp_path) + b"/\xff.yaml"
    try:
        Path(os.fsdecode(unreadable)).write_text(MINIMAL, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes names of UTF-8 only")
    with pytest.raises(PlanError, match="plan-file-name") as caught:
        load_plan(Path(os.fsdecode(unreadable)))
    assert str(caught.value).encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are not here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "plan.yaml")
    with pytest.raises(PlanError):
        load_plan(tmp_path / "plan.yaml")


# One change to the smallest plan: the code, the text at the place named, words of the message.
MISFITS = {
    "no missing": (("    missing: exclude\n", ""), "missing-key", "csat:\n    title", "'missing'"),
    "no convention": (("  boundary: upper\n", ""), "missing-key", "conventions:", "'boundary'"),
    "no gender": (("    kind: mean\n", ""), "missing-key", "csat:\n    title", "'kind'"),
    "kind": (("kind: mean", "kind: average"), "unknown-choice", "kind: average", "quantile"),
    "012": (("version: 1", "version: 012"), "wrong-value", "version: 012", "may mean 12"),
    "1e3": (("weight: 1", "weight: 1e3"), "wrong-value", "weight: 1e3", "may mean 1000"),
    "12:30": (("{from: 60,", "{from: 12:30,"), "wrong-value", "from: 12:30", "90 or 0.25"),
    "1,5": (("weight: 1", "weight: '1,5'"), "wrong-value", "weight: '1,5'", "decimal number"),
    "other digits": (("weight: 1", "weight: １"), "wrong-value", "weight: １", "may mean 1"),
    "mixed digits": (("{from: 60,", "{from: 6٣,"), "wrong-value", "from: 6٣", "decimal number"),
    "whole of others": (("version: 1", "version: 1٣"), "wrong-value", "version: 1٣", "whole"),
    "inf": (("weight: 1", "weight: .inf"), "wrong-value", "weight: .inf", "decimal number"),
    "95%": (("{from: 90,", "{from: 90%,"), "wrong-value", "from: 90%", "may mean 90"),
    "yes": (("everyone: true", "everyone: yes"), "wrong-value", "everyone: yes", "may mean true"),
    "on: no": (("on: value", "on: no"), "unknown-choice", "on: no", "value, attainment or"),
    "weight 0": (("weight: 1", "weight: 0"), "wrong-value", "weight: 0", "more than 0"),
    "service days": (
        ("everyone: true", "service_days_min: -1"),
        "wrong-value",
        "service_days_min: -1",
        "at least 0",
    ),
    "weight 2": (("weight: 1", "weight: 2"), "wrong-value", "weight: 2", "at most 1"),
    "places 13": (("places: 2\n", "places: 13\n"), "wrong-value", "places: 13", "at most 12"),
    "misspelt": (("weight: 1", "wieght: 1"), "unknown-key", "wieght: 1", "'weight'"),
    "own key": (("pay: none", "pay: none\nplace: x"), "unknown-key", "place: x", "'place'"),
    "stranger": (("pay: none", "pay: none\nqqq: x"), "unknown-key", "qqq: x", "Known keys"),
    "text for block": (
        ("places: {points: 2, score: 2}", "places: 2"),
        "wrong-form",
        "places: 2\n  boundary",
        "points and score",
    ),
    "list for text": (("on: value", "on: [value]"), "wrong-form", "on: [value]", "a list"),
    "text for list": (
        ("[multipliers, cap, proration, floor]", "cap"),
        "wrong-form",
        "order: cap",
        "a list",
    ),
    "short list": (
        ("[multipliers, cap, proration, floor]", "[multipliers, cap, floor]"),
        "too-few",
        "order: [",
        "3 of at least 4",
    ),
    "zero width": (
        ("title: The", "title: T\u200bhe"),
        "wrong-value",
        "title: T",
        "Remove U+200B, a character that does not show.",
    ),
    "bidi": (("why: Customers", "why: \u202eCustomers"), "wrong-value", "why: ", "U+202E"),
    "joiner": (
        ("{from: 60, gives: B}", "{from: 60, gives: B\u200d}"),
        "wrong-value",
        "gives: B\u200d",
        "U+200D",
    ),
    "byte-order mark": (("unit: points", "unit: po\ufeffints"), "wrong-value", "unit: ", "FEFF"),
    "control": (
        ("title: The smallest plan", r'title: "The \x1b[31msmallest plan"'),
        "wrong-value",
        'title: "The',
        "U+001B",
    ),
    "two lines": (
        ("title: The smallest plan", r'title: "The smallest\nplan"'),
        "wrong-value",
        'title: "The',
        "fold longer text with >-",
    ),
    "no tier": (
        (
            "pay: none",
            (
                "pay: none\nawards:\n  - {name: star, title: Star, top: 1, per: overall,"
                " by: score, tiers: [], ties: expand, amount: none}"
            ),
        ),
        "too-few",
        "tiers: []",
        "0 of at least 1",
    ),
    "long list": (
        ("[multipliers, cap, proration, floor]", "[multipliers, cap, proration, floor, cap]"),
        "too-many",
        "order: [",
        "5 of at most 4",
    ),
    "step": (("proration, floor]", "proration, flor]"), "unknown-choice", "flor]", "'floor'"),
    "nothing": (("pay: none", "pay:"), "no-value", "pay:", "none or a list"),
    "null": (("pay: none", "pay: null"), "unknown-choice", "pay: null", "none"),
    "text or block": (
        ("missing: exclude", "missing: ignore"),
        "unknown-choice",
        "missing: ignore",
        "exclude, zero, hold or a block with neutral",
    ),
    "one of two languages": (
        ("{en: Satisfaction, zh: 客户满意度}", "{en: Satisfaction}"),
        "missing-key",
        "title: {en",
        "'zh'",
    ),
    "curve without a mode": (("    mode: whole\n", ""), "missing-key", "curve:", "whole, interp"),
    "mode": (("      mode: whole", "      mode: whol"), "unknown-choice", "mode: whol\n", "interp"),
    "name": (("name: satisfaction", "name: Satisfaction"), "wrong-value", "name: S", "lower case"),
    "measure's name": (("  csat:\n", "  CSAT:\n"), "unknown-key", "CSAT:", "lower case"),
    "plan's name": (("plan: minimal", "plan: my plan"), "wrong-value", "plan: my", "aftersales"),
    "long text": (("title: The", f"title: {'x' * 600} The"), "wrong-value", "title: x", "500"),
}


def test_what_does_not_show_is_spelt_out_in_the_message(tmp_path):
    text = changed(("why: Customers", "why\u202e: Customers"))
    assert "\u202e" not in str(PlanError(problems_of(tmp_path, text)))
    named = Problem("code", "a\x1b[2J\u202e\udcff\n客户\u3000 é.yaml", "fact", "")
    assert str(named) == r"a\x1b[2J\u202e\udcff\n" + "客户\u3000 é.yaml: fact. [code]"


@pytest.mark.parametrize("case", MISFITS)
def test_a_misfit_is_one_problem_at_its_place(tmp_path, case):
    change, code, piece, words = MISFITS[case]
    if case == "curve without a mode":
        change = ("      mode: whole\n", "")
    text = changed(change)
    found = problems_of(tmp_path, text)
    if case == "measure's name":
        found = found[:1]
    [problem] = found
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in f"{problem.what} {problem.hint}"
    assert "pydantic" not in str(problem)


FILTERS = {
    "condition": ("{csat: {atleast: 4}}", "unknown-key", "atleast", "'at_least'"),
    "number": ("{csat: {at_least: four}}", "wrong-value", "at_least: four", "decimal number"),
    "word": ("{channel: [chat, {a: b}]}", "wrong-form", "{a: b}", "a text"),
    "two ways": ("{channel: {one_of: [chat]}}", "wrong-form", "where", "write channel: [a, b]"),
    "empty": ("{}", "too-few", "where", "empty"),
    "text": ("resolved", "wrong-form", "where", "columns"),
    "list": ("[resolved]", "wrong-form", "where", "columns"),
}


@pytest.mark.parametrize("case", FILTERS)
def test_a_filter_that_cannot_be_read(tmp_path, case):
    where, code, piece, words = FILTERS[case]
    text = changed(("missing: exclude", f"missing: exclude\n    where: {where}"))
    [problem] = problems_of(tmp_path, text)
    assert problem.code == code
    if piece != "{a: b}":  # words of a list stand at the key that holds them
        assert problem.where == where_of(text, piece)
    assert words in f"{problem.what} {problem.hint}"


def test_the_branch_that_fits_best_is_explained(tmp_path):
    text = changed(
        ("pay: none", "pay: [{name: x, pay_code: X, start: {column: bonus_base, rate: 0.3}}]")
    )
    whats = [p.what for p in problems_of(tmp_path, text)]
    assert "pay.x.start lacks 'coefficient'" in whats
    assert not any("amounts" in what for what in whats)


def test_several_problems_are_told_at_once_with_a_key_that_stands_twice(tmp_path):
    text = changed(
        ("version: 1", "version: 012"),
        ("    missing: exclude\n", ""),
        ("on: value", "on: no"),
        ("pay: none", "pay: none\nplan: again"),
    )
    found = {p.code: p.where for p in problems_of(tmp_path, text)}
    assert found == {
        "duplicate-key": where_of(text, "plan: again"),
        "wrong-value": where_of(text, "version"),
        "missing-key": where_of(text, "csat:\n    title"),
        "unknown-choice": where_of(text, "on: no"),
    }


def test_numbers_are_exact_and_durations_are_seconds(tmp_path):
    plan = plan_of(tmp_path, RICH)
    assert plan.components[0].weight == Decimal("0.4")
    assert plan.promises["first_response"].within == {"high": 900, "low": 7200}
    assert plan.applies_to.service_days_min == 30
    text = changed(("high: 15 min", "high: 1５ min"), text=RICH)
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == ("wrong-value", where_of(text, "high: 1５ min"))


def test_any_model_is_read_the_same_way(tmp_path):
    class Note(Node):
        says: str

    path = tmp_path / "note.yaml"
    path.write_text("says: hello\n")
    assert read_model(path, Note).says == "hello"
    path.write_text("says: {a: b}\n")
    with pytest.raises(PlanError) as caught:
        read_model(path, Note)
    assert [p.where for p in caught.value.problems] == ["note.yaml:1:1"]


def test_the_python_parser_reads_the_same(tmp_path, monkeypatch):
    import yaml

    from scoring.plan import load

    fast = plan_of(tmp_path, RICH)
    monkeypatch.setattr(load, "_EVENTS", yaml.SafeLoader)
    slow = plan_of(tmp_path, RICH)
    assert slow == fast
    assert isinstance(slow, Plan)


def slots(raw):
    """Every place of a tree that holds a value, as its holder and its key."""
    keys = list(raw) if isinstance(raw, Mapping) else range(len(raw))
    for key in keys:
        yield raw, key
        if isinstance(raw[key], Mapping | Sequence):
            yield from slots(raw[key])


def test_whatever_stands_anywhere_is_explained_in_our_words(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(MINIMAL, encoding="utf-8")
    root, refused = read_yaml(path), 0
    for holder, key in list(slots(root)):
        kept = holder[key]
        for odd in ("", "x", "-1", Mapping(root.place), Sequence(root.place)):
            holder[key] = odd
            try:
                Plan.model_validate(root)
            except ValidationError as error:
                refused += 1
                found = misfits(root, Plan, error)
                assert found
                assert "does-not-fit" not in {p.code for p in found}, (key, odd)
            else:
                assert misfits(root, Plan) == [], (key, odd)
        holder[key] = kept
    assert refused > 250
