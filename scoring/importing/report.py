"""What an import has to say: rows in and out, every rule with its count, what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from scoring.errors import counted, shortened
from scoring.importing.blocks import Said
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
        sources: every file that was read: name, digest, bytes, rows, kind, encoding, compression
            and what was noticed about it.
        rows_in: rows of the export; those written, rejected, filtered, repeated and superseded
            sum to it.
        rules: what was broken or applied, by rule and column; a row can count under several.
        columns: the contract's columns that were written.
        ignored: columns of the export that the profile ignores.
        left_behind: columns that it does not mention.
        absent: columns of optional readings that the export does not have.
        credit: who is credited.
        sums: of each column of numbers, the exact sum of all that was read, before anything was
            left out; what an exporting system states is held against it.
        roster: the derived roster, where there is one.
        files: what was delivered, by name: rows, bytes and digest of each file but this one, which
            a run and `validate` hold against the folder.
        out: the data folder; it is not part of the file.
        new: false where the same bytes stood there already; it is not part of the file.
    """

    profile: str
    profile_sha256: str
    proven: str
    sources: tuple[Said, ...]
    rows_in: int
    rows_written: int
    rows_rejected: int
    rows_filtered: int
    rows_repeated: int
    rows_superseded: int
    rules: tuple[RuleCount, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    left_behind: tuple[str, ...]
    absent: tuple[str, ...]
    credit: str
    sums: Mapping[str, str]
    roster: RosterReport | None
    out: Path
    files: tuple[DeliveredFile, ...] = ()
    new: bool = True

    @property
    def became(self) -> dict[str, int]:
        """The rows by what became of them."""
        return {
            "written": self.rows_written,
            "rejected": self.rows_rejected,
            "filtered": self.rows_filtered,
            "repeated": self.rows_repeated,
            "superseded": self.rows_superseded,
        }

    def to_json(self) -> str:
        """Return the canonical JSON of `import.json`: sorted keys, no place and no time."""
        said = {name: getattr(self, name) for name in self.__slots__ if name not in _OUTSIDE}
        said["sources"] = [source._asdict() for source in self.sources]
        for name in ("rules", "files"):
            said[name] = [asdict(one) for one in said[name]]
        said["roster"] = None if self.roster is None else asdict(self.roster)
        said["sums"] = dict(self.sums)
        return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def to_text(self) -> str:
        """Return the report for a person at a terminal."""
        lines = [
            f"{self.out}: {'written' if self.new else 'already there, the same to the byte'}",
            f"profile {self.profile}, proven on {self.proven}",
        ]
        for source in self.sources:
            lines.append(f"{source.name}: {counted(source.rows, 'row')}, {_kind(source)}")
            lines += [f"  {note}" for note in source.notes]
        sums = [f"{word} {n:,}" for word, n in self.became.items() if n or word in _ALWAYS]
        lines.append(f"rows in {self.rows_in:,} = {' + '.join(sums)}")
        lines += [f"  {rule}" for rule in self.rules]
        for said, names in (
            ("columns that the profile does not mention, left behind", self.left_behind),
            ("optional columns that the export does not have", self.absent),
        ):
            if names:
                lines.append(f"{said}: {', '.join(shortened(name) for name in names)}")
        lines.append(f"credited: the {self.credit}")
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


_OUTSIDE = ("out", "new")
_ALWAYS = ("written", "rejected")


def _kind(source: Said) -> str:
    """Say what a file was found to be."""
    words = [
        source.kind,
        source.encoding,
        "" if source.compression == "none" else source.compression,
    ]
    return ", ".join(word for word in words if word)
