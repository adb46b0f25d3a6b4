"""A published run, and what to tell about it in a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from scoring.accounts import MEASURED, became
from scoring.columns import Words
from scoring.errors import counted, spelt_out
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Finding, Result
from scoring.ledger.manifest import Intake
from scoring.plan.model import Plan


class Done(NamedTuple):
    """A published run, and what to tell about it.

    Attributes:
        path: the run's folder.
        already: the same run had been published before.
        plan: the plan it was run by.
        result: everything it decided.
        intake: what became of the rows.
        beside: what was found in other runs; it is no part of this one.
    """

    path: Path
    already: bool
    plan: Plan
    result: Result
    intake: Intake
    beside: tuple[Finding, ...] = ()

    def summary(self) -> str:
        """Say in a few lines what came in, who was scored and what is paid."""
        return "\n".join(_summary(self))

    def findings(self) -> str:
        """List what a person should know: a line each, as in `findings.parquet`, then the rest."""
        told = (*self.result.findings, *self.beside)
        code = max((len(f.code) for f in told), default=0)
        rule = max((len(f.rule) for f in told), default=0)
        wide = max(code, _CODE), max(rule, _RULE)
        return "\n".join(
            spelt_out(f"  {f.code:<{wide[0]}}  {f.rule:<{wide[1]}}  {_where(f)}{f.reason}")
            for f in told
        )


def _where(finding: Finding) -> str:
    """Name the table that something was found in, if the words do not."""
    file = finding.file or ""
    return f"{file}: " if file.endswith(".parquet") and file not in finding.reason else ""


_CODE, _RULE = 20, 24  # cells of the columns of findings, at the least
_BECAME = {
    "filtered": "filtered out by the import",
    "repeated": "repeats that the import dropped",
    "superseded": "superseded by later rows in the import",
    "not_in_plan": "of agents not in the plan",
    "no_stamp": "without the stamp that dates them",
    "outside_period": "outside the period",
    "no_measure": "used by no measure",
}


_ALWAYS = ("used", "quarantined")
_ORDER = (*MEASURED, "filtered", "repeated", "superseded", "quarantined")


def _summary(done: Done) -> list[str]:
    standing, intake = done.result.standing, done.intake
    rows = dict.fromkeys(_ORDER, 0) | became(intake.fates)
    kept = ", ".join(
        f"{_BECAME.get(word, word)} {n:,}" for word, n in rows.items() if n or word in _ALWAYS
    )
    lines = [
        f"{done.plan.title.en} ({done.plan.plan}), {done.result.roster.period.name}"
        + (": already done, the same run" if done.already else ""),
        f"rows in {intake.rows_in:,}: {kept}",
        "agents " + ", ".join(f"{word} {n:,}" for word, n in _counts(standing.status)),
    ]
    lines += [
        f"paid {currency} {amount} in {counted(n, 'line')}" for currency, amount, n in totals(done)
    ]
    return lines


def _counts(words: Words) -> list[tuple[str, int]]:
    counts = [(word, words.count(word)) for word in sorted(words.words)]
    return [(word, n) for word, n in counts if n]


def totals(done: Done) -> list[tuple[str, str, int]]:
    """Add up the pay lines per currency: code, amount as text, number of lines."""
    return [
        (currency, fixed.text(minor, MINOR_PLACES[currency]), lines)
        for currency, (minor, lines) in done.result.lines.sums().items()
    ]
