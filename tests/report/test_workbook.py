"""The workbook, read back by another library: types, totals, filters, hostile texts, bytes."""

import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, reject, settings
from openpyxl import load_workbook

from scoring import disk
from scoring.errors import ConflictError, DataError, ReconciliationError, StorageError, UsageError
from scoring.exact.money import MINOR_PLACES
from scoring.ledger.totals import verify_totals
from scoring.monthly import run_period
from scoring.plan.nodes import Label
from scoring.report.opened import Card, opened
from scoring.report.tongue import Tongue
from scoring.report.workbook import book, payouts, ranking
from scoring.report.workbook.write import write_workbook
from tests import months
from tests.made_up import published
from tests.months import MONTH, PLAN
from tests.strategies import months as made_up_months

ENGLISH, CHINESE = Tongue("en"), Tongue("zh")
BOTH = (ENGLISH, CHINESE)
HEAD = 6  # the row of the headings of the payouts, below the totals


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """The month of three agents, opened: a1 100.00 A, b2 81.25 B, c3 62.50 C."""
    folder = tmp_path_factory.mktemp("month")
    data = months.write(folder / "data")
    plan = folder / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    return opened(run_period(plan, data, MONTH, folder / "RUNS").path)


@pytest.fixture(scope="module")
def sample(demonstration):
    return opened(demonstration.run)


@pytest.fixture(scope="module")
def sample_book(sample, tmp_path_factory):
    out = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    write_workbook(sample, out, [ENGLISH])
    return read_back(out)


def read_back(path):
    """Read a workbook by openpyxl, which says of each sheet that it leaves out how bars look."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return load_workbook(io.BytesIO(path.read_bytes()))


def written(run, folder, *tongues, **asked):
    out = folder / f"{len(list(folder.iterdir()))}.xlsx"
    write_workbook(run, out, tongues or [ENGLISH], **asked)
    return read_back(out)


def people(run, *said):
    """A run whose cards are made up, of agents that no table has."""
    bare = Card(0, "", None, None, None, None, None, None, None, None, None, "unranked", None, ())
    cards = [bare._replace(at=at, agent_id=f"p{at:04}", **one) for at, one in enumerate(said)]
    return run._replace(cards=tuple(cards))


def unpaid(run, monkeypatch):
    """The same without a line of pay, of which made-up people have none."""
    nothing = {"currencies": {}, "hash_total": "0" * 10, "payees": 0, "rows": 0}
    monkeypatch.setattr(payouts, "table", lambda opened, name: paid()[:0])
    return run._replace(manifest={**run.manifest, "totals": nothing})


def paid(**columns):
    """Pay lines as Arrow has them: one of each column's values, one line where none are given."""
    bare = {"line_id": "0" * 32, "agent_id": "p0000", "line": "bonus", "amount": "1.0000"}
    bare |= {"currency": "CNY", "pay_code": "PERF", "cost_center": "CC1", "origin": "p.yaml:1"}
    size = max((len(values) for values in columns.values()), default=1)
    return pa.table({k: pa.array(columns.get(k, [v] * size), pa.string()) for k, v in bare.items()})


def column(sheet, heading, first=1):
    """The cells under a heading."""
    (place,) = [c.column for c in sheet[first] if (c.value or "").split("\n")[0] == heading]
    return [sheet.cell(row, place) for row in range(first + 1, sheet.max_row + 1)]


def values(cells):
    return [cell.value for cell in cells]


def every_cell(read):
    return [cell for sheet in read for row in sheet.iter_rows() for cell in row if cell.value]


