"""Faults 1 to 7 and 19: files that are missing, empty, cut off, something else, or too many."""

import gzip
import random
import shutil

import pyarrow.parquet as pq
import pytest

from tests.faults.scene import AGENTS, contacts, export, line, roster, with_column

FILES = ("interactions.parquet", "roster.parquet")


@pytest.mark.parametrize("name", ["none", "data/none", "plan.yaml/data", "a/b/../../none"])
def test_a_path_that_is_not_there(scene, name):
    said = scene.refused(3, where=scene.folder / name)
    assert name.rsplit("/", 1)[-1] in said
    assert "[no-such-path]" in said
    source = scene.folder / name
    said = scene.import_refused(source, 3, source.name)
    assert "[missing-file]" in said or "[no-such-path]" in said


def test_a_file_in_the_place_of_a_folder(scene):
    scene.refused(3, "[not-a-directory]", "not a folder", where=scene.plan)


@pytest.mark.parametrize("left", [(), ("roster.parquet",), ("interactions",)])
def test_a_folder_with_nothing_to_read(scene, left):
    shutil.rmtree(scene.data)
    scene.data.mkdir()
    for name in left:
        if name == "interactions":
            (scene.data / name).mkdir()
        else:
            pq.write_table(roster(), scene.data / name)
    # A library would give a table without rows, and a month in which nobody worked.
    scene.refused(3, "[no-interactions]" if left else "[empty-directory]")


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_a_byte(scene, name):
    (scene.data / name).write_bytes(b"")
    scene.refused(3, f"{name}: cannot be read as Parquet", "Write the file anew", "[unreadable]")


def test_an_empty_part_among_good_ones(scene):
    rows = contacts()
    scene.write_parts(rows.slice(0, 6), rows.slice(6))
    (scene.data / "interactions" / "part-2.parquet").write_bytes(b"")
    said = scene.refused(3, "interactions/part-2.parquet", "[unreadable]")
    assert "part-0" not in said
    assert "part-1" not in said


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n", b"\n\n\n"])
def test_an_export_without_a_byte(scene, content):
    source = scene.folder / "export.csv"
    source.write_bytes(content)
    scene.import_refused(source, 3, "export.csv", "[")


def test_an_export_with_a_header_alone(scene):
    scene.import_refused(export(), 3, "export.csv", "[no-rows]")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_off_anywhere(scene, name):
    path = scene.data / name
    whole = path.read_bytes()
    for size in sorted(random.Random(4).sample(range(1, len(whole)), 20)):
        path.write_bytes(whole[:size])
        scene.refused(3, f"{name}: cannot be read as Parquet", "[unreadable]", by=("validate",))
    scene.refused(3, name, "[unreadable]", by=("run",))


def test_a_file_with_bytes_after_its_end(scene):
    path = scene.interactions
    path.write_bytes(path.read_bytes() + b"\0" * 8)
    scene.refused(3, "interactions.parquet", "[unreadable]")


def test_an_export_that_is_cut_off_in_a_row(scene):
    text = export(*(line(number) for number in range(30)))
    cells = text.splitlines()[-1].count(",")
    for size in sorted(random.Random(4).sample(range(len(text) - 40, len(text) - 20), 5)):
        assert text[:size].splitlines()[-1].count(",") < cells
        scene.import_refused(text[:size], 3, "export.csv row 30", "[wrong-column-count]")


def test_an_export_that_is_cut_off_in_quotes(scene):
    text = export(line(1), line(2, remark='"the customer asked'))
    scene.import_refused(text, 3, "export.csv", "[unclosed-quote]")


def test_a_packed_export_that_is_cut_off(scene):
    whole = gzip.compress(export(*(line(number) for number in range(200))).encode(), mtime=0)
    source = scene.folder / "export.csv.gz"
    for size in sorted(random.Random(4).sample(range(1, len(whole)), 10)):
        source.write_bytes(whole[:size])
        scene.import_refused(source, 3, "export.csv.gz", "[")


def test_a_parquet_export_that_is_cut_off_or_damaged(scene):
    source = scene.folder / "export.parquet"
    pq.write_table(contacts(), source, write_page_checksum=True)
    whole = source.read_bytes()
    for size in sorted(random.Random(4).sample(range(1, len(whole)), 10)):
        source.write_bytes(whole[:size])
        scene.import_refused(source, 3, "export.parquet", "[")


@pytest.mark.parametrize("name", FILES)
def test_text_that_is_named_parquet(scene, name):
    (scene.data / name).write_text(f"interaction_id,agent_id\nTICKET-1,{AGENTS[0]}\n")
    scene.refused(3, f"{name}: cannot be read as Parquet", "[unreadable]")


