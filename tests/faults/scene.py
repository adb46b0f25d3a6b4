"""The scene of a fault: a plan, data, an earlier run, and what must hold when a command refuses."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests import months
from tests.importing.exports import write_profile

AGENTS = ("Zhou-77", "Brandt-78", "Okafor-79")
NAMES = {"a1": AGENTS[0], "b2": AGENTS[1], "c3": AGENTS[2]}
PERSONAL = (*AGENTS, "TICKET-", "Zhou", "Brandt", "Okafor")
"""What no message may repeat: ids of people and of what they did."""

COLUMNS = ("id", "agent", "day", "time", "wait", "solved", "channel", "stars", "state", "talk")
HEADER = ",".join([*COLUMNS, "price", "team", "remark"])


def line(number: int, **said: str) -> str:
    """One row of the help desk's export, ordinary but for what is said."""
    row = {
        "id": f"TICKET-{number:03}", "agent": AGENTS[number % 3], "day": "02.01.2024",
        "time": "10:00", "wait": "2", "solved": "", "channel": "chat", "stars": "5",
        "state": "done", "talk": "1", "price": "1", "team": "north", "remark": "",
    }  # fmt: skip
    return ",".join((row | said).values())


def export(*lines: str) -> str:
    """An export of such rows."""
    return "\n".join([HEADER, *lines]) + "\n"


def contacts() -> pa.Table:
    """The month's twelve interactions, under ids that are looked for in what is printed."""
    rows = months.interactions()
    agents = [NAMES[name] for name in rows["agent_id"].to_pylist()]
    ids = [f"TICKET-{number:03}" for number in range(rows.num_rows)]
    return rows.set_column(0, "interaction_id", pa.array(ids)).set_column(
        1, "agent_id", pa.array(agents)
    )


def roster(**columns: Any) -> pa.Table:
    """The month's roster under these ids; columns replace or extend it."""
    people = months.roster()
    columns = {"agent_id": pa.array(AGENTS), **columns}
    for name, values in columns.items():
        at = people.schema.get_field_index(name)
        people = (
            people.append_column(name, values)
            if at < 0
            else people.set_column(at, name, values)
        )  # fmt: skip
    return people


def with_column(rows: pa.Table, name: str, values: Any, kind: Any = None) -> pa.Table:
    """Replace or add one column of a table."""
    array = values if isinstance(values, pa.Array) else pa.array(values, kind)
    at = rows.schema.get_field_index(name)
    return rows.append_column(name, array) if at < 0 else rows.set_column(at, name, array)


def good_month(folder: Path) -> Path:
    """Write a data folder with nothing wrong."""
    return months.write(folder, rows=contacts(), people=roster())


