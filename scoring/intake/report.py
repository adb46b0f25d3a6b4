"""What `plaudit validate` has to say of a data folder: for a person, and for a script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple

from scoring.accounts import RuleTotal
from scoring.errors import Problem, counted, spelt_out
from scoring.flow import Finding
from scoring.intake.imported import RuleCount
from scoring.intake.quality import NO_REGION, Figures, Quality, Share
from scoring.intake.remedies import CONSEQUENCES, ELSE, REMEDIES
from scoring.layout import aligned, paragraph

SHOWN = 5
"""Places that are named of each rule."""

_WORD = 26  # cells of a rule or a column's name; a longer one goes on in the next line
_NAME = 40  # cells of the name of a file or a region


class FileReport(NamedTuple):
    """One file that was read."""

    name: str
    rows: int
    bytes: int
    sha256: str


class PlaceReport(NamedTuple):
    """A place that broke a rule; `value` is None unless values are shown."""

    file: str
    row: int
    value: str | None


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule came to in one column, over all files.

    Attributes:
        consequence: a word of `CONSEQUENCES`.
        column: as the file names it; None for the row as a whole.
        count: rows, of `Report.rows_in`.
        places: the first of them.
    """

    rule: str
    column: str | None
    consequence: str
    count: int
    places: tuple[PlaceReport, ...]
    reason: str
    remedy: str


class Account(NamedTuple):
    """What became of the rows of one file, or of one period.

    Attributes:
        name: the file or the period; None for rows of which no period is known.
        imported: whether the file is an export: these are the rows that its import left out.
    """

    name: str | None
    imported: bool
    rows_in: int
    clean: int
    quarantined: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Report:
    """What is in a data folder.

    Attributes:
        path: the folder.
        plan: the plan it was held against, None without one.
        rows_in: rows of the interactions, and those that the import left out.
        clean: rows that a run would see.
        quarantined: rows set aside, by the import or here.
        left_out: rows that the import's own rules left out: filtered, repeated, superseded.
        blanked: fields emptied by a fault, in the import or here.
        unattributed: clean rows without an agent.
        agents: agents on the roster.
        rules: what was broken and applied, the most frequent first.
        by_file, by_period: what became of the rows; each sums to the whole.
        calendar: how periods were told apart, in words.
        quality: the figures of data quality.
        files: what was read.
        findings: what a person should know of the folder, the rows and the roster; counts, never
            who.
        problems: why a run with the plan would be refused.
    """

    path: str
    plan: str | None
    rows_in: int
    clean: int
    quarantined: int
    left_out: Mapping[str, int]
    blanked: int
    unattributed: int
    agents: int
    rules: tuple[RuleReport, ...]
    by_file: tuple[Account, ...]
    by_period: tuple[Account, ...]
    calendar: str
    quality: Quality
    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> str:
        """Return the report for a script: keys are stable, and counts are whole numbers."""
        return json.dumps(_plain(self), ensure_ascii=False, indent=2, sort_keys=True)

    def to_text(self) -> str:
        """Return the report for a person at a terminal, of 100 cells or more."""
        against = f", against plan {self.plan}" if self.plan else ""
        sums = [("clean", self.clean), ("quarantined", self.quarantined), *self.left_out.items()]
        lines = [
            f"{self.path}{against}",
            f"rows in {self.rows_in:,} = {' + '.join(f'{word} {n:,}' for word, n in sums)}",
            f"fields blanked {self.blanked:,}",
            f"rows without an agent {self.unattributed:,}",
            f"agents on the roster {self.agents:,}",
        ]
        parts = (
            ("Rules broken 校验 or applied, the most frequent first", _rules(self)),
            ("Rows by file", _accounts("file", self.by_file)),
            (f"Rows by period, {self.calendar}", _accounts("period", self.by_period)),
            ("Data quality 数据质量", _quality(self)),
            ("Findings", (line for told in self.findings for line in _finding(told))),
            ("Files", _files(self)),
        )
        for title, told in parts:
            if body := list(told):
                lines += ["", title, *body]
        return "\n".join(lines)


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (tuple, list)) else value


def rule_reports(
    totals: Iterable[RuleTotal], counted_only: Iterable[RuleCount], *, imported: bool
) -> list[RuleReport]:
    """Put together what each rule came to in all files, the most frequent first.

    Args:
        totals: by file, what was found here and what the import lists row by row.
        counted_only: what the import counted; those that it lists as well are passed over.
        imported: whether there is a profile to mend.
    """
    found: dict[tuple[str, str, str, str], list[RuleTotal]] = {}
    for total in totals:
        key = (total.rule, total.column or "", total.consequence, total.reason)
        found.setdefault(key, []).append(total)
    reports = [
        RuleReport(
            rule=rule,
            column=column or None,
            consequence=consequence,
            count=sum(total.count for total in own),
            places=tuple(_places(own)),
            reason=reason,
            remedy=REMEDIES.get(rule, ELSE).told(imported=imported),
        )
        for (rule, column, consequence, reason), own in found.items()
    ]
    reports += [_counted_only(rule) for rule in counted_only if _is_counted_only(rule)]
    return sorted(reports, key=lambda r: (-r.count, r.rule, r.column or "", r.consequence))


