"""Drafts for generated exports of other shapes, each finished by nobody and imported as it is."""

import csv
import datetime as dt
import gzip
import random
import re
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from scoring.errors import DataError
from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import load_profile
from scoring.importing.proposal.propose import propose
from tests.importing.exports import table

CHINESE_AGENTS = ["王伟", "李敏", "张静", "刘洋", "陈杰", "杨丽", "赵磊", "黄芳"]
AGENTS = ["Ann Smith", "Bob Jones", "Cid Brown", "Dee Clark", "Eva Lewis", "Fay Young"]
START = dt.datetime(2024, 3, 1)  # noqa: DTZ001 - a wall clock has no zone


def write(path, header, rows, *, delimiter=",", encoding="utf-8", above=()):
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(f"{line}\r\n" for line in above)
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def drafted(folder, source, *, imported=True):
    """Draft a profile, check that it loads, and return it as a tree, its text and its rows."""
    draft = propose(source)
    path = folder / "draft.yaml"
    path.write_text(draft.to_yaml(), encoding="utf-8")
    load_profile(path)
    if imported:
        import_export(path, source, folder / "out")
    rows = table(folder / "out", "interactions.parquet") if imported else []
    told = " ".join(draft.to_yaml().replace("#", " ").split())
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader), told, rows


def test_a_chinese_export_in_gb18030(tmp_path):
    luck = random.Random(1)
    rows = []
    for number in range(400):
        begun = START + dt.timedelta(minutes=37 * number)
        solved = luck.random() < 0.8
        rows.append([
            f"GD{20250000 + number}", CHINESE_AGENTS[number % 8], f"{'一二三'[number % 8 % 3]}组",
            begun.strftime("%Y/%m/%d %H:%M:%S"),
            (begun + dt.timedelta(seconds=90)).strftime("%Y/%m/%d %H:%M:%S"),
            (begun + dt.timedelta(hours=5)).strftime("%Y/%m/%d %H:%M:%S") if solved else "",
            luck.choice(["电话", "微信", "邮件"]), luck.choice(["高", "中", "低"]),
            "已解决" if solved else "处理中", luck.choice(["非常满意", "满意", "不满意", "未评价"]),
            luck.choice(["是", "否"]), "等了很久才有人回复我，不过最后还是解决了",
        ])  # fmt: skip
    header = ["工单编号", "坐席", "班组", "创建时间", "首次响应时间", "解决时间", "渠道", "优先级",
              "状态", "满意度", "是否升级", "备注"]  # fmt: skip
    source = write(tmp_path / "export.csv", header, rows, encoding="gb18030")
    tree, told, made = drafted(tmp_path, source)
    assert tree["csv"] == {"delimiter": "comma", "encoding": "gb18030"}
    assert tree["attribution"]["assignee"]["from"] == "坐席"
    assert tree["roster"]["columns"]["team"]["from"] == "班组"
    assert tree["columns"]["resolved"]["true_words"] == ["已解决"]
    words = {"非常满意": "5", "满意": "4", "不满意": "2", "未评价": "none"}
    assert tree["columns"]["csat"]["words"] == words
    assert "'解决时间' has a value exactly where it is 已解决" in told
    assert not any(name in told for name in CHINESE_AGENTS)
    rated = {"非常满意": 5, "满意": 4, "不满意": 2, "未评价": None}
    assert [r["csat"] for r in made] == [rated[row[9]] for row in rows]
    assert [r["escalated"] for r in made] == [row[10] == "是" for row in rows]
    assert {r["team"] for r in table(tmp_path / "out", "roster.parquet")} == {
        "一组",
        "二组",
        "三组",
    }


