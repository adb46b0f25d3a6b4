"""The page of results: a section for each number of rows, written between marks."""

import datetime as dt
import os
import platform
import re
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Measured, median

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
_PEERS = ("DuckDB", "Polars", "DataFusion", "pandas")
_LIBRARIES = ("duckdb", "polars", "datafusion", "pandas", "pyarrow", "numpy", "numba")

Rounds = Mapping[str, Sequence[Measured]]


class Results(NamedTuple):
    """What was measured on one file.

    Attributes:
        rows: interactions in it.
        size: bytes of the data folder.
        threads: of each process.
        warm, cold: plan, to name, to rounds.
    """

    rows: int
    size: int
    threads: int
    warm: dict[str, Rounds]
    cold: dict[str, Rounds]


def write_results(page: Path, results: Results) -> None:
    """Put the section of these results in the place of an older one of as many rows.

    Raises:
        ValueError: a page without the marks.
    """
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page.name} has no place for results: {BEGIN} and {END}")
    before, _, rest = text.partition(BEGIN)
    inside, _, after = rest.partition(END)
    parts = re.split(r"^(?=### [0-9,]+ rows$)", inside, flags=re.MULTILINE)
    kept = {part.partition("\n")[0]: part.strip() for part in parts if part.startswith("### ")}
    section = section_of(results)
    kept[section.partition("\n")[0]] = section
    ordered = sorted(kept.items(), key=lambda item: int(re.sub(r"\D", "", item[0])))
    body = "\n\n".join(part for _, part in ordered)
    page.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")


def section_of(results: Results) -> str:
    """Return the section: the file, the machine, the versions, and a table a plan."""
    tables = [
        _table(plan, rounds, results.cold.get(plan, {})) for plan, rounds in results.warm.items()
    ]
    head = (
        f"### {results.rows:,} rows\n\n"
        f"{results.size / 1e6:,.0f} MB in {results.threads} threads, {dt.date.today()}; "  # noqa: DTZ011
        f"{machine()}; Python {platform.python_version()}, {_versions()}."
    )
    return "\n\n".join([head, *tables])


def _table(plan: str, warm: Rounds, cold: Rounds) -> str:
    """Return the table of a plan, the medians of its rounds and their ratios."""
    middle = {name: median(rounds) for name, rounds in warm.items()}
    middle_cold = {name: median(rounds) for name, rounds in cold.items()}
    fastest = min((middle[name].seconds for name in _PEERS if name in middle), default=None)
    floor = middle["decode"].seconds if "decode" in middle else None
    rounds = max(map(len, warm.values()))
    lines = [
        f"Plan `{plan}`, medians of {rounds}:",
        "",
        "| | seconds | of the fastest peer | of the decode | processor s | peak MiB | cold s |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, took in middle.items():
        late = f"{middle_cold[name].seconds:.2f}" if name in middle_cold else ""
        lines.append(
            f"| {name} | {took.seconds:.2f} | {_ratio(took, fastest)} | {_ratio(took, floor)} "
            f"| {took.cpu:.2f} | {took.mib:,} | {late} |"
        )
    return "\n".join(lines)


def _ratio(took: Measured, to: float | None) -> str:
    return f"{took.seconds / to:.2f}" if to else ""


def machine() -> str:
    """Describe the machine without its name: processor, how many, memory."""
    model = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.is_file():
        found = re.search(r"^model name\s*: (.+)$", about.read_text("utf-8"), re.MULTILINE)
        model = found[1].strip() if found else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}"


def _versions() -> str:
    there = {name for dist in metadata.distributions() for name in [dist.metadata["Name"].lower()]}
    return ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES if name in there)
