"""Fault 33: ids and file names that lead elsewhere, hide, or look like another."""

import os
import unicodedata

import pyarrow as pa
import pytest

from tests.faults.scene import contacts, export, line, roster, table, told, with_column

SAFE = ["../../etc/x", "/etc/passwd", "CON", "nul.txt", "..", "-rf", "~root", "a:b", "C:\\x", "%2e"]
"""Odd, and plain characters all the same: an id may be so, and no file is ever named after it."""

UNSAFE = {
    "300 characters": "x" * 300,
    "a line break": "x\ny",
    "a carriage return": "x\ry",
    "NUL": "x\0y",
    "a right-to-left override": "x\u202ey",
    "an isolate": "x\u2066y",
    "a zero-width space": "x\u200by",
    "a byte order mark": "\ufeffx",
    "an escape": "\x1b[31mx",
    "nothing but a space": " ",
    "nothing": "",
}


def outside(scene):
    """Every path beside the scene's own folder, and the folder's own entries."""
    return sorted(str(p) for p in scene.folder.parent.rglob("*") if scene.runs not in p.parents)


def odd_agents():
    """A row of the roster and an interaction for each odd name, and two for the usual ones."""
    people = roster().take(pa.array([0] * len(SAFE) + [1, 2]))
    people = with_column(people, "agent_id", [*SAFE, "Brandt-78", "Okafor-79"])
    return with_column(contacts(), "agent_id", [*SAFE, "Brandt-78", "Okafor-79"]), people


def test_agents_of_odd_names_are_scored_and_name_no_file(scene):
    scene.write(*odd_agents())
    before = outside(scene)
    left = scene.run()
    assert left.code == 0, left.err
    assert outside(scene) == before
    assert {row["agent_id"] for row in table(left.out, "scorecards")} >= set(SAFE)
    place = left.out.strip()
    for name in SAFE:
        shown = scene.plaudit("explain", place, "--", name)
        assert shown.code == 0, shown.err
    paid = scene.plaudit("export", place, "--to", "payroll-csv", "--out", scene.folder / "pay.csv")
    # Either the ids are such as a payroll file may hold, or it is refused: nothing is escaped.
    assert paid.code in (0, 3), paid.err
    new = set(outside(scene)) - set(before)
    assert all(path.startswith(str(scene.folder / "pay")) for path in new), new


@pytest.mark.parametrize("name", UNSAFE.values(), ids=UNSAFE)
def test_an_agent_whose_name_hides_something_is_refused_in_the_roster(scene, name):
    before = outside(scene)
    scene.write(people=roster(agent_id=pa.array(["Zhou-77", name, "Okafor-79"])))
    words = ("roster.parquet, column agent_id", "row 2", "-text]")
    said = scene.refused(3, *words, by=("validate",) if name else ("validate", "run"))
    assert not name.strip() or name not in said
    assert outside(scene) == before


@pytest.mark.parametrize("column", ["interaction_id", "agent_id"])
def test_rows_whose_id_hides_something_are_set_aside(scene, column):
    names = list(UNSAFE.values())
    scene.write(with_column(contacts(), column, [*names, contacts()[column][11].as_py()]))
    report = scene.report()
    assert (report["quarantined"], report["clean"]) == (len(names), 1)
    found = {rule: (of, count) for rule, of, count, _ in told(report)}
    # An agent of such a name is not on the roster either, and a row tells all its faults.
    assert found.pop("unknown-agent", (column, len(names))) == (column, len(names))
    assert found == {"unsafe-text": (column, len(names) - 2), "blank-text": (column, 2)}
    said = scene.plaudit("validate", scene.data).out
    assert not [name for name in names if name.strip() and name in said]
    scene.allow("1")
    left = scene.run()
    assert left.code == 0, left.err
    assert scene.manifest(left.out)["rows"]["quarantined"] == len(names)


def test_interactions_of_odd_names_are_rows_like_others(scene):
    scene.write(with_column(contacts(), "interaction_id", [*SAFE, "T1", "T2"]))
    before = outside(scene)
    left = scene.run()
    assert left.code == 0, left.err
    assert scene.manifest(left.out)["rows"]["quarantined"] == 0
    assert outside(scene) == before


