"""Fault 48, for reading: nothing in the surroundings changes what an import or a check says."""

import hashlib
import os
import subprocess
import sys

import pytest

from tests.faults.scene import contacts, export, line, told, with_column
from tests.importing.exports import write_profile

SWITCHED_OFF = {
    "PANDERA_VALIDATION_ENABLED": "False",
    "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY",
    "PANDERA_USE_NARWHALS_BACKEND": "True",
    "PANDERA_CACHE_DATAFRAME": "True",
}
SURROUNDINGS = {
    "switched off": SWITCHED_OFF
    | {"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"}
    | {"TZ": "Pacific/Apia", "LC_ALL": "C", "COLUMNS": "20"},
    "turkish": {"TZ": ":/nowhere", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"},
}


def command(root, folder, surroundings, *words):
    """Run the command as a process of its own, in surroundings of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    return subprocess.run(
        [sys.executable, str(root / "cli.py"), *map(str, words)],
        env=kept | surroundings, cwd=folder, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def bytes_in(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


ROWS = [
    line(1), line(2, stars="9"), line(3, solved="31.03.2024 02:30"), line(4, agent="\u0130stanbul"),
    line(5, channel="I\u0131i\u0130"), line(6, price="1.0000005"), line(7, id=""),
    line(8, state="DONE"), line(9, day="27.10.2024", time="02:30"), line(10, team="s\u00fcd"),
]  # fmt: skip


@pytest.fixture
def export_folder(tmp_path):
    """An export and its profile."""
    (tmp_path / "export.csv").write_text(export(*ROWS), encoding="utf-8")
    write_profile(tmp_path)
    return tmp_path


def test_an_import_writes_the_same_bytes_everywhere(export_folder, root, plaudit, monkeypatch):
    monkeypatch.chdir(export_folder)
    words = ("import", "--profile", "helpdesk.yaml", "export.csv", "--out")
    here = plaudit(*words, "here")
    assert here.code == 0, here.err
    wanted = bytes_in(export_folder / "here")
    assert len(wanted) >= 4
    for name, surroundings in SURROUNDINGS.items():
        left = command(root, export_folder, surroundings, *words, name)
        assert left.returncode == 0, left.stderr
        assert bytes_in(export_folder / name) == wanted
        assert left.stdout.decode().replace(name, "here") == here.out


def test_a_check_says_the_same_where_checks_were_switched_off(scene, root):
    values = ["nobody", *contacts()["agent_id"].to_pylist()[1:]]
    scene.write(with_column(with_column(contacts(), "agent_id", values), "nps", [11] + [3] * 11))
    assert told(scene.report()) == [
        ("out-of-range", "nps", 1, [1]),
        ("unknown-agent", "agent_id", 1, [1]),
    ]
    here = scene.plaudit("validate", scene.data)
    left = command(root, scene.folder, SURROUNDINGS["switched off"], "validate", scene.data)
    assert left.returncode == 0, left.stderr
    assert left.stdout.decode() == here.out


def test_a_run_writes_the_same_bytes_where_checks_were_switched_off(scene, root):
    left = scene.plaudit("run", scene.plan, scene.data, "--period", "2026-10", "--out", scene.runs)
    surroundings = SWITCHED_OFF | {"TZ": "Pacific/Apia", "PYTHONHASHSEED": "5"}
    words = ("run", scene.plan, scene.data, "--period", "2026-10", "--out", scene.folder / "OTHER")
    other = command(root, scene.folder, surroundings, *words)
    assert other.returncode == 0, other.stderr
    here, there = (
        {p.name: p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}
        for folder in (scene.runs, scene.folder / "OTHER")
    )
    assert left.code == 0, left.err
    assert here == there
    assert left.out.strip().rsplit("/", 1)[-1] == other.stdout.decode().strip().rsplit("/", 1)[-1]