def test_every_damaged_file_is_named_in_one_go(scene):
    for name in FILES:
        (scene.data / name).write_text("no Parquet")
    said = scene.refused(3, *FILES)
    assert said.count("[unreadable]") == 2


def test_parquet_that_is_named_csv(scene):
    source = scene.folder / "export.csv"
    pq.write_table(contacts(), source)
    scene.import_refused(source, 3, "export.csv", "[")


MARK = b"MARKED-BYTES"


def flipped(scene, **options):
    """Write the interactions with a bit of one text flipped, in a page of plain bytes."""
    plainly = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    rows = with_column(contacts(), "rated_agent_id", [MARK.decode()] * 12)
    pq.write_table(rows, scene.interactions, **plainly, **options)
    data = bytearray(scene.interactions.read_bytes())
    data[data.index(MARK)] ^= 1
    scene.interactions.write_bytes(data)


def test_a_flipped_bit_in_a_page_with_a_checksum(scene):
    flipped(scene, write_page_checksum=True)
    scene.refused(3, "interactions.parquet", "CRC checksum", "[unreadable]")


def test_a_flipped_bit_in_a_file_that_an_import_listed(scene):
    scene.imported(export(*(line(number) for number in range(12))))
    data = scene.folder / "imported"
    path = data / "interactions.parquet"
    whole = path.read_bytes()
    for at in (len(whole) // 5, len(whole) // 3, len(whole) - 9):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        left = scene.plaudit("validate", data)
        # 7: the data is not what the import delivered; or 3, where it cannot even be opened.
        assert left.code in (3, 7), left.err
        assert "interactions.parquet" in left.err
        assert "[not-as-imported]" in left.err or "[unreadable]" in left.err
    path.write_bytes(whole)
    assert scene.plaudit("validate", data).code == 0


def test_a_flipped_bit_that_nothing_protects_is_a_limit(scene):
    # No checksum, no list of digests: the file is what it is, and the run's manifest says so with
    # the file's own digest. One letter of a rated agent is another one now.
    flipped(scene)
    left = scene.run()
    assert left.code == 0, left.err
    found = {file["name"]: file for file in scene.manifest(left.out)["identity"]["inputs"]}
    assert found["interactions.parquet"]["sha256"] == scene.digests()["data/interactions.parquet"]


JUNK = (
    ".interactions.parquet.crc", ".hidden", "_tmp", "_SUCCESS", "Thumbs.db", "interactions.csv",
    "roster.parquet.bak", "interactions.parquet~",
)  # fmt: skip


@pytest.mark.parametrize("name", JUNK)
def test_a_file_that_nobody_knows(scene, name):
    (scene.data / name).write_text("x")
    scene.refused(3, f"{name}: this is no file of a data folder", "[unknown-file]")


@pytest.mark.parametrize("name", [".part-0.parquet.crc", "_part.parquet", "note.txt", "deeper"])
def test_a_file_that_nobody_knows_among_the_parts(scene, name):
    scene.write_parts(contacts())
    path = scene.data / "interactions" / name
    path.mkdir() if name == "deeper" else path.write_text("x")
    scene.refused(3, f"interactions/{name}", "[unknown-file]")


def test_all_of_them_are_listed(scene):
    for name in JUNK:
        (scene.data / name).write_text("x")
    said = scene.refused(3, *JUNK)
    assert said.count("[unknown-file]") == len(JUNK)


def test_the_same_content_under_another_name(scene):
    scene.write_parts(contacts(), contacts())
    scene.refused(3, "interactions/part-1.parquet", "part-0.parquet", "[repeated-file]")


def test_ranges_that_overlap(scene):
    rows = contacts()
    scene.write_parts(rows.slice(0, 8), rows.slice(4))
    # Every copy is set aside, since nobody can tell which is right: 8 of 16, more than a tenth.
    scene.refused(3, "[too-many-bad-rows]", "repeated-", "8 of 16", by=("run",))
    report = scene.report()
    assert (report["rows_in"], report["quarantined"]) == (16, 8)
    said = scene.plaudit("validate", scene.data).out
    assert not [name for name in AGENTS if name in said]


def test_a_file_given_as_file_and_as_folder(scene):
    (scene.data / "interactions").mkdir()
    shutil.copy(scene.interactions, scene.data / "interactions" / "part-0.parquet")
    scene.refused(3, "[two-interactions]", "Remove one of them")
