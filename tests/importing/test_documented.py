"""Every recipe of the page, imported as it stands there: what it says comes out does come out.

The results on the page were worked out by hand from the few rows beside them; the test takes rows,
profile lines and results out of the page and holds them to each other.
"""

import csv
import datetime as dt
import gzip
import io
import random
import re
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from scoring.docs.dictionary import data_dictionary
from scoring.errors import DataError, ReconciliationError
from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import load_profile
from tests.importing.exports import table

PAGE = data_dictionary()
RECIPES = {
    part.partition("\n")[0]: part
    for part in re.split(r"^#### ", PAGE.partition("\n## Shipped profiles")[0], flags=re.MULTILINE)[
        1:
    ]
}
WORKBOOK, PARQUET = "Workbooks (XLSX)", "Parquet"
TEXT = "Delimited text: sign, encoding, packing"
STATED = "What the exporting system states: `controls.yaml`"
BESIDE = ("columns", "violations")
"""Keys whose entries a recipe adds to those of the smallest profile, as the page says."""


def blocks(kind, text):
    """The blocks of one kind in a part of the page."""
    return re.findall(rf"```{kind}\n(.*?)```", text, flags=re.DOTALL)


def smallest():
    """The profile that every recipe changes."""
    [text] = [one for one in blocks("yaml", PAGE) if one.startswith("profile: our-desk")]
    return text


def write_recipe(folder, lines):
    """Write the smallest profile with the lines of a recipe in it."""
    profile = yaml.load(smallest(), yaml.BaseLoader)
    for key, said in yaml.load(lines, yaml.BaseLoader).items():
        profile[key] = {**profile[key], **said} if key in BESIDE else said
    path = folder / "our-desk.yaml"
    path.write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    return path


def write_export(folder, title, rows):
    """Write the rows of a recipe as the kind of file that it speaks of."""
    if title == WORKBOOK:
        return _write_workbook(folder / "export.xlsx", rows)
    if title == PARQUET:
        return _write_parquet(folder / "export.parquet", rows)
    path = folder / "export.csv"
    path.write_text(rows, encoding="utf-8")
    return path


def _write_workbook(path, rows):
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(rows)):
        book.active.append([_cell(text) for text in row])
    book.save(path)
    return path


def _cell(text):
    if re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", text):
        return dt.datetime.fromisoformat(text)
    return int(text) if text.isdigit() else text or None


def _write_parquet(path, rows):
    read = list(csv.DictReader(io.StringIO(rows)))
    opened = [dt.datetime.fromisoformat(row["opened"]) for row in read]
    columns = {
        "id": pa.array([row["id"] for row in read]),
        "agent": pa.array([row["agent"] for row in read]).dictionary_encode(),
        "opened": pa.array(opened, pa.timestamp("ms", "Asia/Shanghai")),
        "talk": pa.array([int(row["talk"]) if row["talk"] else None for row in read], pa.int16()),
        "done": pa.array([row["done"] == "true" for row in read]),
    }
    pq.write_table(pa.table(columns), path)
    return path


def check_results(said, report, data):
    """Hold the results of a recipe to the tables and to the lines of the report."""
    lines = [line.strip() for line in report.to_text().splitlines()]
    tables = {}
    for line in filter(None, said.splitlines()):
        name, of_table, rest = line.rpartition(".parquet: ")
        cells = re.split(r" {2,}", rest)
        if of_table or len(cells) > 1 or not tables or re.fullmatch(r"T\d", line):
            tables.setdefault(f"{name or 'interactions'}.parquet", []).append(cells)
        else:
            assert line in lines, f"{line!r} is not in the report: {lines}"
    for name, (header, *rows) in tables.items():
        assert rows
        found = [[_shown(row[column]) for column in header] for row in table(data, name)]
        assert found == rows


def _shown(value):
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").replace("+00:00", "Z")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "-" if value is None else str(value)


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_does_what_it_says(tmp_path, title):
    [rows], [lines, *_], [said, *_] = (blocks(k, RECIPES[title]) for k in ("csv", "yaml", "text"))
    source = write_export(tmp_path, title, rows)
    report = import_export(write_recipe(tmp_path, lines), source, tmp_path / "data")
    check_results(said, report, tmp_path / "data")
    assert report.rows_in == sum(report.became.values())


def test_the_annotated_profile_does_what_it_says(tmp_path):
    part = PAGE.partition("## A whole profile, annotated")[2].partition("\n## ")[0]
    [rows], [profile], [said] = (blocks(kind, part) for kind in ("csv", "yaml", "text"))
    path = tmp_path / "incident-log.yaml"
    path.write_text(profile, encoding="utf-8")
    (tmp_path / "log.csv").write_text(rows, encoding="utf-8")
    check_results(
        said, import_export(path, tmp_path / "log.csv", tmp_path / "data"), tmp_path / "data"
    )
    every = load_profile(path).profile
    assert {*every.violations.__class__.model_fields} - {"place", "key_places"} == {
        rule.replace("-", "_") for rule in yaml.safe_load(profile)["violations"]
    }