def test_month_before_day_is_told_from_the_days_that_are_no_month(tmp_path):
    rows = []
    for number in range(300):
        begun = START + dt.timedelta(hours=5 * number)
        written = f"{begun.month}/{begun.day}/{begun.year} {begun:%I}:{begun:%M} {begun:%p}"
        rows.append([number + 5000, written, AGENTS[number % 6], ["$1,204.99", "$3.00"][number % 2],
                     ["Good", "Bad", "Not Offered", ""][number % 4]])  # fmt: skip
    header = ["Case Number", "Opened Date", "Case Owner", "Amount", "Satisfaction Rating"]
    tree, told, made = drafted(tmp_path, write(tmp_path / "export.csv", header, rows))
    assert tree["columns"]["created_at"]["formats"] == ["%-m/%-d/%Y %I:%M %p"]
    both = sum(int(row[1].split("/")[1]) <= 12 for row in rows)
    assert f"month before day: {both} of 300 texts also fit %-d/%-m/%Y" in told
    assert f"{300 - both} fit this order alone and decide it" in told
    assert [r["created_at"].replace(tzinfo=None) for r in made] == [
        START + dt.timedelta(hours=5 * number) for number in range(300)
    ]
    assert {str(r["x_amount"]) for r in made} == {"1204.990000", "3.000000"}
    assert tree["numbers"] == {"mark": "point", "grouping": "comma"}
    assert [r["csat"] for r in made[:4]] == [5, 1, None, None]


def test_a_semicolon_and_a_decimal_comma_under_lines_of_a_report(tmp_path):
    rows = []
    for number in range(200):
        begun = START + dt.timedelta(hours=3 * number)
        rows.append([f"V-{number}", f"{begun:%d.%m.%Y}", f"{begun:%H:%M}", AGENTS[number % 6],
                     f"{number % 40},5", f"{1 + number % 9}.000,{10 + number % 80}", "Telefon",
                     ["Ja", "Nein"][number % 2], 1 + number % 5])  # fmt: skip
    header = ["Vorgangsnummer", "Datum", "Uhrzeit", "Bearbeiter", "Wartezeit (Min)", "Umsatz",
              "Kanal", "Gelöst", "Bewertung"]  # fmt: skip
    source = write(tmp_path / "export.csv", header, rows, delimiter=";", encoding="utf-8-sig",
                   above=["Bericht vom 01.06.2024", "Bereich: Service"])  # fmt: skip
    tree, _, made = drafted(tmp_path, source)
    assert tree["csv"] == {"delimiter": "semicolon", "encoding": "utf-8", "header_row": "3"}
    assert tree["numbers"] == {"mark": "comma", "grouping": "point"}
    assert tree["columns"]["created_at"]["from"] == ["Datum", "Uhrzeit"]
    by_id = {r["interaction_id"]: r for r in made}
    seventh = by_id["V-7"]
    assert seventh["created_at"].replace(tzinfo=None) == START + dt.timedelta(hours=21)
    # 7,5 minutes are 450 seconds; 8.000,17 is eight thousand and 17 hundredths.
    assert (seventh["first_response_at"] - seventh["created_at"]).total_seconds() == 450
    assert str(seventh["x_umsatz"]) == "8000.170000"
    assert seventh["resolved"] is False


def test_a_log_keeps_the_last_row_of_an_id_and_reads_the_first_answer(tmp_path):
    luck = random.Random(4)
    rows = []
    for number in range(120):
        moment = opened = START + dt.timedelta(hours=7 * number)
        for step, state in enumerate(["New", "Active", "Awaiting User Info", "Resolved"]):
            if step:
                moment += dt.timedelta(minutes=10 * step)
            rows.append([
                f"INC{number:07}", state, step, f"Caller {number % 50}",
                f"{opened.day}/{opened.month}/{opened.year} {opened:%H:%M}",
                f"{moment.day}/{moment.month}/{moment.year} {moment:%H:%M}",
                "?" if state == "New" else f"Resolver {number % 9}",
                f"{moment.day}/{moment.month}/{moment.year} {moment:%H:%M}"
                if state == "Resolved" else "?",
            ])  # fmt: skip
    luck.shuffle(rows)
    header = ["number", "incident_state", "sys_mod_count", "caller_id", "opened_at",
              "sys_updated_at", "assigned_to", "resolved_at"]  # fmt: skip
    tree, told, made = drafted(tmp_path, write(tmp_path / "export.csv", header, rows))
    assert tree["repeats"]["keep_last_by"][0] == "x_sys_updated_at"
    assert tree["nulls"] == ["", "?"]
    assert "360 of 480 rows repeat an id" in told
    assert "'?' 480 times, in 2 columns" in told
    assert tree["columns"]["first_response_at"]["event"] == {
        "take": "first", "where": {"incident_state": {"not": ["New"]}},
    }  # fmt: skip
    assert len(made) == 120
    assert all(r["resolved"] for r in made)
    waits = {r["first_response_at"] - r["created_at"] for r in made}
    assert waits == {dt.timedelta(minutes=10)}
    assert {r["agent_id"] for r in made} == {f"Resolver {number}" for number in range(9)}