def _is_counted_only(rule: RuleCount) -> bool:
    return rule.action == "keep"


def _counted_only(rule: RuleCount) -> RuleReport:
    return RuleReport(
        rule=rule.rule,
        column=rule.column,
        consequence="kept",
        count=rule.count,
        places=(),
        reason="counted by the import, which does not list the rows",
        remedy=REMEDIES.get(rule.rule, ELSE).told(imported=True),
    )


def _places(totals: Sequence[RuleTotal]) -> Iterator[PlaceReport]:
    left = SHOWN
    for total in sorted(totals, key=lambda total: total.file):
        for i, row in enumerate(total.places[:left]):
            yield PlaceReport(total.file, row, total.values[i] if i < len(total.values) else None)
        left -= min(left, len(total.places))


def _rules(report: Report) -> Iterator[str]:
    table = [("rows", "share", "rule", "column", "what became of it")]
    table += [
        (
            f"{rule.count:,}",
            str(Share(rule.count, report.rows_in)),
            rule.rule,
            spelt_out(rule.column or ""),
            CONSEQUENCES[rule.consequence],
        )
        for rule in report.rules
    ]
    if len(table) == 1:
        return
    right = (True, True, False, False, False)
    head, *rows = aligned(table, right, widest=_WORD)
    yield from head
    for lines, rule in zip(rows, report.rules, strict=True):
        yield from lines
        for label, told in (
            ("at   ", _where(rule)),
            ("why  ", rule.reason),
            ("do   ", rule.remedy),
        ):
            yield from paragraph(told, 6, label) if told else ()


def _where(rule: RuleReport) -> str:
    """Name the first places, and how many there are besides."""
    said, file = [], None
    for place in rule.places:
        start = "" if place.file == file else f"{spelt_out(place.file)} row "
        value = "" if place.value is None else f" ({spelt_out(place.value)})"
        said.append(f"{start}{place.row}{value}")
        file = place.file
    rest = rule.count - len(rule.places)
    return ", ".join(said) + (f" and {rest:,} more" if rest and said else "")


def _accounts(name: str, accounts: Sequence[Account]) -> Iterator[str]:
    left_out = any(account.left_out for account in accounts)
    table: list[tuple[str, ...]] = [("rows in", "clean", "quarantined", "left out", name)]
    for account in accounts:
        numbers = (account.rows_in, account.clean, account.quarantined, account.left_out)
        named = spelt_out(account.name or "none known")
        named += ", what the import left out" if account.imported else ""
        table.append((*(f"{n:,}" for n in numbers), named))
    if not left_out:
        table = [(*row[:3], row[4]) for row in table]
    for lines in aligned(table, [*[True] * (len(table[0]) - 1), False], widest=_NAME):
        yield from lines


_LEGEND = (
    "complete: with a value, a row with one in every column; accurate: without a broken rule, here "
    "or on import; fresh: dated in the {days} up to the newest stamp, {newest}, a column by the "
    "rows in which it holds a value."
)


def _quality(report: Report) -> Iterator[str]:
    quality = report.quality
    table = [("", "completeness 完整性", "accuracy 准确性", "freshness 时效性")]
    table.append(_figures("whole rows 整行", quality.rows))
    for title, many in (("by region", quality.regions), ("by column", quality.columns)):
        if many:
            table.append((title, "", "", ""))
            table += [_figures(f"  {one.name}", one) for one in many]
    for lines in aligned(table, (False, True, True, True), widest=_NAME):
        yield from lines
    days = counted(quality.fresh_days, "day")
    yield from paragraph(_LEGEND.format(days=days, newest=quality.newest or "none"), 2)
    if aside := quality.imported.aside:
        rows = f"Rows that the import set aside, {aside:,}, count in accuracy alone, by region as"
        yield from paragraph(f"{rows} '{NO_REGION}'.", 2)
    if faulty := quality.imported.blanked + quality.imported.kept:
        rows = f"Rows with a fault that the import blanked or kept, {faulty:,}, count by column and"
        yield from paragraph(f"{rows} as whole rows, not by region: nobody knows theirs.", 2)


def _figures(name: str, one: Figures) -> tuple[str, str, str, str]:
    return spelt_out(name), str(one.completeness), str(one.accuracy), str(one.freshness)


def _finding(told: Finding) -> Iterator[str]:
    yield from paragraph(spelt_out(f"{told.file}: {told.reason}"), 2)


def _files(report: Report) -> Iterator[str]:
    table = [
        (f"{f.rows:,}" if f.rows else "", f"{f.bytes:,}", spelt_out(f.name)) for f in report.files
    ]
    for lines in aligned([("rows", "bytes", "file"), *table], (True, True, False), widest=_NAME):
        yield from lines