def test_a_month_reads_back_as_it_was_reckoned_by_hand(month, tmp_path):
    # 5 5 5 5 is 5.00 and 100 points; 5 4 4 4 is 4.25: (4.25 - 1) / 4 = 81.25; 3 4 is 3.50: 62.50.
    read = written(month, tmp_path)
    assert read.sheetnames == ["About", "Ranking", "north", "south", "Payouts", "Findings"]
    sheet = read["Ranking"]
    assert values(column(sheet, "Agent")) == ["a1", "b2", "c3"]
    assert values(column(sheet, "Rank")) == [1, 2, 3]
    assert values(column(sheet, "Score")) == [100, 81.25, 62.5]
    assert values(column(sheet, "Mean rating: points")) == [100, 81.25, 62.5]
    assert values(column(sheet, "Tier")) == ["A", "B", "C"]
    assert values(column(sheet, "Status")) == ["Ranked"] * 3
    # 1000 x 0.3 x 1.5, 1000 x 0.3 x 1 and 30000 x 0.3 x 0.5
    assert values(column(sheet, "Payable CNY")) == [450, 300, None]
    assert values(column(sheet, "Payable JPY")) == [None, None, 4500]
    assert values(column(read["north"], "Agent")) == ["a1", "b2"]
    assert values(column(read["south"], "Agent")) == ["c3"]
    lines = read["Payouts"]
    assert values(column(lines, "Amount", HEAD)) == [450, 300, 4500]
    formats = [cell.number_format for cell in column(lines, "Amount", HEAD)]
    assert formats == ["#,##0.00", "#,##0.00", "#,##0"]
    assert values(column(lines, "Called", HEAD)) == ["bonus"] * 3  # it has no title
    assert [c.value for c in lines[2][:3]] == ["Currency", "CNY", "JPY"]
    assert [c.value for c in lines[3][:3]] == ["Lines", 2, 1]
    assert [c.value for c in lines[4][:3]] == ["Sum", 750, 4500]


def test_the_first_sheet_says_which_run_it_is_with_real_days(month, tmp_path):
    rows = {row[0].value: row[1] for row in written(month, tmp_path)["About"].iter_rows()}
    assert rows["First day"].value.date() == dt.date(2026, 10, 1)
    assert rows["Last day"].value.date() == dt.date(2026, 10, 31)
    assert rows["Last day"].is_date
    assert rows["Run"].value == month.run_id
    assert rows["Digest of the manifest"].value == month.manifest["digest"]
    assert rows["Period"].value == "October 2026"
    assert (rows["read"].value, rows["used"].value, rows["set aside"].value) == (12, 10, 0)
    assert "pyarrow" in rows["Versions"].value


def test_both_languages_stand_below_each_other(month, tmp_path):
    read = written(month, tmp_path, *BOTH)
    assert read.sheetnames[:2] == ["About 说明", "Ranking 排名"]
    headings = [cell.value for cell in read["Ranking 排名"][1]]
    assert "Score\n综合得分" in headings
    assert "Mean rating: points\n平均评分：得分" in headings
    assert values(column(read["Ranking 排名"], "Status")) == ["Ranked / 已排名"] * 3
    alone = written(month, tmp_path, CHINESE)
    assert "综合得分" in [cell.value for cell in alone["排名"][1]]
    shown = [cell.value for cell in alone["说明"]["B"] if isinstance(cell.value, str)]
    assert "2026年10月" in shown


def test_numbers_are_numbers_and_ids_are_text(sample, sample_book):
    sheet = sample_book["Ranking"]
    for heading in ("Rank", "Rank in group", "Score", "Payable CNY", "Satisfied customers: points"):
        assert {cell.data_type for cell in column(sheet, heading) if cell.value is not None} == {
            "n"
        }
    for heading in ("Agent", "Manager", "Name", "Team"):
        cells = [cell for cell in column(sheet, heading) if cell.value is not None]
        assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    assert {cell.number_format for cell in column(sheet, "Score")[:50]} == {"0.00"}
    assert {cell.number_format for cell in column(sheet, "Payable JPY")[:500]} >= {"#,##0"}


def test_every_score_and_point_is_the_stored_one(sample, sample_book):
    sheet = sample_book["Ranking"]
    stored = pq.read_table(sample.run / "scorecards.parquet").to_pylist()
    here = dict(zip(values(column(sheet, "Agent")), values(column(sheet, "Score")), strict=True))
    assert {a: None if s is None else Decimal(str(s)) for a, s in here.items()} == {
        row["agent_id"]: row["score"] for row in stored
    }
    assert values(column(sheet, "Rank")) == sorted(
        (row["rank"] for row in stored), key=lambda rank: (rank is None, rank)
    )
    points = pq.read_table(sample.run / "components.parquet").to_pylist()
    expected = {r["agent_id"]: r["points"] for r in points if r["component"] == "compliance"}
    found = values(column(sheet, "Service rules followed: points"))
    pairs = zip(values(column(sheet, "Agent")), found, strict=True)
    assert {a: None if p is None else Decimal(str(p)) for a, p in pairs} == expected
    assert Decimal(0) in expected.values()  # a zero is a number, not a blank