COMPOSED = "Zo\u00eb"
TWINS = [("A1", "a1"), (COMPOSED, unicodedata.normalize("NFD", COMPOSED)), ("A1", "\uff211")]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_are_two_agents_and_are_told(scene, one, other):
    agents = [one] * 4 + [other] * 4 + ["Okafor-79"] * 4
    scene.write(
        with_column(contacts(), "agent_id", agents),
        roster(agent_id=pa.array([one, other, "Okafor-79"])),
    )
    left = scene.run()
    assert left.code == 0, left.err
    assert scene.manifest(left.out)["agents"] == 3
    assert "look-alike-ids" in left.err
    said = {finding["code"]: finding["reason"] for finding in scene.report()["findings"]}
    assert said["look-alike-ids"].endswith("only in case or in their Unicode form: 2")


def test_twins_among_interactions_are_two_rows(scene):
    values = ["A1", "a1", *contacts()["interaction_id"].to_pylist()[2:]]
    scene.write(with_column(contacts(), "interaction_id", values))
    left = scene.run()
    assert left.code == 0, left.err
    assert scene.manifest(left.out)["rows"]["quarantined"] == 0


NAMES = ["-rf.csv", "CON.csv", "a b.csv", "%2e%2e.csv", "\u4e1a\u7ee9.csv", "x" * 240 + ".csv"]
HIDING = [
    "x\u202egpj.csv",
    "x\ny.csv",
    "x\x1b[31m.csv",
    "x\u200b.csv",
    os.fsdecode(b"x\xff.csv"),
]


@pytest.mark.parametrize("name", NAMES)
def test_an_export_of_an_odd_name(scene, name):
    source = scene.folder / name
    source.write_text(export(line(1), line(2, stars="9"), line(3, id="")), encoding="utf-8")
    before = outside(scene)
    report = scene.imported(source)
    assert (report["rows_in"], report["rows_written"]) == (3, 2)
    out = scene.folder / "imported"
    new = set(outside(scene)) - set(before) - {str(scene.folder / "helpdesk.yaml")}
    assert all(path == str(out) or path.startswith(f"{out}{os.sep}") for path in new), new
    # What was written can be read again.
    assert scene.report(out)["rows_in"] == 3


@pytest.mark.parametrize("name", HIDING)
def test_an_export_whose_name_hides_something(scene, name):
    # The tables of an import name the file, and a name that hides something could not stand there.
    source = scene.folder / name
    source.write_text(export(line(1), line(2, stars="9")), encoding="utf-8")
    said = scene.import_refused(source, 3, "Rename the file", "[unsafe-name]")
    assert all(c.isprintable() or c == "\n" for c in said)


@pytest.mark.parametrize("name", [*NAMES, *HIDING])
def test_a_missing_export_of_an_odd_name(scene, name):
    said = scene.import_refused(scene.folder / name, 3, "[")
    assert all(c.isprintable() or c == "\n" for c in said)


@pytest.mark.parametrize("name", ["p\nq.parquet", "\u202ep.parquet", "-.parquet", "CON.parquet"])
def test_a_part_of_an_odd_name(scene, name):
    rows = with_column(contacts(), "csat", [9.0] * 12, pa.float64())
    scene.allow("1")
    scene.write_parts(contacts().slice(0, 6), rows.slice(6), names=("a.parquet", name))
    said = scene.refused(3, "column csat", "[parts-differ]")
    assert all(c.isprintable() or c == "\n" for c in said)
    whole = contacts()
    nobody = with_column(whole, "agent_id", ["nobody", *whole["agent_id"].to_pylist()[1:]])
    (scene.data / "interactions" / name).unlink()
    scene.write_parts(nobody, names=(name,))
    (scene.data / "interactions" / "a.parquet").unlink(missing_ok=True)
    left = scene.plaudit("validate", scene.data)
    assert left.code == 0, left.err
    assert all(c.isprintable() or c == "\n" for c in left.out), left.out
    assert scene.run().code == 0


def test_a_link_out_of_the_folder_is_followed_and_nothing_is_written_through_it(scene):
    elsewhere = scene.folder.parent / "elsewhere.parquet"
    scene.interactions.rename(elsewhere)
    scene.interactions.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    left = scene.run()
    assert left.code == 0, left.err
    assert elsewhere.read_bytes() == before
