"""Whether the files of a data folder carry checksums: without them a flipped bit is a number.

The library checks them where they are, and tells nobody where they are not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyarrow as pa

from scoring.flow import Finding
from scoring.intake.files import FileInfo, unreadable
from scoring.intake.pages import has_checksums

_NAMED = 3


def unprotected(files: Iterable[FileInfo], listed: Collection[str]) -> list[Finding]:
    """Tell, in one finding, of files in which a flipped bit could not be noticed.

    Args:
        files: the files of a data folder.
        listed: names of those whose digests were handed over with them, as an import does.

    Raises:
        DataError, StorageError: a file that cannot be read after all.
    """
    bare = [
        file.name
        for file in files
        if file.schema is not None and file.name not in listed and not _protected(file)
    ]
    if not bare:
        return []
    why = (
        "files whose pages carry no checksums and whose digest nobody handed over, so that damage "
        f"cannot be noticed (write them with checksums): {_said(bare)}"
    )
    return [Finding("unprotected-input", bare[0], None, None, "checksums", why)]


def _protected(file: FileInfo) -> bool:
    try:
        return has_checksums(file.path)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(file.name, error) from error


def _said(names: list[str]) -> str:
    """Name the first files and count the others: a folder of parts may have hundreds."""
    others = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{others}"
