"""A small month drawn by hand: five agents, two currencies, one of each fate.

A001  ranked 2nd, 1234.50 CNY
A002  ranked 1st, 8000 JPY and the star with 500 JPY
A003  scored and vetoed: a rank, no pay
A004  too few facts: no score
A005  one component without a value, ranked 3rd; a bonus of 0.00 CNY
"""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.accounts import Fate, Place
from scoring.columns import words_of
from scoring.exact.period import parse_period
from scoring.flow import Attained, Finding, Grouped, Result, Roster, Scored, Share, Value
from scoring.intake.quarantine import Entry, Quarantine
from scoring.ledger.identity import run_id
from scoring.ledger.manifest import (
    Intake,
    Source,
    build_manifest,
    environment,
    identity,
    plan_parameters,
)
from scoring.ledger.publish import publish
from scoring.lines import Honour, PayLine, honours, pay_lines
from scoring.outputs.tables import result_tables, table_files
from scoring.plan.model import Plan
from scoring.standing import Standing

PERIOD = parse_period("2026-10")
AGENTS = ("A001", "A002", "A003", "A004", "A005")


def _entry(column, rule, reason, consequence, *rows):
    return Entry(
        "interactions.parquet", column, rule, reason, consequence, np.array(rows, np.int64)
    )


QUARANTINE = (
    _entry("handle_s", "negative-duration", "below 0", "row", 9, 2),
    _entry(None, "repeated-id", "seen before", "row", 4),
    _entry("channel", "blank-text", "nothing but white space", "field", 3),
)


def small_quarantine(entries: Iterable[Entry] = QUARANTINE) -> Any:
    """The faults of the small month as a run lays them out, with the rows as they came."""
    table = Quarantine(tuple(entries)).table()
    raw = [f'{{"row": {row}}}' for row in table["row"].to_pylist()]
    return table.append_column("raw", pa.array(raw, pa.string()))


def small_plan(**changes: object) -> Plan:
    """A plan with two measures, two components, a veto, a bonus and an award."""
    csat = {"kind": "mean", "of": "csat", "unit": "points", "better": "higher", "places": "2"}
    wait = {"kind": "quantile", "unit": "s", "better": "lower", "places": "0", "q": "0.5"}
    stamps = {"from": "created_at", "to": "first_response_at"}
    wait["of"] = {"elapsed": stamps | {"calendar": "wall", "reversed": "exclude"}}
    both = {"period_on": "created_at", "volume_min": "5", "missing": "exclude"}
    curve = {"mode": "whole", "below": "0", "bands": [{"from": "4", "gives": "90"}]}
    veto = {"component": "speed", "below": "60", "missing": "fails"}
    base = {"column": "bonus_base", "rate": "0.3"}
    base["coefficient"] = {"on": "tier", "gives": {"S": "1.2", "B": "1", "D": "0"}}
    said = {
        "plan": "small-month",
        "title": "A small month",
        "version": "3",
        "cycle": "month",
        "conventions": {
            "rounding": "half_up",
            "places": {"points": "2", "score": "2"},
            "boundary": "upper",
            "denominators": "known",
            "rank": "competition",
            "roster_as_of": "period_end",
            "period_zone": "plan",
            "zone": "Asia/Shanghai",
            "order": ["multipliers", "cap", "proration", "floor"],
            "quarantine_max": "0.05",
        },
        "applies_to": {"everyone": "true"},
        "measures": {
            "csat": csat | both | {"title": "Satisfaction"},
            "first_response": wait
            | both
            | {"title": "First response", "anchors": {"target": "60"}},
        },
        "components": [
            _component("speed", "first_response", "0.4", "attainment", curve),
            _component("satisfaction", "csat", "0.6", "value", curve),
        ],
        "gates": [{"name": "too_slow", "when": veto, "then": "veto", "why": "Answer"}],
        "tiers": {
            "mode": "whole",
            "below": "D",
            "bands": [{"from": "80", "gives": "B"}, {"from": "90", "gives": "S"}],
        },
        "pay": [
            {
                "name": "bonus",
                "pay_code": "BONUS",
                "start": base,
                "multipliers": "none",
                "cap": "none",
                "proration": "none",
                "floor": "none",
            }
        ],
    }
    return Plan.model_validate(said | changes)


def _component(name: str, measure: str, weight: str, on: str, curve: object) -> dict[str, object]:
    said = {"name": name, "measure": measure, "weight": weight, "on": on}
    return said | {"curve": curve, "why": f"Why {name}"}


