"""A sheet becomes text as a person reads it, and what a spreadsheet may have done to it is told."""

import re
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.worksheet.table import Table as SheetTable

from scoring.errors import DataError
from scoring.importing.profile.profiles import Xlsx
from scoring.importing.sources import package
from tests.importing.reading import opened, read, refused, rows_of


def book(path, rows, *, start=1, change=None):
    """Write a workbook of one sheet by openpyxl; `change` gets the workbook before it is saved."""
    made = openpyxl.Workbook()
    for number, row in enumerate(rows, start=start):
        for column, value in enumerate(row, start=1):
            if value is not None:
                made.active.cell(number, column, value)
    if change is not None:
        change(made)
    made.save(path)
    return path


def rewritten(path, part, change):
    """Change the XML of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet(path, xml, part="xl/worksheets/sheet1.xml"):
    """Put rows of raw XML into a workbook's sheet."""
    return rewritten(
        path, part, lambda old: re.sub(r"<sheetData\s*/>|<sheetData>.*</sheetData>", xml, old)
    )


def sharing(path, items, *used):
    """Write a workbook whose cells share texts, as spreadsheets do and openpyxl does not."""
    book(path, [["id"]])
    rows = "".join(f'<row><c t="s"><v>{one}</v></c></row>' for one in used)
    head = '<row><c t="inlineStr"><is><t>id</t></is></c></row>'
    sheet(path, f"<sheetData>{head}{rows}</sheetData>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="s" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    rewritten(path, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", link))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{items}</sst>')
    return path


def stamp(day, *parts, month=3):
    """Return a moment of March 2024, or of another month."""
    return datetime(2024, month, day, *parts)  # noqa: DTZ001 - a cell knows no zone


def column(path, **said):
    """Return the texts of the first column."""
    return [texts[0] for _, texts in read(path, **said)[1]]


VALUES = [
    ("T1", "T1"),
    ("  as it stands\n ", "  as it stands\n "),
    ("007", "007"),
    (7, "7"),
    (5.0, "5"),
    (0.1, "0.1"),
    (1e-7, "0.0000001"),
    (-1234.5, "-1234.5"),
    (123456789012345, "123456789012345"),
    (True, "true"),
    (False, "false"),
    (stamp(1, 14, 5, 9), "2024-03-01 14:05:09"),
    (stamp(1, 14, 5, 9, 250_000), "2024-03-01 14:05:09.250"),
    (date(2024, 2, 29), "2024-02-29 00:00:00"),
    (time(8, 30), "08:30:00"),
    (timedelta(hours=30, minutes=5, seconds=1), "30:05:01"),
    (timedelta(minutes=90), "1:30:00"),
]


def test_every_kind_of_value_becomes_text(tmp_path):
    path = book(tmp_path / "a.xlsx", [["id"], *([value] for value, _ in VALUES)])
    assert column(path) == [text for _, text in VALUES]


def test_moments_are_rounded_to_the_millisecond_that_a_spreadsheet_keeps(tmp_path):
    # Serial numbers by hand: 45352 is 2024-03-01, counted from 1899-12-30.
    serials = {
        45352 + 1 / 3: "2024-03-01 08:00:00",
        45352.999999988426: "2024-03-01 23:59:59.999",
        45352.99999999999: "2024-03-02 00:00:00",
        45352.0000057870370: "2024-03-01 00:00:00.500",
        2958465: "9999-12-31 00:00:00",
        -1: "-1",
        99999999: "99999999",
    }

    def dated(made):
        for row in range(2, len(serials) + 2):
            made.active.cell(row, 1).number_format = "yyyy-mm-dd hh:mm:ss"

    path = book(tmp_path / "a.xlsx", [["at"], *([one] for one in serials)], change=dated)
    _, rows, said = read(path)
    assert [texts[0] for _, texts in rows] == list(serials.values())
    what = "2 cells with an error such as #N/A or an impossible date, read as text"
    assert said.notes == (f"column 'at': {what}",)


def test_the_calendar_that_begins_in_1904_is_followed(tmp_path):
    def from_1904(made):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    path = book(tmp_path / "a.xlsx", [["at"], [stamp(1, 12)]], change=from_1904)
    assert column(path) == ["2024-03-01 12:00:00"]
    # The same number is four years and a day earlier where the file does not say so.
    rewritten(path, "xl/workbook.xml", lambda xml: re.sub(r'date1904="\w+"', "", xml))
    assert column(path) == ["2020-02-29 12:00:00"]


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57, 58])
def test_dates_in_the_formats_of_a_chinese_spreadsheet_are_dates(tmp_path, number):
    # Such a format has a number and is written down nowhere in the file.
    path = book(tmp_path / "a.xlsx", [["at"], [stamp(1)]])
    before = path.read_bytes()
    rewritten(
        path,
        "xl/styles.xml",
        lambda xml: re.sub(r'(<cellXfs.*)numFmtId="(?!0")\d+"', rf'\1numFmtId="{number}"', xml),
    )
    assert path.read_bytes() != before
    assert column(path) == ["2024-03-01 00:00:00"]


