"""The pieces that a draft is made of: names, shapes, dates, dialects, and the page itself."""

import csv
import random

import pyarrow as pa
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from scoring.importing.profile.profiles import load_profile
from scoring.importing.proposal.dates import clock_candidates, stamp_candidates
from scoring.importing.proposal.dialect import dialect_of
from scoring.importing.proposal.draft import Draft, Entry
from scoring.importing.proposal.fits import Fits, decide
from scoring.importing.proposal.headings import hint_of, slug
from scoring.importing.proposal.propose import propose
from scoring.importing.proposal.shapes import Shape
from scoring.importing.proposal.traits import trait_of
from scoring.importing.proposal.words import truth_of, vocabulary_of


@pytest.mark.parametrize(
    ("name", "role", "unit"),
    [
        ("Unique id", "id", ""),
        ("Agent Shift", "shift", ""),  # the last word is the thing, the first says whose
        ("agent_name", "agent", ""),
        ("assignedTo", "agent", ""),
        ("First reply time in minutes", "response", "min"),
        ("Custom field (Time to first response)", "response", ""),
        ("response_sla_met", "sla", ""),
        ("Resolution time (in hrs)", "resolution", "h"),
        ("Erstellt am", "created", ""),
        ("Prioridad", "priority", ""),
        ("Résolu le", "resolution", ""),
        ("首次响应分钟数", "response", "min"),
        ("坐席班次", "shift", ""),
        ("满意度评分", "csat", ""),
        ("c07", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_hints_at_a_role_and_a_unit(name, role, unit):
    assert (hint_of(name).role, hint_of(name).unit) == (role, unit)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sub-category", "sub_category"),
        ("answered (Y/N)", "answered"),
        ("CustomerCity", "customer_city"),
        ("Größe", "große"[:3] + "sse"),
        ("国家", "country"),
        ("解决达标", "resolution_sla"),
        ("未知的列", ""),
        ("%", ""),
    ],
)
def test_a_name_becomes_a_word_of_the_language(name, expected):
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("words", "vocabulary"),
    [
        (["Email", "Phone", "Chat"], "channel"),
        (["1 - Critical", "2 - High", "3 - Moderate"], "priority"),
        (["Resolved", "In Progress", "Escalated"], "status"),
        (["电话", "微信", "邮件"], "channel"),
        (["Japan", "India", "UAE"], "country"),
        (["Billing", "Login"], ""),
    ],
)
def test_words_are_known_by_the_vocabulary_most_of_them_are_of(words, vocabulary):
    assert vocabulary_of(words)[0] == vocabulary


def test_two_words_are_yes_and_no_only_as_a_pair():
    assert truth_of(["N", "Y"]) == ("Y", "N")
    assert truth_of(["False"]) == ("True", "False")
    assert truth_of(["Y", "False"]) is None
    assert truth_of([]) is None


def shaped(texts, header="when"):
    shape = Shape(0, header)
    shape.add(pa.array(texts, pa.string()))
    return shape


def decided(*columns):
    fits = {}
    for place, texts in enumerate(columns):
        fits[place] = Fits(stamp_candidates(shaped(texts)).formats)
        fits[place].add(pa.array(texts, pa.string()), [""])
    return decide(fits)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["26/08/2023 18:39", "01/09/2023 00:00"], ("%d/%m/%Y %H:%M",)),
        (["8/26/2023", "12/1/2023"], ("%-m/%-d/%Y",)),
        (["26-Aug-23"], ("%d-%b-%y",)),
        (["Friday, 1 January, 2021"], ("%A, %-d %B, %Y",)),
        (["2024-01-31T10:00:00.123Z"], ("%Y-%m-%dT%H:%M:%S.%fZ",)),
        (["2024-01-31 10:00:00 +0800"], ("%Y-%m-%d %H:%M:%S %z",)),
        (["2024年1月31日 9:05"], ("%Y年%-m月%-d日 %-H:%M",)),
        (["10/15/2022, 9:57 AM", "1/2/2022, 12:00 PM"], ("%-m/%-d/%Y, %-I:%M %p",)),
        (["2024/1/31 上午 9:05"], ("%Y/%-m/%-d %p %-I:%M",)),
        (["20240131"], ("%Y%m%d",)),
        (["May 3, 2024", "June 13, 2024"], ("%B %-d, %Y",)),
    ],
)
def test_a_format_is_told_from_shapes_and_checked_by_reading(texts, formats):
    found = decided(texts)[0]
    assert (found.formats, found.reads, found.of) == (formats, len(texts), len(texts))


def test_two_formats_of_one_column_are_both_found():
    texts = ["2024-01-31 10:00"] * 3 + ["31.01.2024"] * 2
    found = decided(texts)[0]
    assert set(found.formats) == {"%Y-%m-%d %H:%M", "%d.%m.%Y"}
    assert (found.reads, found.timed) == (5, False)


def test_days_and_months_that_contradict_each_other_are_counted():
    # Two texts can only have the day first, one only the month.
    found = decided(["26/08/2023", "27/08/2023", "08/26/2023", "01/02/2023", "05/05/2023"])[0]
    assert (found.formats[0], found.proof, found.against) == ("%d/%m/%Y", 2, 1)
    assert (found.order, found.both) == ("day", 1)


def test_times_of_day_are_told_from_versions_and_ids():
    assert clock_candidates(shaped(["09:12:58", "18:00:00"])).formats == ("%H:%M:%S",)
    assert clock_candidates(shaped(["1.2.10", "4-5"])).rows == 0
    assert stamp_candidates(shaped(["09:12:58"])).rows == 0