def test_gates_and_lines_are_called_as_the_plan_calls_them(month, tmp_path):
    titles = month.titles._replace(
        gates={"slow": {"en": "Too slow", "zh": "过慢"}, "rude": {"en": "Rude", "zh": "无礼"}},
        lines={"bonus": {"en": "Monthly bonus", "zh": "月度奖金"}},
    )
    (first, *others) = month.cards
    cards = (first._replace(gates=("slow", "rude")), *others)
    read = written(month._replace(titles=titles, cards=cards), tmp_path, *BOTH)
    gates = column(read["Ranking 排名"], "Gates closed")
    assert values(gates) == ["Too slow / 过慢, Rude / 无礼", None, None]
    lines = values(column(read["Payouts 发放明细"], "Called", HEAD))
    assert lines == ["Monthly bonus / 月度奖金"] * 3


def test_headings_stay_and_columns_filter(sample_book):
    ranking_sheet, lines = sample_book["Ranking"], sample_book["Payouts"]
    assert ranking_sheet.freeze_panes == "E2"
    assert lines.freeze_panes == f"C{HEAD + 1}"
    last = ranking_sheet.cell(1, ranking_sheet.max_column).column_letter
    assert ranking_sheet.auto_filter.ref == f"A1:{last}{ranking_sheet.max_row}"
    assert lines.auto_filter.ref == f"A{HEAD}:J{lines.max_row}"
    for sheet in sample_book.worksheets[1:]:
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows
    assert ranking_sheet.page_setup.orientation == "landscape"
    assert ranking_sheet.column_dimensions["D"].width > 15


def test_bars_are_drawn_in_scores_and_points_alone(sample_book):
    sheet = sample_book["Ranking"]
    barred = {str(found.sqref).split(":")[0] for found in sheet.conditional_formatting}
    heads = {sheet[cell[:-1] + "1"].value for cell in barred}
    assert "Score" in heads
    assert all(head == "Score" or head.endswith(": points") for head in heads)
    assert len(heads) == 7  # the score and six components


def test_totals_are_values_and_those_of_the_manifest_and_of_the_lines(sample, sample_book):
    assert verify_totals(sample.run) == []
    sheet = sample_book["Payouts"]
    said = sample.manifest["totals"]
    codes = [cell.value for cell in sheet[2][1:] if cell.value]
    assert codes == sorted(said["currencies"])
    stored = defaultdict(Decimal)
    for row in pq.read_table(sample.run / "payouts.parquet").to_pylist():
        stored[row["currency"]] += row["amount"]
    sums = defaultdict(Decimal)
    pairs = zip(column(sheet, "Currency", HEAD), column(sheet, "Amount", HEAD), strict=True)
    for code, amount in pairs:
        sums[code.value] += Decimal(str(amount.value))
    for place, code in enumerate(codes, 1):
        assert sheet[3][place].value == said["currencies"][code]["rows"]
        total = Decimal(str(sheet[4][place].value))
        assert total == Decimal(said["currencies"][code]["sum"]) == stored[code] == sums[code]
        assert sheet[4][place].data_type == "n"
        decimals = MINOR_PLACES[code]
        assert sheet[4][place].number_format == "#,##0" + ("." + "0" * decimals) * (decimals > 0)
    assert sheet[5][1].value == said["hash_total"]
    assert sheet[5][1].data_type == "s"
    assert sheet[5][3].value == said["payees"]
    payable = [values(column(sample_book["Ranking"], f"Payable {code}")) for code in codes]
    for code, found in zip(codes, payable, strict=True):
        assert sum(Decimal(str(value)) for value in found if value is not None) == stored[code]


def test_lines_that_do_not_come_to_the_totals_of_the_run_are_not_written(month, tmp_path):
    said = month.manifest["totals"]
    for changed, code in (
        ({"hash_total": "0000000001"}, "hash-total-differs"),
        ({"payees": 2}, "payees-differ"),
        ({"currencies": {"CNY": {"rows": 2, "sum": "750.00"}}}, "pay-differs"),
    ):
        other = month._replace(manifest={**month.manifest, "totals": {**said, **changed}})
        with pytest.raises(ReconciliationError) as caught:
            write_workbook(other, tmp_path / "no.xlsx", [ENGLISH])
        assert [problem.code for problem in caught.value.problems] == [code]
        assert list(tmp_path.iterdir()) == []


