"""`plaudit validate` says what is in a folder; a plan adds what it needs of it."""

import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import DataError
from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import Violations
from scoring.intake.fields import CHECK_RULES
from scoring.intake.folder import open_folder
from scoring.intake.imported import take_imported
from scoring.intake.needs import check_needs
from scoring.intake.quarantine import Quarantine
from scoring.intake.remedies import REMEDIES
from scoring.intake.validate import validate
from scoring.layout import cells_of
from scoring.plan.load import load_plan
from tests.importing.exports import row, write_export, write_profile
from tests.intake.folders import contacts, days, people, write, write_parts
from tests.months import PLAN


@pytest.fixture
def plan(tmp_path):
    def load(text=PLAN):
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        return load_plan(path)

    return load


def rated(*ratings):
    return contacts(len(ratings), csat=pa.array(ratings))


def imported(*rows):
    names = ("file", "row", "column", "rule", "reason", "consequence")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def told(report, consequence="row"):
    return {r.rule: r.count for r in report.rules if r.consequence == consequence}


def test_a_report_accounts_for_every_row(tmp_path, plan):
    rows = rated(5.0, 6.0, 150.0, 4.0, None, 3.0).append_column(
        "channel", pa.array(["a", "b\tb", "c", "d", "e", "f"])
    )
    rows = rows.set_column(1, "agent_id", pa.array(["a1", "a1", "a1", None, "zz", "b2"]))
    d = write(tmp_path / "d", rows)
    report = validate(d)
    # 150 is outside of the contract and zz unknown; 6 is a fault only on a plan's scale.
    assert (report.rows_in, report.clean, report.quarantined) == (6, 4, 2)
    assert told(report) == {"out-of-range": 1, "unknown-agent": 1}
    assert (report.blanked, told(report, "field")) == (1, {"unsafe-text": 1})
    assert (report.unattributed, report.agents, report.plan) == (1, 3, None)
    assert [f.name for f in report.files] == ["interactions.parquet", "roster.parquet"]
    loose = plan(PLAN.replace("quarantine_max: 0.1", "quarantine_max: 0.5"))
    on_plan = validate(d, loose)
    assert told(on_plan) == {"out-of-range": 1, "out-of-scale": 1, "unknown-agent": 1}
    assert (on_plan.clean, on_plan.quarantined, on_plan.plan) == (3, 3, "small")
    assert json.loads(on_plan.to_json())["quarantined"] == 3
    text = on_plan.to_text()
    assert "rows in 6 = clean 3 + quarantined 3" in text
    assert on_plan.problems == ()


def test_what_a_run_would_refuse_is_told_with_the_table(tmp_path, plan):
    # One of four ratings is off the plan's scale, and the plan allows a tenth of the rows.
    report = validate(write(tmp_path / "d", rated(5.0, 6.0, 4.0, 3.0)), plan())
    (problem,) = report.problems
    assert problem.code == "too-many-bad-rows"
    assert "rows in quarantine: 1 of 4" in problem.what
    assert told(report) == {"out-of-scale": 1}
    assert json.loads(report.to_json())["problems"][0]["code"] == "too-many-bad-rows"


def test_the_table_names_rule_places_reason_and_remedy(tmp_path):
    rows = contacts(8).set_column(1, "agent_id", pa.array(["zz", "a1", *["yy"] * 5, "c3"]))
    rows = rows.append_column("channel", pa.array(["a\tb", *"bcdefgh"]))
    text = validate(write(tmp_path / "d", rows)).to_text()
    start = text.index("Rules broken")
    table = text[start : text.index("Rows by file")].splitlines()
    assert table == [
        "Rules broken 校验 or applied, the most frequent first",
        "  rows   share  rule           column    what became of it",
        "     6  75.0 %  unknown-agent  agent_id  row set aside",
        "      at   interactions.parquet row 1, 3, 4, 5, 6 and 1 more",
        "      why  the agent is not on the roster",
        "      do   Add the agents to the roster, under the ids that the rows have.",
        "     1  12.5 %  unsafe-text    channel   field blanked",
        "      at   interactions.parquet row 1",
        "      why  not 1 to 120 characters free of control, direction and zero-width marks",
        "      do   Remove what does not show from the export, and shorten what is too long.",
        "",
    ]


def test_a_rule_is_added_up_over_all_files(tmp_path):
    parts = [contacts(3), contacts(6).slice(3)]
    strangers = [part.set_column(1, "agent_id", pa.array(["x"] * 3)) for part in parts]
    report = validate(write_parts(tmp_path / "d", strangers))
    (rule,) = report.rules
    assert (rule.rule, rule.count) == ("unknown-agent", 6)
    assert [(p.file, p.row) for p in rule.places] == [
        *(("interactions/part-0.parquet", row) for row in (1, 2, 3)),
        *(("interactions/part-1.parquet", row) for row in (1, 2)),
    ]
    text = "interactions/part-0.parquet row 1, 2, 3, interactions/part-1.parquet row 1, 2 and 1"
    assert text in report.to_text()
    assert [(a.name, a.rows_in, a.clean, a.quarantined) for a in report.by_file] == [
        ("interactions/part-0.parquet", 3, 0, 3),
        ("interactions/part-1.parquet", 3, 0, 3),
    ]


