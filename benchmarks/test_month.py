"""How long does a real month take, next to importing the libraries it stands on?

Aim: `plaudit run` on the e-commerce export of 17,182 contacts, published and verified on disk,
within 2 times the peer. The demo month shows 60,000 interactions and 600 agents beside it.
"""

import shutil

import pytest

from benchmarks.conftest import SHARED
from scoring.importing.importer import import_export
from scoring.sample.month import make_sample


@pytest.mark.benchmark(group="month")
def test_peer_imports(timed):
    timed("-c", "import pandas, pandera.pandas, pyarrow.parquet")


@pytest.fixture(scope="module")
def ecommerce(tmp_path_factory):
    source = SHARED / "data" / "ecommerce-csat.csv"
    if not source.is_file():
        pytest.skip("no ../shared beside the project: the e-commerce export is not here")
    data = tmp_path_factory.mktemp("ecommerce") / "data"
    import_export("ecommerce-csat", source, data)
    return data


@pytest.mark.benchmark(group="month")
def test_run_ecommerce(timed, ecommerce, tmp_path):
    runs = tmp_path / "RUNS"
    words = ("run", "csat-only", ecommerce, "--period", "2023-08", "--out", runs)
    timed("cli.py", *words, setup=lambda: shutil.rmtree(runs, ignore_errors=True))


@pytest.mark.benchmark(group="month")
def test_run_sample(timed, tmp_path):
    make_sample(tmp_path / "data")
    runs = tmp_path / "RUNS"
    words = ("run", "aftersales-monthly", tmp_path / "data", "--period", "2026-10", "--out", runs)
    timed("cli.py", *words, setup=lambda: shutil.rmtree(runs, ignore_errors=True), rounds=5)


@pytest.mark.benchmark(group="month")
@pytest.mark.usefixtures("ecommerce")
def test_import_ecommerce(timed, tmp_path):
    source = SHARED / "data" / "ecommerce-csat.csv"
    out = tmp_path / "data"
    words = ("import", "--profile", "ecommerce-csat", source, "--out", out)
    timed("cli.py", *words, setup=lambda: shutil.rmtree(out, ignore_errors=True), rounds=5)