def test_tiers_have_the_colours_of_their_place_and_their_letter(sample, sample_book):
    cells = [cell for cell in column(sample_book["Ranking"], "Tier") if cell.value]
    grounds = defaultdict(set)
    for cell in cells:
        grounds[cell.value].add(cell.fill.fgColor.rgb)
    assert set(grounds) == {"S", "A", "B", "C", "D"}
    assert all(len(found) == 1 for found in grounds.values())
    assert len(set.union(*grounds.values())) == 5


HOSTILE = {
    '=HYPERLINK("http://x.example","pay")': '=HYPERLINK("http://x.example","pay")',
    "+1": "+1",
    "-1": "-1",
    "@SUM(A1)": "@SUM(A1)",
    "{=1+1}": "{=1+1}",
    "http://x.example/": "http://x.example/",
    "mailto:a@x.example": "mailto:a@x.example",
    "internal:Payouts!A1": "internal:Payouts!A1",
    '"><svg onload=alert(1)>': '"><svg onload=alert(1)>',
    "</script></t></is></c>": "</script></t></is></c>",
    "<r><t>bold</t></r>": "<r><t>bold</t></r>",
    "<r></worksheet></r>": "<r></worksheet></r>",
    "<r>" + "&" * 7000 + "</r>": "<r>" + "&" * 5458 + "… [7,007]",
    "{{7*7}}": "{{7*7}}",
    "00123": "00123",
    "1e3": "1e3",
    "TRUE": "TRUE",
    "2026-10-01": "2026-10-01",
    "  spaces  ": "  spaces  ",
    "\t=1": "\N{REPLACEMENT CHARACTER}=1",
    "\r=1": "\N{REPLACEMENT CHARACTER}=1",
    "\n=1": "\N{REPLACEMENT CHARACTER}=1",
    "a\x00b\x1bc\x85": "a\ufffdb\ufffdc\ufffd",
    "gnp\u202efdp.exe": "gnp\ufffdfdp.exe",
    "z\u200bw\u200dj\ufeff": "z\ufffdw\ufffdj\ufffd",
    "lone\ud800\uffff": "lone\ufffd\ufffd",
    "王\N{GRINNING FACE}é": "王\N{GRINNING FACE}é",
    "x" * 40_000: "x" * 32_757 + "… [40,000]",
    "\N{GRINNING FACE}" * 20_000: "\N{GRINNING FACE}" * 16_378 + "… [20,000]",
}


def inert(read):
    """Require that nothing in a workbook does anything."""
    assert not {cell.data_type for cell in every_cell(read)} - {"s", "n", "d"}
    assert not [cell for cell in every_cell(read) if cell.hyperlink or cell.comment]


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_hostile_names_are_text_and_nothing_else(month, tmp_path, monkeypatch):
    said = [
        {"name": text, "team": text, "role": text, "manager_id": text, "tier": text, "rank": rank}
        for rank, text in enumerate(HOSTILE, 1)
    ]
    run = unpaid(people(month, *said), monkeypatch)
    read = written(run, tmp_path)
    inert(read)
    for heading in ("Name", "Team", "Role", "Manager", "Tier"):
        cells = column(read["Ranking"], heading)
        assert values(cells) == list(HOSTILE.values())
        assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    whole = parts(tmp_path / "0.xlsx")
    assert not [name for name, text in whole.items() if re.search(r"<f[ >]|hyperlink", text)]
    assert not [name for name in whole if re.search(r"external|vba|embed|drawing|comment", name)]
    notes = [cell.value for cell in read["About"]["A"] if isinstance(cell.value, str)]
    assert any(note.startswith("Texts that were cut") for note in notes)
    assert any(note.startswith("Texts with characters that do not show") for note in notes)


ESCAPED = ["_x0041_", "_x0041_x0042_", "a_x000A_x0042_x0043_", "_x005F_x0041_", "x0041_x0042_"]