def plain(count=60, **changes):
    """A small plain export: header and rows, some columns replaced by functions of the row."""
    columns = {
        "id": lambda n: f"T{n}",
        "agent": lambda n: AGENTS[n % 6],
        "created": lambda n: f"{START + dt.timedelta(hours=n):%Y-%m-%d %H:%M:%S}",
        **changes,
    }
    return list(columns), [[make(n) for make in columns.values()] for n in range(count)]


def test_a_rating_in_numbers_and_words_is_a_number_and_asks_for_the_words_it_does_not_know(
    tmp_path,
):
    said = ["5", "4", "3", "2", "1", "5", "4.5", "5", "4", "Very good", "good", "Bad", "excellent",
            "poor", "满意", "不满意", "n/a", "", "meh", "Wow"]  # fmt: skip
    header, rows = plain(200, rating=lambda n: said[n % 20])
    tree, told, made = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    csat = tree["columns"]["csat"]
    assert csat["read"] == "decimal"
    assert csat["scale"] == {"lowest": "1", "highest": "5"}
    assert csat["words"] == {
        "Very good": "5", "good": "5", "Bad": "1", "excellent": "5", "poor": "2", "满意": "4",
        "不满意": "2", "meh": "none", "Wow": "none",
    }  # fmt: skip
    asked = "give the number of each of these words; until then none stands in: Wow (10), meh (10)"
    assert f"check: {asked}" in told
    stands_for = {**csat["words"], "n/a": "none", "": "none"}
    by_id = {r["interaction_id"]: r["csat"] for r in made}
    for number in range(20):
        expected = stands_for.get(said[number], said[number])
        assert by_id[f"T{number}"] == (None if expected == "none" else Decimal(expected))


@pytest.mark.parametrize("name", ["rating", "reason"])
def test_numbers_among_words_are_a_rating_only_where_the_name_says_so(tmp_path, name):
    header, rows = plain(120, **{name: lambda n: ["1", "2", "3", "4", "other"][n % 5]})
    tree, _, _ = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert ("csat" in tree["columns"]) == (name == "rating")


def test_rows_that_stand_twice_alike_count_once(tmp_path):
    header, rows = plain(50)
    tree, told, made = drafted(tmp_path, write(tmp_path / "a.csv", header, rows + rows[:20]))
    assert tree["repeats"] == "identical_ok"
    assert "20 of 70 rows repeat an id, and each of them is identical" in told
    assert len(made) == 50


def test_rows_that_share_an_id_and_differ_are_for_a_person_to_decide(tmp_path):
    header, rows = plain(80, topic=lambda n: ["Billing", "Login"][n % 2])
    other = [*rows[3][:-1], "Refund"]
    tree, told, _ = drafted(tmp_path, write(tmp_path / "a.csv", header, [*rows, other]))
    assert tree["repeats"] == "error"
    assert "check: repeats that differ break repeated-id" in told


def test_dates_that_nothing_decides_are_said_to_be_undecided(tmp_path):
    # Ten days of March and the third of ten months are the same texts, changed about.
    header, rows = plain(50, created=lambda n: f"{1 + n % 10:02}/03/2024 10:00")
    tree, told, _ = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert tree["columns"]["created_at"]["formats"] == ["%d/%m/%Y %H:%M"]
    assert "check: day before month: 50 of 50 texts also fit %m/%d/%Y %H:%M" in told
    assert "read so, the dates lie closer together" in told


def test_a_column_that_proves_the_order_decides_for_one_that_cannot(tmp_path):
    header, rows = plain(
        50,
        created=lambda n: f"{1 + n % 10:02}/03/2024 10:00",
        closed=lambda n: f"{13 + n % 10:02}/03/2024 10:00",
    )
    _, told, made = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert "none decides, and other columns of the file have this order" in told
    assert {(r["created_at"].month, r["closed_at"].day - r["created_at"].day) for r in made} == {
        (3, 12)
    }