def test_values_are_shown_where_they_are_asked_for(tmp_path):
    d = write(tmp_path / "d", rated(5.0, 150.0, 4.0, 777.5))
    report = validate(d)
    assert "150" not in report.to_text() + report.to_json()
    shown = validate(d, show_values=True)
    assert 'row 2 ("150.0"), 4 ("777.5")' in shown.to_text()
    (rule,) = json.loads(shown.to_json())["rules"]
    assert [place["value"] for place in rule["places"]] == ['"150.0"', '"777.5"']


def test_values_of_rows_that_an_import_set_aside_are_shown_as_the_export_had_them(tmp_path):
    # The second row's time was skipped by the clock, the fourth has a rating that is blanked.
    rows = (
        row(),
        row(id="T2", day="31.03.2024", time="02:30"),
        row(id="T3"),
        row(id="T4", stars="9"),
    )
    profile = write_profile(tmp_path, ("zone-gap: blank", "zone-gap: quarantine"))
    import_export(profile, write_export(tmp_path, *rows), tmp_path / "d")
    assert "02:30" not in validate(tmp_path / "d").to_text()
    text = validate(tmp_path / "d", show_values=True).to_text()
    assert 'export.csv row 2 ("31.03.2024" + "02:30")' in text
    assert "export.csv row 4\n" in text  # an import keeps the rows that it sets aside alone


def test_no_line_is_wider_than_a_terminal_and_nothing_is_cut(tmp_path):
    name = "x_" + "long_" * 11
    rows = contacts(3).append_column(name, pa.array(["a", "b\tb", "c"]))
    faults = imported(
        (
            "工单导出" * 30 + ".csv",
            9,
            "first answered + " * 6 + "时间",
            "x" * 60,
            "y " * 200,
            "field",
        ),
    )
    text = validate(write(tmp_path / "d", rows, **{"import-faults": faults})).to_text()
    assert all(cells_of(line) <= 100 for line in text.splitlines()[1:])
    joined = "".join(text.split())
    assert "工单导出" * 30 in joined
    assert "y" * 200 in joined
    # In the table, a long word goes on below itself: 26 of 60, 26 and 8.
    assert [text.count("x" * n) for n in (26, 27)] == [2, 0]
    assert all(
        f"{piece}  field" in text or f"{piece}\n" in text for piece in (name[:26], name[52:])
    )


def test_every_rule_has_a_remedy(tmp_path):
    of_actions = {"fill", "keep", "repeats", "blank-where", "roster-conflict", "roster-text"}
    of_actions |= {"other-assignee", "other-resolver", "other-column"}
    of_reader = {"repeated-id", "repeated-row", "unknown-agent"}
    of_entry = {"not-finite", "too-many-places", "not-a-number", "blank-text"}
    of_contract = {"null-id", "null-value", "passed-over-done"} | set(CHECK_RULES.values())
    of_profile = {field.alias for field in Violations.model_fields.values() if field.alias}
    every = of_actions | of_reader | of_entry | of_contract | of_profile
    assert every - REMEDIES.keys() == {"not-a-period"}  # no column of interactions is a period
    assert REMEDIES.keys() <= every
    told = [one.told(imported=True) for one in REMEDIES.values()]
    assert all(text[0].isupper() and text.endswith(".") for text in told)
    assert REMEDIES["repeated-row"].told(imported=False) == "Export each row once."


def test_what_the_import_set_aside_stays_in_the_count(tmp_path):
    faults = imported(
        ("export.csv", 4, "rating", "out-of-range", "not within 1 and 5", "row"),
        ("export.csv", 4, None, "null-value", "the value is empty", "row"),
        ("export.csv", 9, "answered", "negative-duration", "before it began", "field"),
    )
    d = write(tmp_path / "d", **{"import-faults": faults})
    quarantine = Quarantine()
    aside = take_imported(open_folder(d), quarantine)
    assert aside == {"row": 1, "filtered": 0, "repeated": 0, "superseded": 0}
    assert sorted((e.column or "", e.rows.tolist()) for e in quarantine.entries) == [
        ("", [4]),
        ("answered", [9]),
        ("rating", [4]),
    ]
    report = validate(d)
    assert (report.rows_in, report.clean, report.quarantined, report.blanked) == (7, 6, 1, 1)
    assert told(report, "field") == {"negative-duration": 1}
    assert [(a.name, a.rows_in, a.clean, a.quarantined) for a in report.by_file] == [
        ("interactions.parquet", 6, 6, 0),
        ("export.csv", 1, 0, 1),
    ]
    assert [(a.name, a.rows_in) for a in report.by_period] == [("2026-10", 6), (None, 1)]
    assert not any(take_imported(open_folder(write(tmp_path / "plain")), Quarantine()).values())


