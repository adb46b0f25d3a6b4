"""Golden runs: the numbers of today are those of yesterday, or CHANGELOG.md says why not.

`digests.json` is made by `python -m tests.golden`, and never by hand. It changes only together
with a line under "Numbers" in CHANGELOG.md: a golden that is edited to make a test pass is none.
"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.golden.runs import KEPT, RUNS, make, of_bytes, read, text

RULE = (
    "differs from tests/golden/digests.json. Goldens change only with a line under "
    '"Numbers" in CHANGELOG.md that says what moved and why; then `python -m tests.golden`.'
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The golden runs, made once."""
    return {name: make(name, tmp_path_factory.mktemp(name)) for name in RUNS}


@pytest.fixture(scope="module")
def found(runs):
    return {name: read(path) for name, path in runs.items()}


@pytest.fixture(scope="module")
def kept():
    return json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("part", ["inputs", "paid", "tables"])
def test_a_golden_run_comes_out_as_it_did(found, kept, name, part):
    now, then = found[name][part], kept[name][part]
    moved = sorted(key for key in now.keys() | then.keys() if now.get(key) != then.get(key))
    assert moved == [], f"{name}, {part}: {', '.join(moved)} {RULE}"


def test_the_same_pyarrow_writes_the_same_bytes(runs, kept):
    version = f"pyarrow {pa.__version__}"
    if version not in kept["bytes of small"]:
        pytest.skip(f"the bytes are kept for {', '.join(kept['bytes of small'])}, not {version}")
    assert of_bytes(runs["small"]) == kept["bytes of small"][version], f"small, bytes {RULE}"


def test_what_is_kept_is_what_was_reckoned_by_hand(runs, kept):
    # The month of tests/months.py: 1000 x 0.3 x 1.5 + 1000 x 0.3 x 1, and 30000 x 0.3 x 0.5.
    assert kept["small"]["paid"] == {"CNY": "750.00", "JPY": "4500"}
    # Ratings 5 5 5 5, 5 4 4 4 and 3 4 - -, at 25 points for each above 1.
    cards = pq.read_table(runs["small"] / "scorecards.parquet")
    cards = cards.select(["agent_id", "score", "rank", "tier", "payable", "gates"])
    assert text(cards, "scorecards.parquet") == (
        "agent_id,score,rank,tier,payable,gates\n"
        '"a1",100,1,"A",true,\n'
        '"b2",81.25,2,"B",true,\n'
        '"c3",62.5,3,"C",true,\n'
    )


def test_no_table_of_a_run_holds_a_float(runs):
    for path in runs.values():
        for file in path.rglob("*.parquet"):
            kinds = pq.read_schema(file).types
            assert not any(pa.types.is_floating(kind) for kind in kinds), file.name