CELLS = [
    ('<c r="A2" t="e"><v>#N/A</v></c>', "#N/A"),
    ('<c r="A2" t="str"><f>A1</f><v>found</v></c>', "found"),
    ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
    ('<c r="A2" t="inlineStr"><is><t>in</t><phoneticPr/><r><t>line</t></r></is></c>', "inline"),
    ('<c r="A2" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>x</t></rPh></is></c>', "東京"),
    ('<c r="A2" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>', "a\rb_x000D_"),
    ('<c r="A2" t="b"><v>1</v></c>', "true"),
    ('<c r="A2" t="d"><v>2024-03-01T10:00:00</v></c>', "2024-03-01 10:00:00"),
    ('<c r="A2"><v>1E3</v></c>', "1000"),
    ('<c r="A2"><v>0.30000000000000004</v></c>', "0.30000000000000004"),
    ("<c><v>12</v></c>", "12"),
]


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_every_way_of_writing_a_cell_is_read(tmp_path, cell, text):
    path = book(tmp_path / "a.xlsx", [["id"]])
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
    sheet(path, f"<sheetData>{head}<row>{cell}</row></sheetData>")
    assert column(path) == [text]


def test_shared_texts_come_without_the_readings_above_them(tmp_path):
    ruby = "<si><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
    rest = "<si><t xml:space='preserve'> a_x000D_</t></si><si><t/></si>"
    path = sharing(tmp_path / "a.xlsx", ruby + rest, 0, 1, 2, 0)
    assert read(path)[1] == [(1, ["東京"]), (2, [" a\r"]), (4, ["東京"])]


def test_the_size_that_a_sheet_claims_is_not_believed(tmp_path):
    path = book(tmp_path / "a.xlsx", [["id", "b"], ["1", "x"], ["2", "y"]])
    part = "xl/worksheets/sheet1.xml"
    rewritten(path, part, lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml))
    assert 'ref="A1"' in zipfile.ZipFile(path).read(part).decode()
    assert read(path)[:2] == (["id", "b"], [(1, ["1", "x"]), (2, ["2", "y"])])


def test_blank_rows_leave_gaps_and_lines_above_the_header_are_counted(tmp_path):
    rows = [["A report"], [], ["id", "b"], ["1", "x"], [], ["", ""], ["2", None], [None, "y"]]
    path = book(tmp_path / "a.xlsx", rows)
    header, found, said = read(path, xlsx=Xlsx(sheet="first", header_row=3))
    assert (header, said.rows) == (["id", "b"], 3)
    assert found == [(1, ["1", "x"]), (4, ["2", ""]), (5, ["", "y"])]
    assert said.notes == ("1 row above the header passed over", "2 blank rows passed over")


def test_columns_without_a_name_and_cells_beside_the_table_are_told(tmp_path):
    rows = [["id", None, " ", "b"], ["1", None, "x", "y", None, "beside"], ["2", None, "z"]]
    header, found, said = read(book(tmp_path / "a.xlsx", rows))
    assert header == ["id", "", " ", "b"]
    assert found == [(1, ["1", "", "x", "y"]), (2, ["2", "", "z", ""])]
    assert said.notes == (
        "column B has no name and no value",
        "column C has no name and 2 values",
        "1 cell to the right of the last column name left behind",
    )


def test_dates_beside_texts_in_one_column_are_told(tmp_path):
    # What an export of 1 to 14 March, opened where the month comes first, looks like.
    rows = [["id", "at"]]
    rows += [[str(day), stamp(3, month=day)] for day in range(1, 13)]
    rows += [["13", "13/03/2024"], ["14", "14/03/2024"], ["15", None]]
    source = opened(book(tmp_path / "a.xlsx", rows))
    list(source.blocks({"at": 1}, trim=True))
    [note] = source.said.notes
    assert note.startswith(
        "column 'at': 12 cells with dates and 2 with text: where these are dates"
    )
    list(source.blocks({"id": 0}, trim=True))  # and it is nobody's concern where it is not read
    assert source.said.notes == ()


def test_formulas_without_a_result_long_numbers_and_merged_cells_are_told(tmp_path):
    def merged(made):
        made.active.merge_cells("C2:C3")

    rows = [["sum", "id", "team"], ["=1+1", 1234567890123456, "north"], ["=2+2", 12, None]]
    _, found, said = read(book(tmp_path / "a.xlsx", rows, change=merged))
    assert found == [(1, ["", "1234567890123456", "north"]), (2, ["", "12", ""])]
    assert said.notes == (
        "column 'sum': 2 cells with a formula that was never worked out, read as no value",
        "column 'id': 1 cell with a number of more than 15 digits, of which the last may be lost",
        "1 area of merged cells: only the first cell of each has a value",
    )


def test_hidden_rows_are_read_and_told(tmp_path):
    def hide(made):
        made.active.row_dimensions[3].hidden = True

    _, found, said = read(book(tmp_path / "a.xlsx", [["id"], ["1"], ["2"]], change=hide))
    assert [texts for _, texts in found] == [["1"], ["2"]]
    assert said.notes == ("1 hidden row read like the others",)