def test_a_table_of_import_faults_keeps_its_contract(tmp_path):
    faults = imported(("export.csv", 0, "rating", "out-of-range", "why", "perhaps"))
    folder = open_folder(write(tmp_path / "d", **{"import-faults": faults}))
    with pytest.raises(DataError) as caught:
        take_imported(folder, Quarantine())
    assert {p.code for p in caught.value.problems} == {"out-of-range", "unknown-word"}


def test_small_tables_are_checked_without_a_plan(tmp_path):
    twice = people(agent_id=pa.array(["a1", "a1", "c3"]), fte=pa.array([1, 1, 3]))
    given = pa.table({"agent_id": ["a1"] * 2, "name": ["r"] * 2, "value": [1, 2]})
    with pytest.raises(DataError) as caught:
        validate(write(tmp_path / "d", roster=twice, given=given))
    assert {p.code for p in caught.value.problems} == {
        "overlapping-rows",
        "out-of-range",
        "repeated-key",
    }


def needs(folder, plan):
    with pytest.raises(DataError) as caught:
        check_needs(open_folder(folder), plan)
    return {(p.code, p.where) for p in caught.value.problems}, caught.value.problems


def test_a_column_that_the_plan_reads_must_be_there(tmp_path, plan):
    found, (problem,) = needs(write(tmp_path / "d"), plan())
    assert found == {("missing-column", "interactions.parquet")}
    assert "'csat', which the plan reads" in problem.what
    assert problem.hint.startswith("Add it: ")
    check_needs(open_folder(write(tmp_path / "e", rated(5.0))), plan())


def test_a_missing_column_is_not_taken_for_another_of_the_contract(tmp_path, plan):
    text = PLAN.replace("of: csat", "of: cost\n    currency: CNY")
    rows = rated(5.0).append_column("cost_currency", pa.array(["CNY"]))
    _, (problem,) = needs(write(tmp_path / "d", rows), plan(text))  # csat is there, and not meant
    assert "no column 'cost'" in problem.what
    assert problem.hint.startswith("Add it: decimal128")
    named = rows.append_column("x_cost", pa.array([Decimal(1)]))
    _, (problem,) = needs(write(tmp_path / "e", named), plan(text))
    assert problem.hint == "Did you mean 'x_cost'?"  # nobody else has asked for this one
    own = text.replace("scales:", "columns: {x_cost: decimal}\nscales:")
    _, (problem,) = needs(write(tmp_path / "e", named), plan(own))
    assert problem.hint.startswith("Add it: ")


def test_company_columns_are_of_the_kind_declared(tmp_path, plan):
    own = PLAN.replace(
        "scales:", "columns: {x_grade: decimal, x_key: text, x_gone: stamp}\nscales:"
    )
    rows = rated(5.0, 4.0)
    rows = rows.append_column("x_grade", pa.array([1, 2])).append_column("x_key", pa.array([1, 2]))
    found, _ = needs(write(tmp_path / "d", rows), plan(own))
    # Whole numbers are decimals too; they are no text.
    assert found == {
        ("missing-column", "interactions.parquet"),
        ("wrong-type", "interactions.parquet, column x_key"),
    }


def test_tables_that_the_plan_reads_must_be_there(tmp_path, plan):
    text = PLAN.replace(
        "components:\n",
        "  rating:\n    {title: Rating, kind: given, given: rating, unit: points, better: higher,"
        " places: 1, volume_min: 0, missing: exclude}\ncomponents:\n",
    ).replace("    missing: exclude\n", "    missing: exclude\n    anchors: {target: targets}\n")
    found, _ = needs(write(tmp_path / "d", rated(5.0)), plan(text))
    assert found == {("missing-file", "given.parquet"), ("missing-file", "targets.parquet")}


def test_tables_that_no_rule_uses_are_told(tmp_path):
    rate = {"from_currency": ["USD"], "to_currency": ["CNY"], "rate": ["7.1"], "source": ["bank"]}
    table = pa.table(rate | {"on": days("2026-10-01")})
    table = table.set_column(2, "rate", table["rate"].cast(pa.decimal128(9, 4)))
    report = validate(write(tmp_path / "d", fx=table))
    assert "fx.parquet: read and checked; no rule of this version uses it" in report.to_text()


def test_a_whole_ordinary_month_is_clean(tmp_path):
    rng = np.random.default_rng(5)
    ratings = [Decimal(int(x)) for x in rng.integers(1, 6, 500)]
    rows = contacts(500, csat=pa.array(ratings, pa.decimal128(3, 0)))
    report = validate(write(tmp_path / "d", rows, people(hire_date=days(None, None, None))))
    assert (report.rows_in, report.clean, report.quarantined, report.blanked) == (500, 500, 0, 0)
