"""How long until a site of 1,400 agents is written, and until its ranking is sorted in Chromium?

Aim: both languages written within 5 s, start of Python included; the ranking loaded and sorted by a
click within 1 s of the navigation. The peer is the same browser with an empty page. Medians are
told; the least is held to the aim, since what else the machine does only adds to it. Each site has
a place of its own: a file system makes files slowly where thousands were removed a moment ago.
"""

import statistics
from pathlib import Path

import pytest

from benchmarks.processes import measure
from tests.browser import made
from tests.browser.chromium import MISSING, PLACE, chromium

AGENTS = 1_400
ROUNDS = 9
USABLE = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const button = document.querySelector("#ranked th:nth-child(8) button");
  const loaded = performance.now();
  if (button) button.click();
  await painted();
  return [loaded, performance.now()];
}"""
"""Milliseconds since the navigation began: when the page was loaded, and when it stood sorted."""


@pytest.fixture(scope="module")
def run_of(tmp_path_factory):
    """Score and pay so many agents with a hundred interactions each, once."""
    runs: dict[int, Path] = {}

    def run(agents: int) -> Path:
        if agents not in runs:
            folder = tmp_path_factory.mktemp("site")
            made.make_sample(folder / "data", agents=agents, interactions=100 * agents)
            runs[agents] = made.run_of(folder, folder / "data")
        return runs[agents]

    return run


@pytest.mark.parametrize("language", ["en", "both"])
@pytest.mark.benchmark(group="site, written")
def test_written(benchmark, run_of, tmp_path, language):
    agents = 60 if benchmark.disabled else AGENTS
    command = ["cli.py", "report", run_of(agents), "--lang", language, "--out"]
    processor: list[float] = []

    def once() -> None:
        site = tmp_path / f"site-{len(processor)}"
        processor.append(measure([*command, site], tmp_path / "log").cpu)

    benchmark.pedantic(once, rounds=7, warmup_rounds=1)
    files = list((tmp_path / "site-0").rglob("*.html"))
    size = sum(path.stat().st_size for path in files)
    benchmark.extra_info |= {"agents": agents, "pages": len(files), "bytes": size}
    benchmark.extra_info |= {"processor_s": round(statistics.median(processor), 2)}
    assert len(files) > (2 if language == "both" else 1) * agents * 0.9
    assert benchmark.disabled or benchmark.stats.stats.min < 5


@pytest.mark.skipif(PLACE is None, reason=MISSING)
@pytest.mark.benchmark(group="site, the ranking in Chromium")
@pytest.mark.parametrize("what", ["an empty page", "the ranking"])
def test_usable(benchmark, run_of, tmp_path, what):
    agents, page = 60 if benchmark.disabled else AGENTS, tmp_path / "empty.html"
    page.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
    if what == "the ranking":
        page = made.site_of(tmp_path, run_of(agents), "--lang", "en").site / "scorecard.html"
    found: list[tuple[float, float]] = []
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1600, "height": 900})

        def once() -> None:
            tab.goto(page.as_uri())
            found.append(tab.evaluate(USABLE))

        benchmark.pedantic(once, rounds=ROUNDS, warmup_rounds=1)
        rows, heads = tab.locator("tbody tr").count(), tab.locator("[aria-sort=ascending]")
        assert heads.count() == (what == "the ranking")
    loaded, usable = zip(*found[-ROUNDS:], strict=True)
    benchmark.extra_info |= {
        "rows": rows,
        "bytes": page.stat().st_size,
        "loaded_ms": round(statistics.median(loaded)),
        "usable_ms": round(statistics.median(usable)),
        "usable_ms_least": round(min(usable)),
    }
    assert benchmark.disabled or min(usable) < 1_000
