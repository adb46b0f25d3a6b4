"""The pages that are made from the code: `make docs` writes them, a test holds them to it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from scoring.cli import cli
from scoring.docs.dictionary import data_dictionary
from scoring.docs.exports_page import exports_page
from scoring.docs.handbook import plan_language
from scoring.outputs.schemas import KEPT, SCHEMAS
from scoring.shipped import find_plan, shipped_plans

ROOT = Path(__file__).resolve().parents[2]
_MAP = re.compile(r"(<!-- map -->\n).*?(<!-- end of map -->)", re.DOTALL)
_COMMANDS = re.compile(r"(<!-- commands -->\n).*?(<!-- end of commands -->)", re.DOTALL)


def pages(root: Path = ROOT) -> dict[Path, str]:
    """Return the text of every page that is wholly or partly made from the code, by its path."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    architecture = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    plans = [find_plan(name) for name in shipped_plans()]
    return {
        root / "README.md": _COMMANDS.sub(lambda m: m[1] + commands() + m[2], readme),
        root / "ARCHITECTURE.md": _MAP.sub(lambda m: m[1] + file_map(root) + m[2], architecture),
        root / "rules" / "README.md": plan_language(plans),
        root / "datasets" / "README.md": data_dictionary() + "\n" + run_files(),
    }


def commands() -> str:
    """Return the help of every command, as it is printed at a terminal 100 columns wide."""
    return "\n".join(_help(name) for name in ("", *sorted(cli.commands)))


def _help(name: str) -> str:
    door = click.Context(cli, info_name="plaudit", terminal_width=100, **cli.context_settings)
    inner = click.Context(cli.commands[name], info_name=name, parent=door) if name else door
    title = f"plaudit {name}".strip()
    return f"### `{title}`\n\n```text\n{inner.command.get_help(inner)}\n```\n"


def file_map(root: Path = ROOT) -> str:
    """Return every file of the tree's rooms with the first line of what it says of itself."""
    lines = []
    for folder in ("scoring", "rules", "datasets", "benchmarks", "tests"):
        for path in sorted((root / folder).rglob("*")):
            said = _first_words(path)
            if said:
                lines.append(f"- `{path.relative_to(root)}`: {said}\n")
    return "".join(lines)


def _first_words(path: Path) -> str:
    """Return the first line of a module's docstring, or of a YAML file's opening comment."""
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
        return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    if path.suffix == ".yaml":
        return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    return ""


def run_files() -> str:
    """Return the pages of what comes out: each column of a run, and the files made of it."""
    return "\n".join([*_run_files(), exports_page()])


def _run_files() -> Iterator[str]:
    yield "# The files of a run\n"
    yield "A run stands in `RUNS/<period>/<run id>/`, whole or not at all. Beside these tables are"
    yield "`inputs/` (the plan, and the small tables sorted by key), `manifest.json` with digests,"
    yield "reconciliation and totals, and `environment.json`, which no digest covers.\n"
    for name, columns in (SCHEMAS | KEPT).items():
        yield f"## `{name}`\n"
        yield "| column | type | holds |\n|---|---|---|"
        for column in columns:
            yield f"| `{column.name}` | {column.type} | {column.description} |"
        yield ""


def main() -> None:
    """Write every page anew."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
