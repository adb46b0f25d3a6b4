"""The site of a run: what it shows is what the run holds, for those whom it is for."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scoring.errors import StorageError
from scoring.report import desks, ranking
from scoring.report import second as seconds
from scoring.report import site as sites
from scoring.report.audience import Asked
from scoring.report.hands import Aid, silent
from tests.conftest import ROOT
from tests.report.reading import digest, read

LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def assert_same(one: Path, other: Path) -> None:
    names = [path.relative_to(one) for path in pages(one)]
    assert names == [path.relative_to(other) for path in pages(other)]
    assert [
        name for name in names if (one / name).read_bytes() != (other / name).read_bytes()
    ] == []


def rows_of(run: Path, name: str) -> list[dict]:
    return pq.read_table(run / name).to_pylist()


def ranked(folder: Path) -> dict[str, list[str]]:
    """The rows of the ranking by agent id."""
    (table,) = read(folder / "scorecard.html").tables
    return {row[3]: row for row in table[1:]}


def test_every_page_allows_its_own_style_and_script_and_nothing_else(site):
    for path in pages(site):
        page = read(path)
        script = page.raw.get("script", "")
        allowed = f"'sha256-{digest(script)}'" if script else "'none'"
        assert page.policy == (
            f"default-src 'none'; style-src 'sha256-{digest(page.raw['style'])}'; "
            f"script-src {allowed}; img-src 'none'; base-uri 'none'; form-action 'none'"
        )
        for tag, attributes in page.tags:
            assert tag not in ("link", "iframe", "object", "embed", "form", "base", "img"), path
            assert not {a for a in attributes if a.startswith("on")} | {"style", "src"} & set(
                attributes
            ), path


def test_every_link_leads_to_a_page_of_the_site(site):
    for path in pages(site):
        for link in read(path).links:
            if not link.startswith("#"):
                assert (path.parent / link).resolve().is_relative_to(site.resolve())
                assert (path.parent / link).is_file(), f"{path}: {link}"


def test_each_language_has_the_same_pages_and_says_which_it_is(site):
    names = {tag: {p.relative_to(site / tag) for p in pages(site / tag)} for tag in LANGUAGES}
    assert names["en"] == names["zh"]
    for tag, html in LANGUAGES.items():
        for path in pages(site / tag):
            assert read(path).tags[0] == ("html", {"lang": html})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ranking_is_the_scorecards_of_the_run(month, site, language):
    run = month.run
    due = defaultdict(lambda: defaultdict(Decimal))
    for line in rows_of(run, "payouts.parquet"):
        due[line["agent_id"]][line["currency"]] += line["amount"]
    found, places = ranked(site / language), {"CNY": 2, "EUR": 2, "JPY": 0}
    cards = rows_of(run, "scorecards.parquet")
    assert len(found) == len(cards)
    for card in cards:
        row = found[card["agent_id"]]
        score = "–" if card["score"] is None else f"{card['score']:.2f}"
        assert row[:2] == [str(card[key] or "") for key in ("rank", "rank_in")]
        assert row[4:9] == [
            *(card[key] for key in ("team", "region", "manager_id")),
            score,
            card["tier"] or "",
        ]
        paid = [
            f"{code}\xa0{total:,.{places[code]}f}" for code, total in due[card["agent_id"]].items()
        ]
        assert row[10].split("\n") == (sorted(paid) or [""])
    ranks = [row[0] for row in found.values()]
    assert ranks == sorted(ranks, key=lambda rank: int(rank) if rank else 1000)


@pytest.mark.parametrize("agent", ["A0001", "A0011", "A0047", "A0093", "A0120", "A0151"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_says_what_explain_reckons(month, site, plaudit, agent, language):
    told = json.loads(plaudit("explain", month.run, agent, "--json").out)
    found = read(site / language / "scorecard.html").links
    links = [link for link in found if link.startswith("statements/")]
    page = read(site / language / links[list(ranked(site / language)).index(agent)])
    assert f"Agent {agent[1:]}" in page.text
    parts, values, *others = page.tables
    if told["next_tier"] is not None:
        ways, values, *others = page.tables[1:]
        needed = [way["value_needed"] for way in told["next_tier"]["ways"]]
        assert [number_of(row[2]) for row in ways[1:]] == [text or "" for text in needed]
        if told["next_tier"]["missing"] is not None:
            assert told["next_tier"]["missing"] in page.text
    if told["score"] is not None:
        assert parts[-1][-1] == told["score"]
        assert f"{told['rank']}" in page.text
    points = [step["value"] for step in told["steps"]["points"]]
    scored = [row[4] for row in parts[1:-1] if len(row) == len(parts[0])]
    assert scored == ["–" if value is None else value for value in points]
    known = [step["value"] for step in told["steps"]["values"] if step["value"] is not None]
    shown = [number_of(row[4]).replace(",", "") for row in values[1:] if len(row) == 5]
    assert [text for text in shown if text in known] == known
    if told["pay"]:
        (table,) = [t for t in others if t[0][0] in ("Pay line", "奖金项目")]
        lines = [row for row in table[1:] if len(row) == 4]
        paid = [f"{m['currency']}\xa0{Decimal(m['amount']):,}" for m in told["pay"].values()]
        assert [row[3] for row in lines][: len(paid)] == paid


AIMED = {"en": "90.00 at the target", "zh": "达到目标值时为90.00分"}


@pytest.mark.parametrize(("language", "said"), AIMED.items())
def test_a_bar_stands_beside_the_points_for_the_target(site, language, said):
    # The plan gives 90 points for an attainment of 100%, nine tenths of a bar of 160 from 5 on.
    for path in pages(site / language / "statements")[:40]:
        page = read(path)
        bars = [a for tag, a in page.tags if tag == "svg" and a["width"] == "170"]
        wedges = [a["d"] for tag, a in page.tags if tag == "path" and "13l5" in a["d"]]
        rows = [row for row in page.tables[0][1:] if len(row) == 7]
        aimed = [bool(row[2]) and row[4] != "–" for row in rows if row[4] != "–"]
        assert [said in bar["aria-label"] for bar in bars] == aimed, path
        assert page.text.count(said) == sum(aimed)  # once more for screens without bars
        assert wedges == ["M149 13l5 8h-10z"] * sum(aimed)


def number_of(text):
    """Return the number that a cell begins with, whose unit may stand close to it."""
    return re.match(r"[-\d,.]*", text)[0]


def test_a_statement_names_nobody_else(month, site):
    ids = {card["agent_id"] for card in rows_of(month.run, "scorecards.parquet")}
    for path in sorted((site / "en" / "statements").iterdir())[:60]:
        text = read(path).text
        assert len({agent for agent in ids if agent in text}) == 1
        assert read(path).links == [f"../../zh/statements/{path.name}"]
        assert (path.parent / read(path).links[0]).is_file()


def test_a_manager_has_a_page_with_exactly_the_own_people(month, site):
    under = defaultdict(set)
    for card in rows_of(month.run, "scorecards.parquet"):
        under[card["manager_id"]].add(card["agent_id"])
    index = read(site / "en" / "managers.html")
    table = index.tables[0]
    hrefs = [link for link in index.links if link.startswith("managers/")]
    assert [row[0] for row in table[1:]] == sorted(under)
    for row, href in zip(table[1:], hrefs, strict=True):
        (page,) = read(site / "en" / href).tables
        assert {line[3] for line in page[1:]} == under[row[0]]


def test_a_scope_holds_one_managers_people_and_no_word_of_others(month, plaudit, tmp_path):
    out = tmp_path / "part"
    done = plaudit("report", month.run, "--out", out, "--scope", "manager=M101")
    assert done.code == 0, done.err
    cards = rows_of(month.run, "scorecards.parquet")
    inside = {card["agent_id"] for card in cards if card["manager_id"] == "M101"}
    content = "".join(path.read_text() for path in pages(out))
    assert done.out.endswith(f"\n{len(inside)} statements\n")
    assert {card["agent_id"] for card in cards if card["agent_id"] in content} == inside
    assert not (out / "en" / "managers.html").exists()


def test_without_names_no_name_and_no_id_is_in_any_file(month, plaudit, tmp_path):
    out = tmp_path / "anonymous"
    done = plaudit("report", month.run, "--out", out, "--lang", "en", "--anonymous")
    assert done.code == 0, done.err
    content = "".join(path.read_text() for path in pages(out))
    roster = rows_of(month.run, "inputs/roster.parquet")
    named = {row["agent_id"] for row in roster} | {row["name"] for row in roster}
    assert [name for name in named if name in content] == []
    managers = {row["manager_id"] for row in roster if row["manager_id"]}
    said = " ".join(read(path).text for path in pages(out))
    assert [manager for manager in managers if manager in said] == []
    cards = rows_of(month.run, "scorecards.parquet")
    assert len(pages(out / "statements")) == len(cards)


def test_the_same_again_is_said_and_something_else_is_left_alone(month, plaudit, tmp_path):
    out = tmp_path / "site"
    first = plaudit("report", month.run, "--out", out, "--lang", "zh")
    again = plaudit("report", month.run, "--out", out, "--lang", "zh")
    assert (first.code, again.code) == (0, 0)
    assert again.out.startswith(f"{out / 'index.html'}: written before, the same again\n")
    page = out / "index.html"
    page.write_text("mine")
    other = plaudit("report", month.run, "--out", out, "--lang", "zh")
    assert other.code == 6
    assert "nothing is overwritten" in other.err
    assert page.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_an_altered_run_gives_no_page(month, plaudit, tmp_path):
    run = tmp_path / "RUNS" / "2026-10" / month.run.name
    shutil.copytree(month.run, run)
    with (run / "scorecards.parquet").open("ab") as file:
        file.write(b"!")
    done = plaudit("report", run, "--out", tmp_path / "site")
    assert done.code == 5
    assert "scorecards.parquet" in done.err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--scope", "team=x"), "names no manager"),
        (("--scope", "manager="), "names no manager"),
        (("--scope", "manager=nobody"), "no agent of this run has the manager"),
    ],
)
def test_a_scope_that_is_none_is_refused(month, plaudit, tmp_path, words, said):
    done = plaudit("report", month.run, "--out", tmp_path / "site", *words)
    assert done.code == 2
    assert said in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_run_must_be_earlier_and_of_the_plan(month, plaudit, tmp_path):
    run = month.run
    done = plaudit("report", run, "--out", tmp_path / "site", "--previous", run)
    assert done.code == 2
    assert "its period 2026-10 is not before 2026-10" in done.err


def test_bytes_depend_on_the_run_alone(month, site, tmp_path):
    out = tmp_path / "site"
    words = [sys.executable, ROOT / "cli.py", "report", month.run, "--out", out]
    changed = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"}
    subprocess.run([*map(str, words)], env=os.environ | changed, capture_output=True, check=True)
    assert_same(out, site)


def test_several_processes_write_the_same_bytes(month, site, tmp_path, monkeypatch):
    monkeypatch.setattr(desks, "SHARED_FROM", 100)
    monkeypatch.setattr(desks, "_AT_ONCE", 150)
    sites.write_site(month.run, tmp_path / "site", ("en", "zh"), Asked())
    assert_same(tmp_path / "site", site)


@pytest.fixture
def other(month, monkeypatch):
    """Another process that gets ready for a language of this run, few as its agents are."""
    monkeypatch.setattr(seconds, "_APART_FROM", 100)
    monkeypatch.setattr(seconds, "cores", lambda: 2)
    with seconds.second(month.run) as found:
        assert found is not None
        yield found


def write(month, out, other, *languages):
    return sites.write_site(month.run, out, languages, Asked(), aid=Aid(silent, other))


def test_another_process_writes_the_second_language_the_same(month, site, tmp_path, other):
    write(month, tmp_path / "site", other, "en", "zh")
    assert_same(tmp_path / "site", site)


def wait_long(*_given: object) -> None:
    """Write a language for a hundred seconds."""
    time.sleep(100)


def test_the_other_process_is_stopped_where_this_one_fails(month, tmp_path, monkeypatch, other):
    monkeypatch.setattr(sites, "_write_sent", wait_long)
    monkeypatch.setattr(sites, "write_statements", lambda *_: 1 // 0)
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        write(month, tmp_path / "site", other, "en", "zh")
    assert time.monotonic() - began < 50  # of a hundred
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("agents", "cores", "there"), [(299, 2, 0), (300, 1, 0), (300, 2, 1)])
@pytest.mark.parametrize("few", [True, False])
def test_few_agents_and_very_many_have_no_other_process(monkeypatch, few, agents, cores, there):
    agents = agents if few else 6300 - agents  # from 6,001 on all cores write statements
    monkeypatch.setattr(seconds, "read_manifest", lambda _run: {"agents": agents})
    monkeypatch.setattr(seconds, "cores", lambda: cores)
    monkeypatch.setattr(seconds, "another", lambda *_: nullcontext("other"))
    with seconds.second(Path()) as found:
        assert found == ("other" if there else None)


@pytest.mark.parametrize(("words", "there"), [((), True), (("--lang", "zh"), False),
    (("--scope", "manager=M101"), False)])  # fmt: skip
def test_a_whole_site_in_both_languages_asks_for_another_process(
    month, plaudit, tmp_path, monkeypatch, words, there
):
    asked = []
    monkeypatch.setattr(seconds, "second", lambda run: asked.append(run) or nullcontext())
    done = plaudit("report", month.run, "--out", tmp_path / "site", *words)
    assert done.code == 0, done.err
    assert asked == [month.run] * there


def full(*_given: object) -> None:
    """Meet a disk that is full."""
    raise OSError(errno.ENOSPC, "no space")


@pytest.mark.parametrize("name", ["write_statements", "_write_sent"])
def test_nothing_is_left_where_either_process_fails(month, tmp_path, monkeypatch, other, name):
    monkeypatch.setattr(sites, name, full)
    with pytest.raises(StorageError):
        write(month, tmp_path / "site", other, "en", "zh")
    assert list(tmp_path.iterdir()) == []


def test_too_many_for_a_page_are_parted_by_region_and_team(month, tmp_path, monkeypatch):
    monkeypatch.setattr(ranking, "ROWS_BYTES", 60_000)
    sites.write_site(month.run, tmp_path / "site", ("en",), Asked())
    folder = tmp_path / "site" / "scorecards"
    seen, teams = [], set()
    for path in pages(folder):
        assert path.stat().st_size < 80_000
        (table,) = read(path).tables
        seen += [row[3] for row in table[1:]]
        teams |= {row[4] for row in table[1:]}
    cards = rows_of(month.run, "scorecards.parquet")
    assert sorted(seen) == [card["agent_id"] for card in cards]
    assert teams == {card["team"] for card in cards}
    index = read(tmp_path / "site" / "scorecard.html").tables[0]
    assert sum(int(row[1]) for row in index[1:] if row[1]) == len(cards)
    listed = pages(tmp_path / "site" / "people")
    assert len(listed) > 1
    found = [row[1] for path in listed for row in read(path).tables[0][1:]]
    assert found == [card["agent_id"] for card in cards]


def test_earlier_runs_are_shown_beside(month, earlier, plaudit, tmp_path):
    out = tmp_path / "site"
    words = ("--out", out, "--lang", "en", "--previous", earlier)
    done = plaudit("report", month.run, *words)
    assert done.code == 0, done.err
    before = {card["agent_id"]: card for card in rows_of(earlier, "scorecards.parquet")}
    overview = read(out / "index.html")
    scored = sorted(card["score"] for card in before.values() if card["score"] is not None)
    assert f"{scored[(len(scored) - 1) // 2]:.2f} in September 2026" in overview.text
    tiers = overview.tables[0]
    for row in tiers[1:]:
        assert row[3] == str(sum(card["tier"] == row[0] for card in before.values()))
    found = [link for link in read(out / "scorecard.html").links if "statements/" in link]
    drawn = 0
    for agent, link in zip(ranked(out), found, strict=True):
        was = before.get(agent)
        labels = [a.get("aria-label", "") for tag, a in read(out / link).tags if tag == "svg"]
        trends = [label for label in labels if label.startswith("Scores by period")]
        if was is None or was["score"] is None:
            assert trends == []
            continue
        assert trends[0].startswith(f"Scores by period: September 2026: {was['score']:.2f}")
        drawn += 1
    assert drawn > 100


def test_statements_come_to_the_totals_of_the_run(month, site):
    sums = defaultdict(Decimal)
    for path in pages(site / "en" / "statements"):
        for table in read(path).tables:
            for row in table:
                if row[0] == "Payable" and len(row) == 3:
                    code, amount = row[2].split("\xa0")
                    sums[code] += Decimal(amount.replace(",", ""))
    totals = json.loads((month.run / "manifest.json").read_text())["totals"]["currencies"]
    assert {code: str(total) for code, total in sums.items()} == {
        code: total["sum"] for code, total in totals.items()
    }
