"""A month of four agents with names and an award, its paper, and how another reader sees it.

Ratings of the month: a1 four fives, b2 a mean of 4.25, c3 of 3.5, and d4 none at all. The curve
goes from 1 (nothing) to 5 (100 points), the tiers begin at 80 and 90, and the bonus is 30 % of the
base, times 1.5, 1 or 0.5. So a1 has 100.00, A and CNY 450.00; b2 has 81.25, B and CNY 300.00; c3
has 62.50, C and JPY 4,500; d4 has no score and no pay.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pypdf

from tests import months

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = '=</p><script>app.alert(1)</script><a href="https://evil.example/">"'
NAMES = {"a1": "Agent 0001", "b2": "员工0002", "c3": HOSTILE, "d4": "javascript:0004"}
AWARD = """\
awards:
  - {name: star, title: {en: Star of the month, zh: 月度之星}, top: 1, per: overall, by: score,
     tiers: any, ties: {break_by: [agent_id]}, amount: none}
"""


class Expected(NamedTuple):
    """What the statement of an agent must say, reckoned by hand above."""

    score: str
    amount: str | None


EXPECTED = {
    "a1": Expected("100.00", "CNY 450.00"),
    "b2": Expected("81.25", "CNY 300.00"),
    "c3": Expected("62.50", "JPY 4,500"),
    "d4": Expected("–", None),
}


def run_of(folder: Path, cost_center: str = "CC1") -> Path:
    """Score and pay the month; return the folder of its run."""
    people = months.roster()
    place = people.schema.get_field_index("cost_center")
    people = people.set_column(place, "cost_center", pa.array([cost_center] * 3))
    fourth = people.slice(1, 1).set_column(0, "agent_id", pa.array(["d4"]))
    people = pa.concat_tables([people, fourth])
    people = people.append_column("name", pa.array([NAMES[k] for k in NAMES]))
    data = months.write(folder / "data", people=people)
    plan = folder / "plan.yaml"
    plan.write_text(months.PLAN + AWARD, encoding="utf-8")
    plaudit("run", plan, data, "--period", months.MONTH, "--out", folder / "RUNS")
    (manifest,) = folder.glob("RUNS/*/*/manifest.json")
    return manifest.parent


def plaudit(*words: object, code: int = 0, **surroundings: str) -> str:
    """Run the command as a process that must end with a code; return what it printed."""
    command = [sys.executable, str(ROOT / "cli.py"), *map(str, words)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | surroundings,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def paper(run: Path, out: Path, *words: object) -> Path:
    """Write the paper of a run."""
    plaudit("report", run, "--pdf", out, *words)
    return out


def files(folder: Path) -> list[Path]:
    """The PDF files of statements in a folder."""
    return sorted(path for path in folder.rglob("*.pdf") if path.name != "certificates.pdf")


def text(path: Path) -> str:
    """The text of a file as another reader finds it, with plain spaces."""
    pages = (page.extract_text() for page in pypdf.PdfReader(path).pages)
    return re.sub(r"\s+", " ", " ".join(pages))


def drawn(page: pypdf.PageObject) -> list[tuple[str, float, float]]:
    """Every piece of text on a sheet: what it says, where it begins from the left, and its size."""
    found = []

    def see(text: str, whole: list[float], own: list[float], _font: object, size: float) -> None:
        found.append((text, whole[0] * own[4] + whole[4], whole[0] * size))

    page.extract_text(visitor_text=see)
    return found


def objects(path: Path) -> list[object]:
    """Every object of a file, however it is reached."""
    reader = pypdf.PdfReader(path)
    return [reader.get_object(n) for n in range(1, reader.trailer["/Size"])]


def names_in(found: object) -> set[str]:
    """Every name that a PDF object uses as a key or a value, however deep within it."""
    generic = pypdf.generic
    if isinstance(found, generic.DictionaryObject):
        return set(found).union(*map(names_in, dict.values(found)))
    if isinstance(found, generic.ArrayObject):
        return set().union(*map(names_in, list.__iter__(found)))
    return {str(found)} if isinstance(found, generic.NameObject) else set()