def ints(*numbers: int) -> np.ndarray:
    """int64[5]."""
    return np.array(numbers, dtype=np.int64)


def bools(text: str) -> np.ndarray:
    """bool[5] from a picture such as `xx..x`."""
    return np.array([char == "x" for char in text])


def small_roster() -> Roster:
    """The five agents; A003 and A005 have no team, A004's words are wide."""
    return Roster(
        period=PERIOD,
        agent_ids=AGENTS,
        columns={
            "name": words_of(("Ann", "Bo", "Cy", "Di", "Eve")),
            "team": words_of(("t1", "t1", None, "售后一组", None)),
            "region": words_of(("North", "South", "North", "South", "North")),
            "manager_id": words_of(("M1", "M1", "M2", "M2", None)),
            "role": words_of(("agent",) * 5),
            "currency": words_of(("CNY", "JPY", "CNY", "CNY", "CNY")),
            "cost_center": words_of(("CC-1", "CC-2", None, None, "CC-1")),
        },
        bonus_base=ints(41150000, 222222222, 0, 0, 50000000),
        has_base=bools("xx..x"),
        fte=ints(10000, 10000, 10000, 10000, 10000),
        employed_days=ints(31, 31, 31, 31, 31),
        starts_us=ints(0, 0, 0, 0, 0),
        ends_us=ints(1, 1, 1, 1, 1),
        targets={},
        given={},
    )


def small_values() -> dict[str, Value]:
    """Ten rows an agent gave 9 + 7 + 9 + 2 + 6 ratings; A005 was never answered."""
    statuses = {"x": "known", ".": "below_volume", "0": "no_facts"}
    csat = Value(
        units=ints(450, 480, 420, 0, 433),
        known=bools("xxx.x"),
        status=words_of(statuses[c] for c in "xxx.x"),
        numerator=np.array([405000, 336000, 378000, 10**40, 260000], dtype=object),
        denominator=ints(90000, 70000, 90000, 20000, 60000),
        volume=ints(9, 7, 9, 2, 6),
        excluded={"null_value": ints(1, 2, 1, 8, 4), "outside_period": ints(0, 1, 0, 0, 0)},
    )
    wait = Value(
        units=ints(90, 60, 0, 0, 0),
        known=bools("xxx.."),
        status=words_of(statuses[c] for c in "xxx.0"),
        numerator=ints(90, 60, 0, 30, 0),
        denominator=ints(1, 1, 1, 1, 1),
        volume=ints(10, 10, 10, 2, 0),
        excluded={"null_value": ints(0, 0, 0, 8, 10)},
    )
    return {"first_response": wait, "csat": csat}


def small_components() -> dict[str, Attained]:
    """Points 80, 95, 50 for speed and 90, 95, 70, -, 60 for satisfaction."""
    nothing, never = ints(0, 0, 0, 0, 0), bools(".....")
    first, ones = ints(0, 0, 0, 0, 0), ints(1, 1, 1, 1, 1)
    alone = {"relative_num": nothing, "relative_den": ones, "relative_known": never}
    values = small_values()
    speed = Attained(
        decided=first,
        places=0,
        value=values["first_response"].units,
        value_known=values["first_response"].known,
        **alone,
        points_places=2,
        target=ints(60, 60, 60, 60, 60),
        target_known=bools("xxxxx"),
        attainment_num=ints(6000, 6000, 6000, 0, 0),
        attainment_den=ints(90, 60, 0, 1, 1),
        attainment_known=bools("xxx.."),
        points=ints(8000, 9500, 5000, 0, 0),
        counts=bools("xxx.."),
        reason=words_of(["scored", "scored", "scored", "excluded", "excluded"]),
    )
    satisfaction = Attained(
        decided=first,
        places=2,
        value=values["csat"].units,
        value_known=values["csat"].known,
        **alone,
        points_places=2,
        target=nothing,
        target_known=never,
        attainment_num=nothing,
        attainment_den=nothing,
        attainment_known=never,
        points=ints(9000, 9500, 7000, 0, 6000),
        counts=bools("xxx.x"),
        reason=words_of(["scored", "scored", "scored", "excluded", "scored"]),
    )
    return {"speed": speed, "satisfaction": satisfaction}