class Scene:
    """A folder with plan, data, runs and what is to be broken."""

    def __init__(self, folder: Path, plaudit: Callable[..., Any]) -> None:
        self.folder, self.plaudit = folder, plaudit
        self.plan, self.data, self.runs = folder / "plan.yaml", folder / "data", folder / "RUNS"

    @property
    def interactions(self) -> Path:
        """The file of the interactions."""
        return self.data / "interactions.parquet"

    def write(self, rows: pa.Table | None = None, people: pa.Table | None = None) -> None:
        """Write the data folder anew, with other rows or other people."""
        shutil.rmtree(self.data)
        months.write(
            self.data,
            rows=contacts() if rows is None else rows,
            people=roster() if people is None else people,
        )

    def write_parts(self, *parts: pa.Table, names: tuple[str, ...] = ()) -> None:
        """Write the interactions as a folder of parts."""
        self.interactions.unlink(missing_ok=True)
        (self.data / "interactions").mkdir(exist_ok=True)
        for number, part in enumerate(parts):
            name = names[number] if names else f"part-{number}.parquet"
            place = self.data / "interactions" / name
            pq.write_table(part, place, write_page_checksum=True)

    def reads(self, column):
        """Let the plan read one more column: a run judges rows by those that its plan needs."""
        measure = (
            f"  more: {{kind: count, where: {{{column}: {{present: true}}}}, title: More,\n"
            "         unit: rows,\n"
            "         better: higher, places: 0, period_on: created_at, volume_min: 0,\n"
            "         missing: zero}\ncomponents:\n"
        )
        text = self.plan.read_text(encoding="utf-8")
        self.plan.write_text(text.replace("components:\n", measure, 1), encoding="utf-8")

    def allow(self, share: str) -> None:
        """Let the plan bear another share of rows in quarantine."""
        text = self.plan.read_text(encoding="utf-8")
        text = text.replace("quarantine_max: 0.1", f"quarantine_max: {share}")
        self.plan.write_text(text, encoding="utf-8")

    def digests(self) -> dict[str, str]:
        """Every file under the scene, temporary ones too, with the digest of its bytes."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def report(self, data: Path | None = None) -> dict[str, Any]:
        """What `validate --json` says of a data folder that it takes."""
        left = self.plaudit("validate", data or self.data, "--json")
        assert left.code == 0, left.err
        said: dict[str, Any] = json.loads(left.out)
        assert said["rows_in"] == said["clean"] + said["quarantined"] + sum(
            said.get("left_out", {}).values()
        )
        return said

    def run(self, period: str = months.MONTH) -> Any:
        """Run the plan over the data."""
        return self.plaudit("run", self.plan, self.data, "--period", period, "--out", self.runs)

    def refused(
        self, code: int, *words: str, by: tuple[str, ...] = ("validate", "run"), where: Any = None
    ) -> str:
        """Call commands that must refuse, and return what they said.

        Each ends with the code, says the words, has neither a traceback nor anything personal in
        it, prints nothing as data, and leaves every file as it was: no new run, earlier runs and
        the data untouched.
        """
        where, before, said = where or self.data, self.digests(), []
        calls = {
            "validate": ("validate", where),
            "run": ("run", self.plan, where, "--period", months.MONTH, "--out", self.runs),
        }
        for name in by:
            left = self.plaudit(*calls[name])
            said.append(self._checked(left, code, words))
            assert self.digests() == before, name
        return said[-1]

    def import_refused(
        self, source: Path | str, code: int, *words: str, changes: tuple[tuple[str, str], ...] = ()
    ) -> str:
        """Import what must be refused: the same holds, and no data folder is left, nor a part."""
        profile = write_profile(self.folder, *changes)
        if isinstance(source, str):
            (self.folder / "export.csv").write_bytes(source.encode())
            source = self.folder / "export.csv"
        before, out = self.digests(), self.folder / "imported"
        left = self.plaudit("import", "--profile", profile, source, "--out", out)
        said = self._checked(left, code, words)
        assert self.digests() == before
        assert not out.exists()
        assert not list(self.folder.glob(".*"))
        return said

    def imported(self, source: Path | str, *changes: tuple[str, str]) -> Any:
        """Import what must be taken, and return its report."""
        profile = write_profile(self.folder, *changes)
        if isinstance(source, str):
            (self.folder / "export.csv").write_bytes(source.encode())
            source = self.folder / "export.csv"
        out = self.folder / "imported"
        left = self.plaudit("import", "--profile", profile, source, "--out", out)
        assert left.code == 0, left.err
        return json.loads((out / "import.json").read_text(encoding="utf-8"))

    def _checked(self, left: Any, code: int, words: tuple[str, ...]) -> str:
        assert left.code == code, left.err
        assert left.out == ""
        lines = left.err.splitlines()
        assert lines
        # Where, what, the remedy and the stable code: every line has all of them.
        assert all(told.startswith("plaudit: ") and told.endswith("]") for told in lines), left.err
        assert all(". " in told or "? " in told for told in lines), left.err
        assert "Traceback" not in left.err
        missing = [word for word in words if word not in left.err]
        assert not missing, (missing, left.err)
        assert not [word for word in PERSONAL if word in left.err], left.err
        return left.err

    def manifest(self, run: str) -> dict[str, Any]:
        """The manifest of a run that a command printed the place of."""
        text = (Path(run.strip()) / "manifest.json").read_text(encoding="utf-8")
        return json.loads(text)  # type: ignore[no-any-return]


def table(run: str, name: str) -> list[dict[str, Any]]:
    """Read a table of a run that a command printed the place of."""
    rows: list[dict[str, Any]] = pq.read_table(Path(run.strip()) / f"{name}.parquet").to_pylist()
    return rows


def accounted(rows: dict[str, Any]) -> bool:
    """Say whether all rows of a manifest are used, excluded by a reason or in quarantine."""
    out = rows["used"] + sum(rows["excluded"].values()) + rows["quarantined"]
    return bool(rows["in"] == out)


def told(report: dict[str, Any]) -> list[tuple[str, str, int, list[int]]]:
    """The rules of a report: rule, column, how often, and the rows named."""
    return [
        (rule["rule"], rule["column"], rule["count"], [place["row"] for place in rule["places"]])
        for rule in report["rules"]
    ]
