"""The rules of the house, checked on the source: who imports whom, sizes, and the map."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "scoring").rglob("*.py"))

# Each room, and the rooms it may import from. Data flows from the top of this table down.
GROUND = {
    "accounts",
    "balances",
    "errors",
    "exact",
    "columns",
    "vocabulary",
    "opening",
    "layout",
    "waiting",
    "priors",
    "beside",
    "standing",
    "pools",
}
MAY_IMPORT: dict[str, set[str]] = {
    "accounts": set(),
    "balances": {"exact", "columns"},
    "errors": set(),
    "exact": set(),
    "columns": set(),
    "opening": {"errors"},
    "layout": set(),
    "vocabulary": {"columns"},
    "waiting": {"columns"},
    "priors": {"exact", "columns"},
    "beside": {"columns"},
    "standing": {"exact", "columns"},
    "pools": {"exact", "columns"},
    "shares": GROUND | {"plan", "flow"},
    "shipped": {"errors", "opening"},
    "process": set(),
    "door": {"errors", "process"},
    "disk": {"errors"},
    "placing": {"errors", "disk"},
    "independent": set(),
    "kernels": {"errors"},
    "worktime": {"exact", "columns"},
    "plan": GROUND,
    "prose": GROUND | {"plan"},
    "lines": {"exact", "columns"},
    "flow": GROUND | {"plan", "lines", "worktime"},
    "pieces": GROUND | {"plan", "flow", "kernels", "disk", "worktime"},
    "stages": GROUND | {"plan", "lines", "flow", "pieces", "shares", "kernels"},
    "engine": GROUND | {"plan", "lines", "flow", "pieces", "shares", "stages", "kernels"},
    "intake": GROUND | {"plan", "flow", "pieces", "kernels", "disk", "worktime"},
    "importing": GROUND | {"plan", "intake", "placing", "disk", "shipped"},
    "ledger": GROUND | {"plan", "lines", "flow", "disk"},
    "outputs": GROUND | {"plan", "lines", "flow", "shares", "ledger", "disk", "independent"},
    "exports": GROUND | {"plan", "ledger", "disk", "shipped", "again"},
    "terminal": GROUND | {"ledger", "outputs"},
    "again": GROUND
    | {"plan", "lines", "flow", "pieces", "stages", "engine", "intake", "ledger", "outputs"},
    "report": GROUND | {"plan", "prose", "ledger", "outputs", "placing", "disk", "again"},
    "sample": GROUND | {"intake"},
    "cases": GROUND | {"plan", "lines", "flow", "engine"},
    "done": GROUND | {"plan", "flow", "ledger"},
    "monthly": GROUND
    | {"plan", "flow", "pieces", "engine", "intake", "kernels", "ledger", "outputs", "done"},
    "costs": GROUND | {"plan", "flow", "pieces"},
    "company": GROUND | {"plan", "flow", "intake", "outputs", "monthly", "done", "cases", "costs"},
    "demo": {"sample", "placing", "monthly", "done", "outputs", "shipped", "plan"},
    "cli": {
        "errors",
        "plan",
        "prose",
        "cases",
        "intake",
        "importing",
        "kernels",
        "ledger",
        "outputs",
        "exports",
        "report",
        "company",
        "demo",
    }
    | {"shipped", "disk", "terminal", "process", "door"},
    "docs": GROUND
    | {"plan", "intake", "importing", "exports", "outputs", "cases", "shipped", "cli"},
}
# A library lives in the rooms named and nowhere else.
MAY_USE: dict[str, set[str]] = {
    "pandas": {"intake"},
    "pandera": {"intake"},
    "pyarrow": {"intake", "importing", "sample", "outputs", "ledger", "again", "report"},
    "openpyxl": {"importing"},
    "holidays": {"intake"},
    "yaml": {"plan"},
    "click": {"cli", "door", "docs"},
    "rich": {"terminal", "layout"},
    "llvmlite": {"kernels"},
    "pydantic": {"plan", "intake", "importing", "exports", "cases"},
    "numba": {"kernels"},
    "babel": {"report"},
    "jinja2": {"report"},
    "markupsafe": {"report"},
    "weasyprint": {"report"},
    "fontTools": {"report"},
    "xlsxwriter": {"report"},
    "numpy": {"exact", "columns", "plan", "lines", "flow", "pieces", "kernels", "stages", "engine"}
    | {"shares", "pools", "balances", "costs", "again"}
    | {"beside", "cases", "worktime", "intake", "importing", "sample", "outputs", "ledger", "docs"},
}


def room(path: Path) -> str:
    """The room a source file belongs to: its folder, or its own name at the top."""
    parts = path.relative_to(ROOT / "scoring").with_suffix("").parts
    return parts[0]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_from_the_rooms_it_may(path):
    own = room(path)
    if own == "__init__":
        return  # the public face names rooms as text and imports none
    assert own in MAY_IMPORT, f"{own} has no line in the table of rooms"
    used = {m.split(".")[1] for m in imports(path) if m.startswith("scoring.")}
    assert used - {own} <= MAY_IMPORT[own]


@pytest.mark.parametrize("library", MAY_USE)
def test_a_library_lives_in_its_rooms(library):
    users = {room(p) for p in SOURCES if any(m.split(".")[0] == library for m in imports(p))}
    assert users <= MAY_USE[library]
    assert users, f"nobody uses {library}"


def test_compiled_kernels_use_nothing_of_the_house_but_their_cache():
    # Compiled code is kept by the text of its file: what stands elsewhere could change unseen.
    for path in (ROOT / "scoring" / "kernels").glob("compiled*.py"):
        used = {m for m in imports(path) if m.startswith("scoring.")}
        assert used <= {"scoring.kernels.cache", "scoring.kernels.cache.Kernels"}, path.name


def test_no_stage_imports_another():
    for path in (ROOT / "scoring" / "stages").glob("*.py"):
        others = {m for m in imports(path) if m.startswith("scoring.stages")}
        assert others == set(), path.name


def test_functions_and_modules_stay_small():
    too_large = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            too_large.append(f"{path.name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                count = len(node.args.args) + len(node.args.kwonlyargs)
                if lines > 70 or count > 7:
                    too_large.append(f"{path.name}:{node.name}: {lines} lines, {count} parameters")
    assert too_large == []


def test_nothing_is_checked_with_assert():
    # `python -O` removes assertions, and a check that can be removed is none.
    users = [
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert users == []


def test_the_map_names_every_file_once_and_nothing_else():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"^- `(\S+\.(?:py|yaml))`: \S", text, flags=re.MULTILINE)
    rooms = ("scoring", "rules", "datasets", "benchmarks", "tests")
    real = [
        str(path.relative_to(ROOT))
        for folder in rooms
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".yaml") and path.read_text(encoding="utf-8").strip()
    ]
    assert sorted(named) == sorted(real)


@pytest.mark.parametrize(
    "statement",
    ["import scoring", "import scoring.cli", "import scoring.ledger.verify"],
)
def test_light_doors_open_without_the_heavy_libraries(statement):
    heavy = ["numpy", "pandas", "pandera", "pyarrow", "pydantic", "rich", "yaml"]
    code = f"import sys; {statement}; print(sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "statement", ["import scoring.monthly", "import scoring.intake.validate, scoring.intake.small"]
)
def test_a_run_begins_without_the_libraries_that_only_faults_and_large_months_need(statement):
    heavy = ["pandas", "pandera", "numba", "hypothesis", "openpyxl"]
    code = f"import sys; {statement}; print(sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("library", ["pandas", "pandera"])
def test_pandas_and_pandera_are_behind_one_door(library):
    users = {
        str(path.relative_to(ROOT / "scoring"))
        for path in SOURCES
        if any(m.split(".")[0] == library for m in imports(path))
    }
    assert users <= {"intake/frames.py", "intake/judge.py"}
    for path in SOURCES:
        door = {"scoring.intake.judge", "scoring.intake.frames"} & imports(path)
        assert not door or path.name in ("judge.py", "checks.py"), path.name


def test_every_public_name_resolves():
    import scoring

    assert scoring.__all__ == sorted(scoring.__all__)
    for name in scoring.__all__:
        assert getattr(scoring, name).__doc__