def test_a_duration_between_two_stamps_is_left_and_a_negative_one_is_told(tmp_path):
    header, rows = plain(
        60,
        solved=lambda n: f"{START + dt.timedelta(hours=n, minutes=7 * n):%Y-%m-%d %H:%M:%S}",
        q1=lambda n: 7 * n,
        talk=lambda n: f"{'-' if n % 20 == 3 else ''}{n % 7}:0{n % 9}:30",
    )
    tree, told, _ = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert tree["ignore"] == ["q1"]
    assert "q1: 'created' + this in minutes = 'solved' in 59 of 59 rows" in told
    assert tree["columns"]["talk_s"]["unit"] == "h:m:s"
    assert "check: below zero in 3 of 60 rows" in told


def test_a_word_that_means_none_among_numbers_and_something_among_words_stays_with_its_column(
    tmp_path,
):
    header, rows = plain(
        60,
        price=lambda n: "NA" if n % 3 == 0 else f"{n}.25",
        region=lambda n: ["NA", "EMEA", "APAC"][n % 3],
    )
    tree, told, made = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert tree["nulls"] == [""]
    assert tree["columns"]["x_price"]["nulls"] == ["", "NA"]
    assert "check: 'NA' is no value in 1 column, and a word of its own in others" in told
    assert sum(r["region"] == "NA" for r in made) == sum(r["x_price"] is None for r in made) == 20


def test_an_offset_is_taken_at_its_word_and_said_to_be(tmp_path):
    made_at = lambda n: f"{START + dt.timedelta(hours=n):%Y-%m-%dT%H:%M:%S}+00:00"  # noqa: E731
    tree, told, _ = drafted(
        tmp_path, write(tmp_path / "a.csv", *plain(40, created=made_at)), imported=False
    )
    assert tree["columns"]["created_at"]["formats"] == ["%Y-%m-%dT%H:%M:%S%z"]
    assert "check: the offset is taken at its word" in told


def test_seconds_since_1970_are_stamps_where_the_name_says_so(tmp_path):
    count_from = 1_700_000_000
    header, rows = plain(40, created=lambda n: count_from + 60 * n, weight=lambda n: count_from + n)
    tree, _, made = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert tree["columns"]["created_at"]["formats"] == ["unix_s"]
    assert made[0]["created_at"].timestamp() == count_from
    assert tree["ignore"] == ["weight"]


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "gzip", "utf-16", "windows-1252"])
def test_every_kind_of_source_is_drafted(tmp_path, kind):
    header, rows = plain(30, city=lambda n: ["Köln", "Hof"][n % 2])
    source = tmp_path / "export"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for line in [header, *rows]:
            book.active.append(line)
        book.save(source)
    elif kind == "parquet":
        columns = list(zip(*rows, strict=True))
        pq.write_table(pa.table({h: list(c) for h, c in zip(header, columns, strict=True)}), source)
    elif kind == "gzip":
        lines = "\n".join(",".join(line) for line in [header, *rows]) + "\n"
        source.write_bytes(gzip.compress(lines.encode()))
    else:
        write(source, header, rows, encoding=kind)
    tree, _, made = drafted(tmp_path, source)
    assert [r["agent_id"] for r in sorted(made, key=lambda r: r["created_at"])] == [
        row[1] for row in rows
    ]
    assert ("xlsx" in tree, "csv" in tree) == (kind == "xlsx", kind not in ("xlsx", "parquet"))
    assert {r["x_city"] for r in made} == {"Köln", "Hof"}


def test_a_sheet_with_a_title_above_its_table_is_read_from_the_names_on(tmp_path):
    header, rows = plain(30)
    book = openpyxl.Workbook()
    for line in [["Report of March"], [], header, *rows]:
        book.active.append(line)
    book.save(tmp_path / "export.xlsx")
    tree, _, made = drafted(tmp_path, tmp_path / "export.xlsx")
    assert tree["xlsx"] == {"sheet": "first", "header_row": "3"}
    assert len(made) == 30


