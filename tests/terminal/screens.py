"""Commands with a terminal of a given width as their output, and what they leave on it."""

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

COMMAND = [sys.executable, str(Path(__file__).resolve().parents[2] / "cli.py")]
CODE = re.compile(r"\x1b\[([0-9;]*)m")
"""What sets a style; nothing else may come after an escape."""
_DECIDING = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM", "TTY_COMPATIBLE"}


def on_screen(words, width: int = 80, **env: str) -> str:
    """Run the command with a terminal of 256 colours as its output; return what it wrote there."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, width))
    with subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment({"TERM": "xterm-256color"} | env),
    ) as process:
        os.close(theirs)
        written = b""
        while part := _read(ours):
            written += part
        said = process.stderr.read().decode() if process.stderr else ""
    os.close(ours)
    assert process.returncode == 0, said
    return written.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other end is closed
        return b""


def in_pipe(words, **env: str) -> bytes:
    """Run the command with a pipe as its output; return its bytes."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, check=True, env=environment(env)
    )
    return done.stdout


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The variables of this process, without those that say what a terminal can do, and more."""
    return {name: value for name, value in os.environ.items() if name not in _DECIDING} | dict(more)


def bare(text: str) -> str:
    """What stands on the screen: without the codes for colours and weights."""
    return CODE.sub("", text)


def colours(text: str) -> set[str]:
    """Every code that sets a colour of letters or ground: 30 to 49 and 90 to 107."""
    codes = {code for found in CODE.findall(text) for code in found.split(";") if code}
    return {code for code in codes if 30 <= int(code) <= 49 or 90 <= int(code) <= 107}