def several(made):
    made.active.sheet_state = "hidden"
    made.create_chartsheet("Chart")
    made.create_sheet("Data 数据").append(["id"])
    made["Data 数据"].append(["d"])
    made.create_sheet("More").append(["x"])


def test_the_first_sheet_is_the_first_that_a_person_sees(tmp_path):
    path = book(tmp_path / "a.xlsx", [["id"], ["s"]], change=several)
    _, rows, said = read(path)
    assert rows == [(1, ["d"])]
    assert said.notes == ("1 hidden sheet among its 3",)
    _, rows, said = read(path, xlsx=Xlsx(sheet="Sheet", header_row=1))
    assert rows == [(1, ["s"])]
    assert said.notes == ("1 hidden sheet among its 3", "the sheet that was read is hidden")
    problem = refused(path, xlsx=Xlsx(sheet="data", header_row=1))
    assert problem.code == "missing-sheet"
    assert problem.what == "it has no sheet 'data'; its sheets are: Sheet, Data 数据, More"


@pytest.mark.parametrize("row", [2, 3, 9])
def test_a_header_row_without_names_is_told(tmp_path, row):
    path = book(tmp_path / "a.xlsx", [["id"], [], ["", ""]])
    problem = refused(path, xlsx=Xlsx(sheet="first", header_row=row))
    assert problem.code == "no-header"
    assert problem.what == f"row {row} of its sheet 'Sheet' has no column names"


def test_a_sheet_with_a_header_alone_is_no_export(tmp_path):
    assert refused(book(tmp_path / "a.xlsx", [["id"], [], [""]])).code == "no-rows"


def test_what_a_library_would_warn_of_stays_quiet(tmp_path):
    def decorated(made):
        validation = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"a,b"')
        made.active.add_data_validation(validation)
        validation.add("A2")
        made.active.add_table(SheetTable(displayName="T", ref="A1:A2"))
        made.active.auto_filter.ref = "A1:A2"

    path = book(tmp_path / "a.xlsx", [["id"], ["a"]], change=decorated)
    rewritten(path, "xl/styles.xml", lambda xml: re.sub("<cellStyles.*</cellStyles>", "", xml))
    ext = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><f>1</f></ext></extLst>'
    part = "xl/worksheets/sheet1.xml"
    rewritten(path, part, lambda xml: xml.replace("</worksheet>", f"{ext}</worksheet>"))
    assert column(path) == ["a"]


def test_many_rows_come_in_blocks_and_a_second_pass_gives_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("scoring.importing.sources.workbook.BLOCK_ROWS", 7)
    source = opened(book(tmp_path / "a.xlsx", [["id"], *([str(i)] for i in range(30))]))
    assert len(list(source.blocks({"id": 0}, trim=True))) == 5
    assert rows_of(source) == rows_of(source) == [(i + 1, [str(i)]) for i in range(30)]


def outcome(path):
    """What reading a perhaps damaged workbook comes to: its rows, or the code of the fault."""
    try:
        return rows_of(opened(path))
    except DataError as error:
        [problem] = error.problems
        return problem.code


def test_a_workbook_that_is_cut_off_or_damaged_never_gives_other_values(tmp_path):
    path = book(tmp_path / "a.xlsx", [["id", "b"], *([f"T{i}", i / 7] for i in range(60))])
    whole, expected = path.read_bytes(), outcome(path)
    for size in [4, 40, *range(100, len(whole), 301), len(whole) - 1]:
        path.write_bytes(whole[:size])
        assert outcome(path) == "damaged-file", size
    for place in range(30, len(whole), 97):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        path.write_bytes(bytes(flipped))
        found = outcome(path)
        assert found == expected or found in ("damaged-file", "unread-kind"), place


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
)


@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"],
)
def test_entities_are_not_taken_in_any_part(tmp_path, part):
    path = sharing(tmp_path / "a.xlsx", "<si><t>a</t></si>", 0)
    assert outcome(path) == [(1, ["a"])]
    rewritten(path, part, lambda xml: BOMB + re.sub(r"<\?xml[^>]*\?>", "", xml))
    assert outcome(path) == "damaged-file"


@pytest.mark.parametrize(
    ("limit", "part"),
    [("SHEET_BYTES_MAX", "sheet1"), ("STRINGS_BYTES_MAX", "sharedStr"), ("PART_BYTES_MAX", "rels")],
)
def test_a_part_that_unpacks_to_more_than_it_may_is_refused(tmp_path, monkeypatch, limit, part):
    path = sharing(tmp_path / "a.xlsx", "<si><t>a</t></si>", 0)
    monkeypatch.setattr(package, limit, 50)
    problem = refused(path)
    assert problem.code == "too-large"
    assert part in problem.what


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="99999999999999999999"><c><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1e999</v></c></row>',
        '<row r="2"><c r="A2"><v>one</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>-1</v></c></row>',
        '<row r="2"><c r="A2" t="z"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(tmp_path, rows):
    path = book(tmp_path / "a.xlsx", [["id"]])
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
    sheet(path, f"<sheetData>{head}{rows}</sheetData>")
    assert outcome(path) == "damaged-file"