def test_what_looks_like_an_escape_of_a_workbook_is_read_as_it_was_written(
    month, tmp_path, monkeypatch
):
    said = [{"name": text, "rank": rank} for rank, text in enumerate(ESCAPED, 1)]
    run = unpaid(people(month, *said), monkeypatch)
    written(run, tmp_path)
    sheet = parts(tmp_path / "0.xlsx")["xl/worksheets/sheet2.xml"]
    cells = re.findall(r'<c r="D[2-9]"[^>]*>(.*?)</c>', sheet)
    texts = [re.findall(r"<t[^>]*>(.*?)</t>", cell) for cell in cells]
    # As ECMA-376 has it (ST_Xstring): each text by itself, from the left.
    read = ["".join(re.sub("_x(....)_", lambda m: chr(int(m[1], 16)), t) for t in c) for c in texts]
    assert read == ESCAPED


def test_titles_of_a_plan_are_text_in_both_languages(month, tmp_path):
    title = {"en": "<r>", "zh": "</t></r></is></c></r>"}
    plan = month.plan.model_copy(update={"title": Label(**title)})
    titles = month.titles._replace(members={"satisfaction": title})
    read = written(month._replace(plan=plan, titles=titles), tmp_path, *BOTH)
    inert(read)
    assert read["About 说明"]["A1"].value == "<r> / </t></r></is></c></r>"
    heading = "<r>: points\n</t></r></is></c></r>：得分"
    assert heading in [cell.value for cell in read["Ranking 排名"][1]]


def test_hostile_words_in_pay_lines_are_text(month, tmp_path, monkeypatch):
    texts = [text for text in HOSTILE if "\ud800" not in text]  # which Parquet cannot hold
    size = len(texts)
    rows = paid(line_id=texts, cost_center=texts, pay_code=texts, origin=texts)
    monkeypatch.setattr(payouts, "table", lambda opened, name: rows)
    totals = {"currencies": {"CNY": {"rows": size, "sum": f"{size}.00"}}, "payees": 1, "rows": size}
    totals["hash_total"] = payouts.hash_total(["p0000"] * size)
    run = people(month, {"name": "=1"})
    run = run._replace(manifest={**run.manifest, "totals": totals})
    read = written(run, tmp_path)
    inert(read)
    for heading in ("Line id", "Cost centre", "Pay code", "Line of the plan"):
        assert values(column(read["Payouts"], heading, HEAD)) == [HOSTILE[text] for text in texts]
    assert values(column(read["Payouts"], "Name", HEAD)) == ["=1"] * size


def test_hostile_regions_become_names_of_sheets(month, tmp_path, monkeypatch):
    regions = ["a[b]:*?/\\c", "'quoted'", "History", "ranking", "About", "North", "NORTH", None, ""]
    regions += ["Ｎorth", "r" * 40, "r" * 35, "\N{GRINNING FACE}" * 20, "=1+1", "\u202e", " north "]
    run = unpaid(people(month, *({"region": region} for region in regions)), monkeypatch)
    read = written(run, tmp_path)
    inert(read)
    names = read.sheetnames
    assert len(names) == len(regions) + 4  # About, Ranking, Payouts, Findings
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\"]|^'|'$", name)
    assert "history" not in {name.casefold() for name in names}
    assert names[:2] == ["About", "Ranking"]
    assert {
        "No region",
        "north",
        "NORTH (2)",
        "North (3)",
        "Ｎorth (4)",
        "History (2)",
        "a-b------c",
    } <= set(names)
    shown = sum(len(column(read[name], "Agent")) for name in names[2:-2])
    assert shown == len(regions)


def test_numbers_with_more_than_fifteen_digits_are_text_and_told(month, tmp_path, monkeypatch):
    amounts = ["12345678901234.5600", "1234567890123.4500", "90000000000000.0000"]
    rows = paid(amount=amounts)
    total = "103580246791358.01"
    monkeypatch.setattr(payouts, "table", lambda opened, name: rows)
    totals = {"currencies": {"CNY": {"rows": 3, "sum": total}}, "payees": 1, "rows": 3}
    totals["hash_total"] = payouts.hash_total(["p0000"] * 3)
    run = people(month, {})
    read = written(run._replace(manifest={**run.manifest, "totals": totals}), tmp_path)
    cells = column(read["Payouts"], "Amount", HEAD)
    assert values(cells) == ["12345678901234.56", 1234567890123.45, 90000000000000]
    assert [cell.data_type for cell in cells] == ["s", "n", "n"]
    assert read["Payouts"][4][1].value == total
    notes = [cell.value for cell in read["About"]["A"] if isinstance(cell.value, str)]
    (told,) = [note for note in notes if "15 digits" in note]
    assert told.endswith(": 2")