def test_the_smallest_profile_holds_together(tmp_path):
    (tmp_path / "p.yaml").write_text(smallest(), encoding="utf-8")
    assert load_profile(tmp_path / "p.yaml").profile.profile == "our-desk"


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gzip", "zstd"])
def test_the_text_recipe_reads_every_encoding_and_packing(tmp_path, how):
    part = RECIPES[TEXT]
    [rows], [lines], [said] = (blocks(kind, part) for kind in ("csv", "yaml", "text"))
    packers = {"gzip": gzip.compress, "zstd": lambda raw: pa.compress(raw, "zstd", asbytes=True)}
    raw = packers[how](rows.encode()) if how in packers else rows.encode(how)
    (tmp_path / "export.csv").write_bytes(raw)
    source = tmp_path / "export.csv"
    report = import_export(write_recipe(tmp_path, lines), source, tmp_path / "data")
    check_results(said, report, tmp_path / "data")
    assert report.sources[0].compression == (how if how in packers else "none")


def test_several_files_and_folders_make_one_folder(tmp_path):
    part = RECIPES["Ratings that mix numbers and words"]
    [rows], [lines], [said] = (blocks(kind, part) for kind in ("csv", "yaml", "text"))
    header, *rest = rows.splitlines()
    (tmp_path / "more").mkdir()
    for name, some in (("a.csv", rest[5:]), ("more/b.csv", rest[:2]), ("more/c.csv", rest[2:5])):
        (tmp_path / name).write_text("\n".join([header, *some]), encoding="utf-8")
    profile = write_recipe(tmp_path, lines)
    report = import_export(profile, [tmp_path / "a.csv", tmp_path / "more"], tmp_path / "data")
    check_results(said, report, tmp_path / "data")
    assert [(one.name, one.rows) for one in report.sources] == [
        ("a.csv", 3), ("b.csv", 2), ("c.csv", 3),
    ]  # fmt: skip


def test_stated_figures_that_agree_come_along_and_others_end_the_import(tmp_path):
    part = RECIPES[STATED]
    [rows], [lines, stated], [_, told] = (blocks(kind, part) for kind in ("csv", "yaml", "text"))
    (tmp_path / "export.csv").write_text(rows, encoding="utf-8")
    profile, controls = write_recipe(tmp_path, lines), tmp_path / "controls.yaml"

    def imported(text, out):
        controls.write_text(text, encoding="utf-8")
        return import_export(profile, tmp_path / "export.csv", tmp_path / out, controls=controls)

    assert imported(stated, "data").sums["cost"] == "3.3000"
    assert (tmp_path / "data" / "controls.yaml").read_text(encoding="utf-8") == stated
    with pytest.raises(ReconciliationError) as caught:
        imported(stated.replace("rows: 2", "rows: 3").replace("3.30", "3.31"), "other")
    assert caught.value.exit_code == 7
    assert [f"{p.where}: {p.what}." for p in caught.value.problems] == told.splitlines()
    assert not (tmp_path / "other").exists()


