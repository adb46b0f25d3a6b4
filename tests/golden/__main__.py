"""`python -m tests.golden` keeps the golden runs anew; CHANGELOG.md then says what moved."""

import json
import tempfile
from pathlib import Path

import pyarrow as pa

from tests.golden.runs import KEPT, RUNS, make, of_bytes, read

with tempfile.TemporaryDirectory() as place:
    paths = {name: make(name, Path(place) / name) for name in RUNS}
    said = {name: read(path) for name, path in paths.items()}
    said["bytes of small"] = {f"pyarrow {pa.__version__}": of_bytes(paths["small"])}
KEPT.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