def test_date_cells_beside_text_dates_are_to_be_checked_at_their_column(tmp_path):
    header, rows = plain(60)
    for number, row in enumerate(rows):
        # As a spreadsheet does that takes days for months: the 13th and later stay text.
        day, month = 1 + number % 28, 3 + number % 4
        row[2] = dt.datetime(2024, day, month) if day <= 12 else f"{day:02}/{month:02}/2024"  # noqa: DTZ001
    book = openpyxl.Workbook()
    for line in [header, *rows]:
        book.active.append(line)
    book.save(tmp_path / "export.xlsx")
    text = propose(tmp_path / "export.xlsx").to_yaml()
    above = " ".join(text.partition("  created_at:")[0].rpartition("interaction_id:")[2].split())
    cells = sum(isinstance(row[2], dt.datetime) for row in rows)
    assert f"# check: column 'created': {cells} cells with dates and {60 - cells}" in above
    assert "exchanged the two" in above.replace(" # ", " ")


def test_one_of_a_thing_is_written_as_one(tmp_path):
    header, rows = plain(1, price=lambda n: "1.25", other=lambda n: "?")
    source = write(tmp_path / "a.csv", header, rows, above=["Report"])
    _, told, _ = drafted(tmp_path, source)
    assert "A draft, from 1 row and 5 columns of a.csv" in told
    assert "above the column names: 1 line" in told
    assert "'?' 1 time, in 1 column" in told
    assert not re.search(r"(?<!of )\b1 (columns|rows|values|words|lines|times)\b", told)


def test_a_folder_of_parts_is_drafted_as_one_export(tmp_path):
    header, rows = plain(40)
    parts = tmp_path / "parts"
    parts.mkdir()
    write(parts / "1.csv", header, rows[:25], delimiter=";")
    backwards = [list(reversed(row)) for row in rows[25:]]
    write(parts / "2.csv", list(reversed(header)), backwards, delimiter=";")
    tree, told, made = drafted(tmp_path, parts)
    assert tree["csv"]["delimiter"] == "semicolon"
    assert "A draft, from 40 rows and 3 columns of parts" in told
    assert len(made) == 40
    write(parts / "3.csv", ["id", "who"], [["x", "y"]], delimiter=";")
    with pytest.raises(DataError, match="its columns are not those of"):
        propose(parts)


def test_the_path_of_a_file_that_is_not_there_is_a_data_error(tmp_path):
    with pytest.raises(DataError, match="missing-file"):
        propose(tmp_path / "nowhere.csv")


def test_a_header_of_repeated_names_is_refused(tmp_path):
    with pytest.raises(DataError, match="stands several times in the header"):
        propose(write(tmp_path / "a.csv", ["x", "X "], [["1", "2"]]))


def test_what_cannot_be_found_is_said_and_the_draft_still_loads(tmp_path):
    source = write(tmp_path / "a.csv", ["a"], [["x"], ["y"]])
    _, told, _ = drafted(tmp_path, source, imported=False)
    assert "check: no column looks like an agent" in told
    assert "check: no column of dates was found" in told


def test_who_has_a_code_is_credited_by_it_and_named_in_the_roster(tmp_path):
    header, rows = plain(60, login=lambda n: f"a{n % 6 + 10}")
    header[1] = "agent name"
    tree, _, made = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    assert tree["attribution"]["assignee"]["from"] == "login"
    assert tree["roster"]["columns"]["name"]["from"] == "agent name"
    assert {r["agent_id"] for r in made} == {f"a{number + 10}" for number in range(6)}


def test_names_of_other_people_and_prose_are_never_shown(tmp_path):
    header, rows = plain(
        60,
        buddy=lambda n: ["Pia", "Max", "Liv"][n % 3],
        mentor=lambda n: ["Gus Hale", "Ida Moss"][n % 2],
        remark=lambda n: ["call me", "too late"][n % 2],
    )
    _, told, _ = drafted(tmp_path, write(tmp_path / "a.csv", header, rows))
    hidden = ("Pia", "Max", "Liv", "Gus", "Ida", "call me", "too late", *AGENTS)
    assert not any(word in told for word in hidden)
