"""The wheel holds all that the command needs: built, unpacked, run with no checkout in sight."""

import importlib.util
import subprocess
import sys
import zipfile

import pytest

COMMAND = "import sys; from scoring.cli import main; sys.argv[0] = 'plaudit'; main()"


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """The unpacked wheel of this checkout."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed, and the wheel is built with it")
    built, unpacked = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("unpacked")
    words = ["pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
    build = [sys.executable, "-m", *words, "--wheel-dir", str(built), str(root)]
    subprocess.run(build, capture_output=True, check=True)
    (file,) = built.iterdir()
    with zipfile.ZipFile(file) as archive:
        archive.extractall(unpacked)
    return unpacked


@pytest.fixture
def inside(wheel, tmp_path):
    """Run Python in an empty folder, with the unpacked wheel before everything else."""

    def run(code, *words):
        # -P keeps the current folder off the path; PYTHONPATH stands before the checkout's own
        # place there, where it is installed as editable.
        return subprocess.run(
            [sys.executable, "-P", "-c", code, *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(wheel), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    return run


def test_plans_and_profiles_travel_inside(wheel, root, inside):
    shipped = wheel / "scoring" / "shipped"
    code = "import scoring, scoring.shipped as s; print(scoring.__file__, s.shipped('rules'))"
    assert inside(code).split() == [
        str(wheel / "scoring" / "__init__.py"),
        str(shipped / "rules"),
    ]
    for folder in ("rules", "datasets"):
        files = {p.relative_to(root): p.read_bytes() for p in (root / folder).rglob("*.yaml")}
        assert files
        assert all((shipped / name).read_bytes() == said for name, said in files.items())
    outside = {path.name for path in wheel.iterdir() if path.name != "scoring"}
    assert all(name.endswith(".dist-info") for name in outside)
    assert not list(wheel.rglob("tests"))


@pytest.mark.parametrize("plan", ["aftersales-monthly", "jixiao-monthly"])
def test_a_shipped_plan_is_checked_from_the_wheel(inside, plan):
    assert "come out as expected\n" in inside(COMMAND, "check", plan)


def test_the_demonstration_comes_out_the_same_from_the_wheel(inside, demonstration):
    # The same seed, plan and versions: the same run id, which names everything that decides it.
    said = inside(COMMAND, "demo", "--out", "demo")
    here = demonstration.said.replace(str(demonstration.folder), "demo")
    assert said == here
