"""The floor: Arrow decodes the columns that a plan asks about, and nothing is computed.

`python -m benchmarks.peers.decode PLAN DATA WORDS THREADS`. Each thread takes a row group at a time
and lets it go; that is faster than to gather a table. WORDS is `text` for strings, or `codes` for
words read as dictionaries, which is the least that any reader can do.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import pyarrow.parquet as pq

from benchmarks.peers.kpis import COLUMNS, parts_of

_WORDS = ["agent_id", "region", "priority", "channel"]


def main(plan: str, data: str, words: str, threads: str) -> None:
    """Decode the columns of a plan and count the rows."""
    columns = list(COLUMNS[plan])
    coded = [name for name in columns if name in _WORDS] if words == "codes" else None

    def decoded(place: tuple[str, int]) -> int:
        path, group = place
        with pq.ParquetFile(path, read_dictionary=coded) as file:
            return file.read_row_group(group, columns=columns, use_threads=False).num_rows

    groups = [(path, group) for path in parts_of(data) for group in range(_groups(path))]
    with ThreadPoolExecutor(int(threads)) as pool:
        sys.stdout.write(f"{sum(pool.map(decoded, groups))} rows\n")


def _groups(path: str) -> int:
    with pq.ParquetFile(path) as file:
        return file.num_row_groups


if __name__ == "__main__":
    main(*sys.argv[1:])
