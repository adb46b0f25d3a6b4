"""What several commands share: options, and printing for people or scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

EXISTING = click.Path(path_type=Path, readable=False)
THREADS = click.IntRange(min=1, max=256)
DAYS = click.IntRange(min=1, max=100_000)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a script.")


def say(data: Any) -> None:
    """Print text as it is, anything else as JSON."""
    if isinstance(data, str):
        click.echo(data)
        return
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
