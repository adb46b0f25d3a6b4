"""The ranking as delimited text: the run's own figures, and nothing that a spreadsheet obeys."""

import csv
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from scoring.report import view
from scoring.report.audience import Asked
from scoring.report.opened import opened
from scoring.report.tongue import Tongue
from tests.report.test_hostile import NAMES


def rows_in(file):
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.reader(text.splitlines()))


def test_a_view_has_the_figures_of_the_run(month, plaudit, tmp_path):
    file = tmp_path / "view.csv"
    done = plaudit("report", month.run, "--csv", file, "--lang", "en")
    assert done.code == 0, done.err
    heads, *rows = rows_in(file)
    cards = {c["agent_id"]: c for c in pq.read_table(month.run / "scorecards.parquet").to_pylist()}
    points = pq.read_table(month.run / "components.parquet").to_pylist()
    of = {(p["agent_id"], p["component"]): p["points"] for p in points}
    paid = {code: Decimal(0) for code in ("CNY", "EUR", "JPY")}
    assert heads[:4] == ["Rank", "Rank in group", "Agent", "Agent id"]
    assert heads[11:15] == ["Payable CNY", "Payable EUR", "Payable JPY", "Satisfied customers"]
    assert len(rows) == len(cards)
    for row in rows:
        card = cards[row[3]]
        assert row[8] == ("" if card["score"] is None else f"{card['score']:.2f}")
        csat = of[row[3], "csat"]
        assert row[14] == ("" if csat is None else f"{csat:.2f}")
        for code, text in zip(paid, row[11:14], strict=True):
            paid[code] += Decimal(text or 0)
    lines = pq.read_table(month.run / "payouts.parquet").to_pylist()
    for code, total in paid.items():
        assert total == sum(line["amount"] for line in lines if line["currency"] == code)
    again = plaudit("report", month.run, "--csv", file, "--lang", "en")
    assert "written before, the same again" in again.out
    other = plaudit("report", month.run, "--csv", file, "--lang", "zh")
    assert other.code == 6
    assert rows_in(file)[0] == heads


def test_both_languages_stand_beside_each_other(month, plaudit, tmp_path):
    plaudit("report", month.run, "--csv", tmp_path / "view.csv")
    heads = rows_in(tmp_path / "view.csv")[0]
    assert heads[0] == "Rank 总排名"
    assert heads[14] == "Satisfied customers 客户满意度"


def test_hostile_names_are_shown_and_not_reckoned(month, tmp_path, monkeypatch):
    true = opened(month.run)
    cards = [
        card._replace(name=NAMES[n % len(NAMES)], team=NAMES[n % 3], region=NAMES[n % 5])
        for n, card in enumerate(true.cards)
    ]
    monkeypatch.setattr(view, "opened", lambda _run: true._replace(cards=tuple(cards)))
    file = tmp_path / "view.csv"
    view.write_view(month.run, file, [Tongue("en")], Asked())
    _, *rows = rows_in(file)
    numbers = {0, 1, 8, *range(11, 20)}
    for row in rows:
        for place, cell in enumerate(row):
            if place not in numbers:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    names = {row[2] for row in rows}
    assert {"'+1", "'@x", "{{7*7}}", "a\ufffdb"} <= names
    assert all(len(name) <= 82 for name in names)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=1+1", "'=1+1"),
        ("-1", "'-1"),
        ("＝1", "'＝1"),
        ("＋a", "'＋a"),
        ("\tx", "'\tx"),
        ("a=1", "a=1"),
        ("", ""),
        ("A0001", "A0001"),
    ],
)
def test_what_steers_has_an_apostrophe(text, said):
    assert view.harmless(text) == said


def test_a_view_without_names_has_none(month, plaudit, tmp_path):
    plaudit("report", month.run, "--csv", tmp_path / "view.csv", "--anonymous", "--lang", "en")
    content = (tmp_path / "view.csv").read_text()
    roster = pq.read_table(month.run / "inputs" / "roster.parquet").to_pylist()
    assert [r for r in roster if r["agent_id"] in content or r["name"] in content] == []


def test_a_view_is_called_as_what_it_is(month, plaudit, tmp_path):
    done = plaudit("report", month.run, "--csv", tmp_path / "view.txt")
    assert done.code == 2
    assert "ends in .csv" in done.err
