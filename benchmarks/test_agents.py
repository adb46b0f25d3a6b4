"""How long do a million agents take, from KPIs to ranked scorecards and exact payouts?

A plan with every piece of the language, whose measures come ready: scores, gates, tiers,
ranks, pay in two currencies, awards and actions. Aims, for 1,000,000 agents (or as many as
PLAUDIT_BENCH_AGENTS says): 30 times as fast an agent as the peer, a pandas `apply` in decimals for
fewer of them in the same run, both agreeing on each; and at most 8 s and 1.5 GiB from measured
values to written pay lines with proration, multipliers, caps and pools by region, every table as
Parquet and the totals of the manifest. Beside it stand the same with every other piece of the
language (14 measures), and what both take to write scorecards and payouts, line ids included.
Ratios are of processor time, as the peer has one thread.
"""

import hashlib
import os
import statistics
import subprocess
import sys
import time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.agents import PAID, WITH_POOLS, Month, decided, files_of, month
from benchmarks.conftest import ROOT
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Result

AGENTS = int(os.environ.get("PLAUDIT_BENCH_AGENTS", "1000000"))
PEER = 20_000
D = Decimal
_SECONDS: dict[str, float] = {}


def frame(said: Month) -> pd.DataFrame:
    """The same month as a person would have it in pandas: one row an agent, values as decimals."""
    roster, columns = said.roster, {}
    for name in ("csat", "response", "solved", "wait", "sure", "conduct"):
        found, unit = said.values[name], D(10) ** -said.plan.measures[name].places  # noqa: PD011
        pairs = zip(found.units.tolist(), found.known.tolist(), strict=True)
        columns[name] = [units * unit if known else None for units, known in pairs]
    units, known = roster.targets["solved", "target"]
    pairs = zip(units.tolist(), known.tolist(), strict=True)
    columns["target"] = [D(u).scaleb(-1) if k else None for u, k in pairs]
    pairs = zip(roster.bonus_base.tolist(), roster.has_base.tolist(), strict=True)
    columns["base"] = [D(b).scaleb(-4) if k else None for b, k in pairs]
    columns["fte"] = [D(f).scaleb(-4) for f in roster.fte.tolist()]
    columns["days"] = roster.employed_days
    for name in ("team", "region", "manager_id", "role", "currency", "cost_center"):
        columns[name] = roster.columns[name].tolist()
    return pd.DataFrame(columns, index=pd.Index(roster.agent_ids, name="agent_id"))


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


def speed(kept: Decimal | None) -> Decimal:
    """Points for promises kept: a line from (80, 60) to (100.125, 90) by attainment of 95.25."""
    if kept is None:
        return D("70.25")
    x = 100 * kept / D("95.25")
    if x < 80:
        return D(60)
    if x > D("100.125"):
        return D(95)
    return rounded(60 + (x - 80) * 30 / D("20.125"), 2)


def parts(row: pd.Series) -> list[tuple[Decimal, Decimal]]:
    """Weights and points of the components that count."""
    found = [(D("0.35"), speed(row["response"]))]
    if (csat := row["csat"]) is not None:
        found.append((D("0.4"), D(0) if csat < 4 else D(80) if csat < D("4.55") else D(100)))
    solved, target = row["solved"], row["target"]
    if solved is None or target is None:
        points = D(0)
    else:
        x = 100 * solved / target
        points = D(0) if x < D("33.333") else D(50) if x < 100 else D(100)
    if unliked(row):
        points = D(0)
    found.append((D("0.25"), points))
    return found


def unliked(row: pd.Series) -> bool:
    """Tell whether the gate at `solved` closes."""
    return row["sure"] is not None and row["sure"] < D("25.5")


def person(row: pd.Series) -> dict[str, object]:
    """Score and pay one agent by the plan."""
    weighed = parts(row)
    total = sum(weight * points for weight, points in weighed)
    score = rounded(total / sum(weight for weight, _ in weighed), 2)
    gates = ["slow"] if row["wait"] is not None and row["wait"] >= D("30.5") else []
    status = "vetoed" if gates else "ranked"
    if weighed[0][1] < D("60.25"):
        score = min(score, D("89.99"))
        gates.append("weak")
    if row["conduct"] is not None and row["conduct"] < D("30.5"):
        gates.append("lax")
    if unliked(row):
        gates.append("unliked")
    tier = "A" if score >= D("90.01") else "B" if score >= 60 else "C"
    pay = None
    if status == "ranked" and row["base"] is not None:
        stake = row["base"] * D("0.3")
        pay = stake * {"A": D("1.5"), "B": D(1), "C": D(0)}[tier]
        pay *= D("1.1") if row["role"] == "leader" else 1
        if row["csat"] is not None:
            pay *= D("1.1") if row["csat"] >= D("4.25") else D("0.9")
        pay = min(pay, 2 * stake) * row["days"] / 30 * row["fte"]
        pay = rounded(max(pay, stake / 10), MINOR_PLACES[row["currency"]])
    shown = ",".join(gates)
    return {"score": score, "status": status, "tier": tier, "gates": shown, "pay": pay}


