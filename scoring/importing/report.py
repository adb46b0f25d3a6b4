"""What an import has to say: rows in and out, every rule with its count, what is missing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scoring.errors import counted
from scoring.intake.delivered import DeliveredFile
from scoring.intake.imported import RuleCount


@dataclass(frozen=True, slots=True)
class RosterReport:
    """A derived roster: how many agents, and which of the contract's columns it lacks."""

    agents: int
    lacks: tuple[str, ...]

    @property
    def pays(self) -> bool:
        """Say whether it holds what a bonus is paid on."""
        return not {"bonus_base", "currency"} & set(self.lacks)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The report of one import, as `import.json` holds it.

    Attributes:
        profile, profile_sha256, proven: which profile, its digest, the export it has met.
        source, source_sha256, source_bytes: the export's file name and digest.
        rows_in: rows of the export; `rows_written` and `rows_rejected` sum to it.
        rules: what was broken, by rule and column; a row can count under several.
        columns: the contract's columns that were written.
        ignored: columns of the export that stayed behind.
        roster: the derived roster, where there is one.
        files: what was delivered, by name: rows, bytes and digest of each file but this one, which
            a run and `validate` hold against the folder.
        out: the data folder; it is not part of the file.
        new: false where the same bytes stood there already; it is not part of the file.
    """

    profile: str
    profile_sha256: str
    proven: str
    source: str
    source_sha256: str
    source_bytes: int
    rows_in: int
    rows_written: int
    rows_rejected: int
    rules: tuple[RuleCount, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    roster: RosterReport | None
    out: Path
    files: tuple[DeliveredFile, ...] = ()
    new: bool = True

    def to_json(self) -> str:
        """Return the canonical JSON of `import.json`: sorted keys, no place and no time."""
        said = asdict(self)
        del said["out"], said["new"]
        return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def to_text(self) -> str:
        """Return the report for a person at a terminal."""
        sums = f"written {self.rows_written:,} + rejected {self.rows_rejected:,}"
        lines = [
            f"{self.out}: {'written' if self.new else 'already there, the same to the byte'}",
            f"profile {self.profile}, proven on {self.proven}",
            f"rows in {self.rows_in:,} = {sums}",
        ]
        lines += [f"  {rule}" for rule in self.rules]
        return "\n".join([*lines, *self._roster_lines()])

    def _roster_lines(self) -> list[str]:
        if self.roster is None:
            return ["no roster: put roster.parquet into the folder before a run"]
        lines = [
            f"roster derived: {counted(self.roster.agents, 'agent')}",
            f"  it lacks {', '.join(self.roster.lacks)}",
        ]
        if not self.roster.pays:
            lines.append("  without bonus_base and currency a run gives scorecards and no pay")
        return lines