def test_a_zero_at_many_places_is_zero(month, tmp_path, monkeypatch):
    run = unpaid(people(month, {"score": "0.00", "rank": 1}), monkeypatch)
    (cell,) = column(written(run, tmp_path)["Ranking"], "Score")
    assert (cell.value, cell.data_type) == (0, "n")


def test_more_lines_than_a_sheet_holds_go_on_in_another(month, tmp_path, monkeypatch):
    monkeypatch.setattr(book, "ROWS", 4)  # three agents a sheet
    said = [{"rank": rank, "region": "r"} for rank in range(1, 8)]
    run = unpaid(people(month, *said), monkeypatch)
    monkeypatch.setattr(payouts, "ABOVE", 2)
    out = tmp_path / "many.xlsx"
    monkeypatch.setattr(payouts.Above, "__call__", lambda self, sheet: 2)
    write_workbook(run, out, [ENGLISH])
    read = read_back(out)
    own = ["Ranking", "Ranking (2)", "Ranking (3)"]
    assert read.sheetnames[1:4] == own
    ranks = [values(column(read[name], "Rank")) for name in own]
    assert ranks == [[1, 2, 3], [4, 5, 6], [7]]
    assert read["Ranking (3)"].auto_filter.ref.endswith("2")
    assert read["Ranking (2)"]["A1"].value == "Rank"


def test_a_hundred_regions_share_a_sheet_after_the_largest(month, tmp_path, monkeypatch):
    said = [{"region": f"r{i:03}"} for i in range(100) for _ in range(2 if i >= 61 else 1)]
    run = unpaid(people(month, *said), monkeypatch)
    read = written(run, tmp_path)
    own = read.sheetnames[2:-2]
    assert len(own) == ranking.MOST_REGIONS == 40
    assert own == [*(f"r{i:03}" for i in range(61, 100)), "Other regions"]
    assert len(column(read["Other regions"], "Agent")) == 61
    assert set(values(column(read["Other regions"], "Region"))) == {f"r{i:03}" for i in range(61)}


def about_regions(read):
    rows = [[cell.value for cell in row[:5]] for row in read["About"].iter_rows()]
    first = next(i for i, row in enumerate(rows) if row[0] == "By region")
    block = []
    for row in rows[first + 1 :]:
        if row[0] is None:
            break
        block.append(row)
    return {row[0]: row[1:] for row in block}


def test_means_and_medians_are_exact_and_those_of_fewer_than_five_are_not_told(
    month, tmp_path, monkeypatch
):
    scores = {"north": ["1.00", "1.00", "1.00", "1.00", "1.01", "1.02"], "south": ["9.00"] * 5}
    said = [{"region": r, "score": s, "rank": 1} for r, found in scores.items() for s in found]
    run = unpaid(people(month, *said), monkeypatch)
    # north: 6.03 / 6 = 1.005, half up 1.01; the third of six is 1.00. All: 51.03 / 11 = 4.639...
    found = about_regions(written(run, tmp_path))
    assert found["north"] == [6, 6, 1.01, 1]
    assert found["south"] == [5, 5, 9, 9]
    assert found["All"] == [11, 11, 4.64, 1.02]
    small = unpaid(people(month, *said[:-1], {"region": "west", "score": "9.00"}), monkeypatch)
    found = about_regions(written(small, tmp_path))
    assert found == {
        "north": [6, 6, 1.01, 1],
        "Other regions": [5, 5, 9, 9],
        "All": [11, 11, 4.64, 1.02],
    }
    few = unpaid(people(month, *said[:4]), monkeypatch)
    found = about_regions(written(few, tmp_path))
    assert found["All"] == [4, 4, "fewer than 5", "fewer than 5"]