def pandas_decided(people: pd.DataFrame) -> pd.DataFrame:
    """Score, pay and rank with `apply`."""
    cards = people.apply(person, axis=1, result_type="expand")
    number = cards["score"].astype(float)
    cards["rank"] = number.rank(method="min", ascending=False).astype("int64")
    by_region = number.groupby(people["region"])
    cards["rank_in"] = by_region.rank(method="min", ascending=False).astype("int64")
    return cards


def pandas_files(people: pd.DataFrame, out: Path) -> None:
    """Decide, and write scorecards and payouts."""
    cards = pandas_decided(people)
    shown = people[["team", "region", "manager_id", "currency"]]
    cards.drop(columns="pay").join(shown).to_parquet(out / "scorecards.parquet")
    paid = cards[["pay"]].join(people[["currency", "cost_center"]]).dropna(subset="pay")
    paid["line_id"] = paid.apply(line_id, axis=1)
    paid.assign(line="bonus", pay_code="PERF", origin="plan").to_parquet(out / "payouts.parquet")


def line_id(row: pd.Series) -> str:
    key = f"2026-06|rich|{row.name}|{row['currency']}|bonus"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def cards_of(result: Result) -> dict[str, list[object]]:
    """What the engine decided, as the peer says it."""
    standing = result.standing
    pay: list[Decimal | None] = [None] * len(result.payable)
    for line in result.lines:
        if line.line == "bonus":
            pay[line.agent] = D(line.amount_minor).scaleb(-MINOR_PLACES[line.currency])
    return {
        "score": [D(units).scaleb(-2) for units in standing.score.tolist()],
        "status": standing.status.tolist(),
        "tier": standing.tier.tolist(),
        "gates": standing.gates.tolist(),
        "pay": pay,
        "rank": standing.rank.tolist(),
        "rank_in": standing.rank_in.tolist(),
    }


def per_agent(benchmark, doing: str, agents: int) -> None:
    """Keep the seconds an agent takes; of ours, tell how many times as fast as the peer's."""
    benchmark.extra_info |= {"agents": agents}
    if benchmark.disabled:
        return
    _SECONDS[doing] = statistics.median(benchmark.stats.stats.data) / agents
    peer = _SECONDS.get(f"pandas {doing}")
    if peer is not None:
        benchmark.extra_info |= {"times_as_fast": round(peer / _SECONDS[doing], 1)}


@pytest.mark.benchmark(group="agents, every table, by itself")
def test_memory(benchmark):
    # First of all: a process begins with the peak of the one that started it.
    agents = 2_000 if benchmark.disabled else AGENTS
    command = [sys.executable, "-m", "benchmarks.agents", str(agents)]
    options = {"check": True, "capture_output": True, "cwd": ROOT}
    done = benchmark.pedantic(subprocess.run, [command], options, rounds=1)
    benchmark.extra_info |= {"agents": agents, "peak_mib": int(done.stdout)}
    assert int(done.stdout) < 1536


@pytest.mark.benchmark(group="agents, decided", timer=time.process_time)
def test_peer_apply(benchmark):
    agents = 2_000 if benchmark.disabled else PEER
    said = month(agents)
    found = benchmark.pedantic(pandas_decided, [frame(said)], rounds=3)
    for name, ours in cards_of(decided(said)).items():
        assert found[name].tolist() == ours, name
    per_agent(benchmark, "pandas decided", agents)


@pytest.mark.benchmark(group="agents, decided", timer=time.process_time)
def test_decided(benchmark):
    agents = 2_000 if benchmark.disabled else AGENTS
    result = benchmark.pedantic(decided, [month(agents)], rounds=5)
    assert len(result.lines) > agents * 0.9
    per_agent(benchmark, "decided", agents)
    assert benchmark.disabled or benchmark.extra_info.get("times_as_fast", 99) > 30


@pytest.mark.benchmark(group="agents, scorecards and payouts", timer=time.process_time)
def test_peer_apply_and_write(benchmark, tmp_path):
    agents = 2_000 if benchmark.disabled else PEER
    benchmark.pedantic(pandas_files, [frame(month(agents)), tmp_path], rounds=3)
    assert {path.name for path in tmp_path.iterdir()} == {"scorecards.parquet", "payouts.parquet"}
    per_agent(benchmark, "pandas written", agents)


@pytest.mark.benchmark(group="agents, scorecards and payouts", timer=time.process_time)
def test_written(benchmark):
    agents = 2_000 if benchmark.disabled else AGENTS
    names = ("scorecards.parquet", "payouts.parquet")
    files = benchmark.pedantic(files_of, [month(agents), *names], rounds=3)
    assert set(files) == set(names)
    per_agent(benchmark, "written", agents)


@pytest.mark.benchmark(group="agents, every table")
@pytest.mark.parametrize("text", [PAID, WITH_POOLS], ids=["what pay is about", "every piece"])
def test_every_table(benchmark, text):
    agents = 2_000 if benchmark.disabled else AGENTS
    said = month(agents, text)
    began = time.process_time()
    files = benchmark.pedantic(files_of, [said], rounds=3)
    used = (time.process_time() - began) / 3
    assert {"payouts.parquet", "pools.parquet", "pool_members.parquet"} <= files.keys()
    sizes = {name: len(data) for name, data in files.items()}
    benchmark.extra_info |= {"agents": agents, "bytes": sizes, "processor_s": round(used, 2)}