@pytest.mark.parametrize(
    ("texts", "mark", "grouping", "places"),
    [
        (["1.5", "2.25"], "point", "none", 2),
        (["1,5", "1.234,75"], "comma", "point", 2),
        (["1,234", "12"], "point", "comma", 0),
        (["1,234.5", "7"], "point", "comma", 1),
        (["$1,204.99", "$3.00"], "point", "comma", 2),
        (["1 234,5", "2,5"], "comma", "space", 1),
        (["1'234.5", "2"], "point", "apostrophe", 1),
        (["2.0", "3.000"], "point", "none", 0),
    ],
)
def test_numbers_say_how_they_are_written(texts, mark, grouping, places):
    trait = trait_of(shaped(texts, "x"), None, clock_candidates(shaped(texts)))
    assert (trait.kind, trait.mark, trait.grouping, trait.places) == (
        "number", mark, grouping, places,
    )  # fmt: skip


def test_what_is_counted_is_capped_and_said_to_be(monkeypatch):
    monkeypatch.setattr("scoring.importing.proposal.shapes.WORDS_MAX", 10)
    monkeypatch.setattr("scoring.importing.proposal.shapes.DISTINCT_MAX", 50)
    shape = shaped([f"w{number}" for number in range(40)])
    assert (shape.words, shape.distinct, shape.capped) == (None, 40, False)
    shape.add(pa.array([f"w{number}" for number in range(80)], pa.string()))
    assert (shape.rows, shape.distinct, shape.capped) == (120, 50, True)


@pytest.mark.parametrize(
    ("text", "delimiter", "row", "data"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", "comma", 1, False),
        ('a;b;c\n"x, y";2,5;3\n"z, w";4,5;6\n', "semicolon", 1, False),
        ("a\tb\n1\t2\n", "tab", 1, False),
        ("a|b\n1|2\n", "pipe", 1, False),
        ("Report of June\n\na,b,c\n1,2,3\n4,5,6\n", "comma", 3, False),
        ("1,2,3\n4,5,6\n7,8,9\n", "comma", 1, True),
        ("alone\nx\ny\n", "comma", 1, False),
        ("", "comma", 1, False),
    ],
)
def test_the_dialect_is_told_from_the_first_lines(tmp_path, text, delimiter, row, data):
    path = tmp_path / "export.txt"
    path.write_text(text, encoding="utf-8")
    found = dialect_of(path)
    assert (found.delimiter, found.header_row, found.looks_like_data) == (delimiter, row, data)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@example("yes")
@example("a: b #c")
@example("\u2028\x85\ufeff")
@example("- x")
def test_every_word_is_read_back_from_the_page_as_it_was(word):
    entry = Entry(word or "k", {"from": word, "list": [word]}, (f"about {word}",))
    text = Draft((entry,)).to_yaml()
    tree = yaml.load(text, yaml.BaseLoader)
    assert tree == {word or "k": {"from": word, "list": [word]}}


def test_no_comment_can_end_its_line_or_hide_a_part_of_it():
    entry = Entry("key", "value", ("a\nb: c\u2028d\u202ee\x85f",))
    assert Draft((entry,)).to_yaml() == "# a b: c d e f\nkey: value\n"


HEADS = ["id", "", "a: b", "x#y", "created", "CREATED", "status", "agent", "rating", "wait (min)",
         "渠道", "-", "null", "'", '"', "{a}", "very long " * 40, "line\nbreak", "team", "region",
         "first response", "closed", "talk time", "customer id", "x_a", "1",
         "long" * 200]  # fmt: skip


def cells(luck):
    """Ways to fill a column, sensible and not."""
    odd = ["Open", "Resolved", "a: b", "x # y", "[x]", "yes", "~", "1e5", "=1", "|", "?", "None"]
    wild = ["\u2028x", "tab\there", "line\nbreak", "\u202eabc", "\x7f", "💥"]
    return [
        lambda n: f"T{n}",
        str,
        lambda n: f"{1 + n % 28:02}/{1 + n % 12:02}/2024 {n % 24:02}:00",
        lambda n: "" if n % 3 else f"2024-03-{1 + n % 28:02}",
        lambda n: f"{n % 24}:{n % 60:02}:00",
        lambda n: luck.choice(odd),
        lambda n: luck.choice(wild),
        lambda n: luck.choice(["1", "2.5", "3,5", "-4", "1.000", "12%", ""]),
        lambda n: luck.choice(["5", "Good", "not rated", ""]),
        lambda n: luck.choice("YN"),
        lambda n: str(10 ** luck.randrange(1, 30)),
        lambda n: luck.choice(["Ann Lee", "王伟"]),
        lambda n: " ".join(["good", "bad"] * luck.randrange(12)),
        lambda n: "",
    ]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_file_holds_its_draft_loads(tmp_path, seed):
    luck = random.Random(seed)
    ways = cells(luck)
    columns = [("key", lambda n: f"K{n}"), *((luck.choice(HEADS), luck.choice(ways))
               for _ in range(luck.randrange(1, 10)))]  # fmt: skip
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=luck.choice(",;\t|"))
        writer.writerow([name for name, _ in columns])
        count = luck.choice([1, 5, 90])
        writer.writerows([[make(n) for _, make in columns] for n in range(count)])
    draft = propose(path)
    (tmp_path / "draft.yaml").write_text(draft.to_yaml(), encoding="utf-8")
    assert load_profile(tmp_path / "draft.yaml").profile.proven == "on no real export"
    assert draft.rows == count