def test_one_manager_gets_their_people_alone_and_is_told_so(sample, tmp_path):
    own = {card.agent_id for card in sample.cards if card.manager_id == "M101"}
    assert 0 < len(own) < len(sample.cards)
    read = written(sample, tmp_path, manager="M101")
    assert set(values(column(read["Ranking"], "Agent"))) == own
    assert set(values(column(read["Ranking"], "Manager"))) == {"M101"}
    ranks = {card.agent_id: card.rank for card in sample.cards}
    pairs = zip(column(read["Ranking"], "Agent"), column(read["Ranking"], "Rank"), strict=True)
    assert all(ranks[agent.value] == rank.value for agent, rank in pairs)
    lines = read["Payouts"]
    assert lines["A1"].value == "Totals of these people: a part of the run, not its control totals"
    assert set(values(column(lines, "Agent", HEAD))) <= own
    rows = pq.read_table(sample.run / "payouts.parquet").to_pylist()
    expected = sum(row["amount"] for row in rows if row["agent_id"] in own)
    assert Decimal(str(lines["B4"].value)) == expected
    assert "Findings" not in read.sheetnames
    others = {card.agent_id for card in sample.cards} - own
    assert not others & {cell.value for cell in every_cell(read)}


@pytest.mark.parametrize("anonymous", [False, True])
def test_one_managers_workbook_tells_no_figure_of_the_whole_run(sample, tmp_path, anonymous):
    about = written(sample, tmp_path, manager="M101", anonymous=anonymous)["About"]
    rows = [[cell.value for cell in row[:5]] for row in about.iter_rows()]
    own = [card for card in sample.cards if card.manager_id == "M101"]
    manifest = json.loads((sample.run / "manifest.json").read_bytes())
    said, paid = manifest["rows"], manifest["totals"]["currencies"].values()
    whole = {said["in"], said["used"], said["quarantined"], sum(said["excluded"].values())} - {0}
    whole |= {len(sample.cards), sum(card.score is not None for card in sample.cards)}
    whole |= {float(one["sum"]) for one in paid} | {one["rows"] for one in paid}
    assert not whole & {value for row in rows for value in row if value is not None}
    assert [row[1:3] for row in rows if row[0] == "All"] == [
        [len(own), sum(card.score is not None for card in own)]
    ]
    note = "Findings and counts of input rows are about the whole run and are left out here."
    assert ["", note] in [row[:2] for row in rows]
    everybody = written(sample, tmp_path, anonymous=anonymous)["About"]
    told = {row[0].value: row[1].value for row in everybody.iter_rows() if row[1].value is not None}
    assert (told["read"], told["used"]) == (said["in"], said["used"])
    assert note not in {cell.value for cell in everybody["B"]}


def test_a_manager_whom_nobody_has_is_refused_without_being_named(month, tmp_path):
    with pytest.raises(UsageError) as caught:
        write_workbook(month, tmp_path / "no.xlsx", [ENGLISH], manager="M-secret")
    assert caught.value.problems[0].code == "unknown-manager"
    assert "M-secret" not in str(caught.value)


def test_without_names_nothing_tells_who_somebody_is(sample, tmp_path):
    read = written(sample, tmp_path, anonymous=True)
    assert not {"Payouts", "Findings"} & set(read.sheetnames)
    headings = [cell.value for cell in read["Ranking"][1]]
    assert headings[:4] == ["Rank", "Agent", "Region", "Score"]
    assert not [head for head in headings if head.startswith("Payable")]
    labels = values(column(read["Ranking"], "Agent"))
    assert labels == [f"№ {number:03}" for number in range(1, len(sample.cards) + 1)]
    scores = sorted((Decimal(c.score) for c in sample.cards if c.score), reverse=True)
    found = [Decimal(str(v)) for v in values(column(read["Ranking"], "Score")) if v is not None]
    assert found == scores
    hidden = set()
    for card in sample.cards:
        hidden |= {card.agent_id, card.name, card.team, card.role, card.manager_id}
    lines = pq.read_table(sample.run / "payouts.parquet")
    hidden |= set(lines["line_id"].to_pylist()) | set(lines["cost_center"].to_pylist())
    whole = "".join(parts(tmp_path / "0.xlsx").values())
    assert not [word for word in hidden - {None} if f">{word}<" in whole]
    assert "payouts and findings are left out" in whole


