"""The door of the command: words go in, an exit code comes out, whatever happens.

Errors are told in full and without a traceback; whoever cannot be told any more still gets the
exit code.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from traceback import walk_tb
from typing import NoReturn

import click

from scoring.errors import PlauditError, Problem, StorageError, UsageError, our_fault
from scoring.process import end_on_signals, fill_closed_streams, leave_at_once, let_go


def _report(problems: Iterable[Problem]) -> None:
    """Say what is wrong; where nobody can be told, the exit code still says it."""
    try:
        for problem in problems:
            click.echo(f"plaudit: {problem}", err=True)
    except OSError:
        let_go(sys.stderr)


def run_command(command: click.Group) -> NoReturn:
    """Run a command and leave with its exit code; no traceback reaches a person."""
    os.umask(0o077)
    end_on_signals()
    fill_closed_streams()
    leave_at_once(_code_of(command))


def _code_of(command: click.Group) -> int:
    """Run a command, tell what went wrong, and return its exit code."""
    try:
        return _obey(command)
    except BrokenPipeError:  # whoever read our output has seen enough
        let_go(sys.stdout)
        return 0
    except (KeyboardInterrupt, click.Abort):
        return 128 + signal.SIGINT
    except SystemExit as left:  # by a signal
        if not isinstance(left.code, int):
            raise
        return left.code
    except Exception as error:  # noqa: BLE001 - the last door: our own fault is said without a traceback
        told = _as_ours(error)
        _report(told.problems)
        return told.exit_code


def _as_ours(error: Exception) -> PlauditError:
    if isinstance(error, PlauditError):
        return error
    if isinstance(error, MemoryError):
        return StorageError.of_memory("the command")
    return PlauditError(our_fault(error))


def _obey(command: click.Group) -> int:
    """Run what the command line asks for; click's own `main` would end a broken pipe with 1."""
    try:
        try:
            with command.make_context("plaudit", sys.argv[1:]) as context:
                command.invoke(context)
        except click.exceptions.Exit as left:
            return left.exit_code
        except click.ClickException as error:
            error.show()
            return UsageError.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        if not _while_printing(error):
            raise
        let_go(sys.stdout)
        raise StorageError.of_output(error) from error
    return 0


def _while_printing(error: OSError) -> bool:
    """Tell whether an error came up through `click.echo`, by which everything is printed."""
    return any(f.f_code is click.echo.__code__ for f, _ in walk_tb(error.__traceback__))