def test_what_the_page_lists_lies_in_the_folder_afterwards(tmp_path):
    [rows] = blocks("csv", RECIPES["What breaks a rule (校验)"])
    [lines] = blocks("yaml", RECIPES["What breaks a rule (校验)"])
    (tmp_path / "export.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "controls.yaml").write_text(
        "system: s\nperiod: {from: 2026-03-01, to: 2026-03-01, zone: UTC}\n"
        "tables: {interactions: {rows: 4}}\n",
        encoding="utf-8",
    )
    roster = "\nroster: {from_date: 2026-01-01, columns: {}}"
    data = tmp_path / "data"
    import_export(
        write_recipe(tmp_path, lines + roster),
        tmp_path / "export.csv",
        data,
        controls=tmp_path / "controls.yaml",
    )
    part = PAGE.partition("## What lies in the data folder afterwards")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\S+)` \|", part, flags=re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in data.iterdir())
    # T2 breaks negative-duration, T3 has no time, the last row no id: in the order of the file.
    aside = table(data, "import-quarantine.parquet")
    assert [row["row"] for row in aside] == [2, 3, 4]
    assert '"opened": "yesterday"' in aside[1]["raw"]


def test_a_rule_called_error_ends_the_import_as_the_page_says(tmp_path):
    part = RECIPES["Several formats in one column, and what is ambiguous"]
    [rows], [lines] = blocks("csv", part), blocks("yaml", part)
    (tmp_path / "export.csv").write_text(rows, encoding="utf-8")
    profile = write_recipe(tmp_path, lines.replace("quarantine", "error"))
    with pytest.raises(DataError) as caught:
        import_export(profile, tmp_path / "export.csv", tmp_path / "data")
    assert [problem.code for problem in caught.value.problems] == ["ambiguous-stamp"]
    assert not (tmp_path / "data").exists()


def test_every_reading_unit_and_mode_has_a_recipe_or_a_line():
    recipes = "".join(RECIPES.values())
    for way in ("text", "constant", "stamp", "duration", "whole", "decimal", "boolean", "flag"):
        assert f"read: {way}" in recipes
    for unit in ("unit: s", "unit: min", "unit: h", '"h:m:s"', '"h:m"', '"m:s"', '"d h:m:s"'):
        assert unit in recipes
    for key in ("event:", "fill:", "blank_where:", "optional:", "affixes:", "keep:", "headers:"):
        assert key in recipes


def test_a_clock_that_never_changes_is_named_as_the_page_says(tmp_path):
    profile = write_recipe(tmp_path, "zone: Etc/GMT-8")
    (tmp_path / "e.csv").write_text("id,agent,opened\nT1,A1,2026-03-01 09:00\n", encoding="utf-8")
    import_export(profile, tmp_path / "e.csv", tmp_path / "data")
    [row] = table(tmp_path / "data", "interactions.parquet")
    assert _shown(row["created_at"]) == "2026-03-01 01:00:00Z"  # eight hours before
    assert "`Etc/GMT-8` for UTC+8" in PAGE


def test_a_line_above_the_header_is_told_and_passed_over(tmp_path):
    source = tmp_path / "e.csv"
    source.write_text("sep=;\nid;agent;opened\nT1;A1;2026-03-01 09:00\n", encoding="utf-8")
    lines = "csv: {delimiter: semicolon, encoding: utf-8, header_row: 1}"
    with pytest.raises(DataError) as caught:
        import_export(write_recipe(tmp_path, lines), source, tmp_path / "data")
    assert {problem.code for problem in caught.value.problems} == {"missing-column"}
    assert "look at `delimiter`, `header_row`" in caught.value.problems[0].hint
    profile = write_recipe(tmp_path, lines.replace("header_row: 1", "header_row: 2"))
    assert import_export(profile, source, tmp_path / "data").rows_written == 1


STATES = ["New", "Active", "Awaiting User Info", "-100", "Resolved", "Closed"]
LOG = ["number", "incident_state", "opened_at", "sys_updated_at", "sys_mod_count", "reopen_count"]
LOG += ["made_sla", "contact_type", "category", "assignment_group", "assigned_to", "resolved_by"]
LOG += ["resolved_at", "priority"]


def made_log(seed, tickets):
    """Rows of an event log: several a ticket, many in one minute, in no order."""
    dice = random.Random(seed)
    rows = []
    for number in range(tickets):
        opened = at = dt.datetime(2016, 2, 27, tzinfo=dt.UTC) + dt.timedelta(
            minutes=dice.randrange(90_000)
        )
        category = dice.choice(["Test", "Mail", "?"])
        for changes in range(dice.randrange(1, 8)):
            at += dt.timedelta(minutes=dice.choice([0, 0, 1, 600]))
            said = [f"INC{number}", dice.choice(STATES), _unpadded(opened), _unpadded(at)]
            said += [str(changes), "0", dice.choice(["true", "false"]), dice.choice(["?", "Email"])]
            said += [category, "G", dice.choice(["R1", "?"]), dice.choice(["R1", "R2", "?"])]
            rows.append(dict(zip(LOG, [*said, "?", "3"], strict=True)))
    dice.shuffle(rows)
    return rows


def _unpadded(at):
    return f"{at.day}/{at.month}/{at.year} {at:%H:%M}"


def expected_of(rows):
    """The last state of each ticket, its resolver and its first change that is not New."""
    tickets = {}
    for row in rows:
        if row["category"] == "Mail":  # a row that says nothing meets no `not`, as the page says
            tickets.setdefault(row["number"], []).append(row)
    for number, events in tickets.items():
        events.sort(key=lambda row: (_instant(row["sys_updated_at"]), int(row["sys_mod_count"])))
        answered = [row for row in events if row["incident_state"] != "New"]
        last = events[-1]
        yield {
            "interaction_id": number,
            "agent_id": None if last["resolved_by"] == "?" else last["resolved_by"],
            "created_at": _instant(last["opened_at"]),
            "first_response_at": _instant(answered[0]["sys_updated_at"]) if answered else None,
            "resolved": last["incident_state"] in ("Resolved", "Closed"),
            "channel": "Phone" if last["contact_type"] == "?" else last["contact_type"],
        }


def _instant(text):
    local = dt.datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007 - the next line says it
    return (local - dt.timedelta(hours=8)).replace(tzinfo=dt.UTC)  # China's clock never changes


def test_an_event_log_of_many_rows_comes_out_as_row_by_row(tmp_path):
    part = PAGE.partition("## A whole profile, annotated")[2]
    (tmp_path / "p.yaml").write_text(blocks("yaml", part)[0], encoding="utf-8")
    rows = made_log(seed=3, tickets=400)
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, LOG)
        writer.writeheader()
        writer.writerows(rows)
    report = import_export(tmp_path / "p.yaml", tmp_path / "log.csv", tmp_path / "data")
    expected = sorted(expected_of(rows), key=lambda row: row["interaction_id"])
    found = table(tmp_path / "data", "interactions.parquet")
    assert [{name: row[name] for name in expected[0]} for row in found] == expected
    away = sum(row["category"] != "Mail" for row in rows)
    assert report.became == {
        "written": len(expected), "rejected": 0, "filtered": away, "repeated": 0,
        "superseded": len(rows) - away - len(expected),
    }  # fmt: skip