LINES = (
    PayLine(4, "bonus", 0, "CNY", "BONUS", "CC-1", "plan.yaml:70"),
    PayLine(1, "star", 500, "JPY", "STAR", "CC-2", "plan.yaml:90"),
    PayLine(0, "bonus", 123450, "CNY", "BONUS", "CC-1", "plan.yaml:70"),
    PayLine(1, "bonus", 8000, "JPY", "BONUS", "CC-2", "plan.yaml:70"),
)
AWARDS = (
    Honour(1, "star", "score 95.00", 500, "JPY", "plan.yaml:90"),
    Honour(0, "thanks", "csat 4.50", None, None, "plan.yaml:95"),
)
ACTIONS = (Honour(2, "training", "Speed training", None, None, "plan.yaml:99"),)


def small_weighed(score: np.ndarray, scored: np.ndarray) -> Grouped:
    """The members of the plan, weighed: 0.4 and 0.6, each where it counts."""
    return Grouped(
        num=score,
        den=ints(100),
        places=0,
        counts=scored,
        reason=words_of(["scored", "scored", "scored", "excluded", "scored"]),
        members=ints(2, 2, 2, 0, 1),
        weight_left=ints(10, 10, 10, 0, 6),
        weight_places=1,
        shares={
            "speed": Share(ints(4, 4, 4, 0, 0), ints(4, 4, 4, 4, 4)),
            "satisfaction": Share(ints(6, 6, 6, 0, 6), ints(6, 6, 6, 6, 6)),
        },
    )


def small_result(**changes: object) -> Result:
    """0.4 x speed + 0.6 x satisfaction: 86.00, 95.00, 62.00, none, 60.00 (satisfaction alone).

    Lines, awards and actions may be given as rows.
    """
    score, scored = ints(8600, 9500, 6200, 0, 6000), bools("xxx.x")
    result = Result(
        roster=small_roster(),
        values=small_values(),
        components=small_components(),
        scored=Scored(score, scored, bools("....."), small_weighed(score, scored), {}, {}),
        standing=Standing(
            score=score,
            status=words_of(["ranked", "ranked", "vetoed", "unranked", "ranked"]),
            tier=words_of(["B", "S", "D", "", "D"]),
            rank=ints(2, 1, 3, 0, 4),
            rank_in=ints(1, 1, 2, 0, 3),
            gates=words_of(["", "", "too_slow", "", ""]),
            tier_by=words_of(["score", "score", "score", "", "score"]),
        ),
        payable=bools("xx..x"),
        lines=pay_lines(LINES),
        awards=honours(AWARDS),
        actions=honours(ACTIONS),
        findings=(Finding("no-bonus-base", "roster.parquet", None, None, "BONUS", "1 agent"),),
    )
    columns = {"lines": pay_lines, "awards": honours, "actions": honours}
    held = {name: columns[name](changes[name]) for name in columns.keys() & changes.keys()}
    return dataclasses.replace(result, **changes | held)


def small_intake(**changes: object) -> Intake:
    """50 rows in: 47 used, 2 of nobody, 1 in quarantine (the others only lost a field).

    Of those used, 2 began in September; the one in quarantine has no stamp.
    """
    september, october, undated = (
        Place("interactions.parquet", period) for period in ("2026-09", "2026-10", None)
    )
    fates = {
        Fate(september, "used"): 2,
        Fate(october, "used"): 45,
        Fate(october, "unattributed"): 2,
        Fate(undated, "quarantined"): 1,
    }
    intake = Intake(
        50,
        {september: 2, october: 47, undated: 1},
        fates,
        Quarantine(QUARANTINE).totals(),
        {"profile": "small", "rows": 50, "rate": "0.5"},
    )
    return intake._replace(**changes)


def small_identity(**changes: object) -> dict[str, object]:
    """What the small month was made from."""
    inputs = [
        Source("roster.parquet", "b" * 64, 2000, 5),
        Source("interactions.parquet", "a" * 64, 9000, 50),
    ]
    plan = small_plan()
    said = identity(inputs, "c" * 64, plan_parameters(plan, PERIOD), {"profile": "small"})
    return said | changes


def small_files(
    result: Result | None = None, said: dict[str, object] | None = None
) -> tuple[str, dict[str, bytes]]:
    """Everything that is published for the small month, and its run id."""
    result, said = result or small_result(), said or small_identity()
    files, rows = table_files(result_tables(small_plan(), result, small_quarantine()))
    files["inputs/plan.yaml"] = b"plan: small-month\n"
    files["manifest.json"] = build_manifest(said, small_intake(), result, files, rows)
    files["environment.json"] = environment()
    return run_id(said), files


def publish_small(
    runs: Path, result: Result | None = None, said: dict[str, object] | None = None
) -> Path:
    """Publish the small month and return its folder."""
    name, files = small_files(result, said)
    return publish(runs, PERIOD.name, name, files)[0]