def test_without_names_a_small_region_stands_with_others(month, tmp_path, monkeypatch):
    said = [{"region": r, "rank": 1} for r in ["big"] * 7 + ["mid"] * 5 + ["tiny"] * 2]
    run = unpaid(people(month, *said), monkeypatch)
    read = written(run, tmp_path, anonymous=True)
    # tiny has two; those who stand with others are to be five at least, so that mid joins it.
    assert read.sheetnames == ["About", "Ranking", "big", "Other regions"]
    assert len(column(read["Other regions"], "Agent")) == 7
    assert "tiny" not in {cell.value for cell in every_cell(read)}


def in_another_process(run, out, **environment):
    code = (
        "import sys; from pathlib import Path; from scoring.report.opened import opened;"
        "from scoring.report.tongue import Tongue;"
        "from scoring.report.workbook.write import write_workbook;"
        "write_workbook(opened(Path(sys.argv[1])), Path(sys.argv[2]), [Tongue('en'), Tongue('zh')])"
    )
    words = [sys.executable, "-c", code, str(run), str(out)]
    subprocess.run(words, check=True, env=os.environ | environment)
    return hashlib.sha256(out.read_bytes()).hexdigest()


def test_the_same_run_gives_the_same_bytes_anywhere(month, tmp_path):
    write_workbook(month, tmp_path / "here.xlsx", BOTH)
    here = hashlib.sha256((tmp_path / "here.xlsx").read_bytes()).hexdigest()
    tokyo = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C"}
    york = {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "TMPDIR": str(tmp_path)}
    assert in_another_process(month.run, tmp_path / "tokyo.xlsx", **tokyo) == here
    assert in_another_process(month.run, tmp_path / "york.xlsx", **york) == here
    assert not list(tmp_path.glob("plaudit-*"))
    core = parts(tmp_path / "here.xlsx")["docProps/core.xml"]
    assert core.count("2026-10-31T00:00:00Z") == 2


def test_the_same_again_is_said_and_something_else_is_not_overwritten(month, tmp_path):
    out = tmp_path / "folder" / "report.xlsx"
    first = write_workbook(month, out, [ENGLISH])
    assert not first.repeat
    assert first.summary() == f"{out}\n3 agents, 3 pay lines, 6 sheets"
    again = write_workbook(month, out, [ENGLISH])
    assert again.repeat
    assert "the same bytes again" in again.summary()
    before = out.read_bytes()
    with pytest.raises(ConflictError) as caught:
        write_workbook(month, out, [CHINESE])
    assert caught.value.exit_code == 6
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == ["report.xlsx"]
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_workbook_lies_outside_of_its_run_and_is_called_one(month, tmp_path):
    for out, code in ((month.run / "a.xlsx", "file-in-run"), (tmp_path / "a.csv", "file-name")):
        with pytest.raises(UsageError) as caught:
            write_workbook(month, out, [ENGLISH])
        assert caught.value.problems[0].code == code
        assert not out.exists()


def test_a_disk_that_is_full_leaves_nothing_behind(month, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for module, name in ((disk, "write_all"), (zipfile.ZipFile, "write")):
        with monkeypatch.context() as only:
            only.setattr(module, name, full)
            with pytest.raises(StorageError) as caught:
                write_workbook(month, tmp_path / "full.xlsx", [ENGLISH])
        assert "No space left" in caught.value.problems[0].what
        assert list(tmp_path.iterdir()) == []


@settings(max_examples=15, suppress_health_check=list(HealthCheck), derandomize=True)
@given(month=made_up_months())
def test_whatever_a_plan_says_the_workbook_holds_what_the_run_does(month, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made-up")
    try:
        run = opened(published(month, folder / "run"))
    except DataError:
        reject()  # settlement refuses a sum below zero
    (folder / "out").mkdir()
    read = written(run, folder / "out", *BOTH)
    inert(read)
    sheet = read["Ranking 排名"]
    stored = pq.read_table(run.run / "scorecards.parquet").to_pylist()
    pairs = zip(column(sheet, "Agent"), column(sheet, "Score"), strict=True)
    found = {a.value: None if s.value is None else Decimal(str(s.value)) for a, s in pairs}
    assert found == {row["agent_id"]: row["score"] for row in stored}
    lines = column(read["Payouts 发放明细"], "Amount", HEAD)
    amounts = pq.read_table(run.run / "payouts.parquet")["amount"].to_pylist()
    assert [Decimal(str(cell.value)) for cell in lines if cell.value is not None] == amounts
