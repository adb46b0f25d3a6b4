"""Many agents a plan: engine and second calculation held to each other, for as long as one likes.

`python -m tests.agree 100000` draws plans with Hypothesis and fills each with a crowd: values that
come ready, targets, an earlier run, a roster, many of them equal or exactly on an edge. It stops at
the first agent of whom the two say anything else, and says how many agreed. `PLAUDIT_AGREE_SEED`
draws others.
"""

from __future__ import annotations

import os
import random
import sys
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.strategies import (
    CURRENCIES,
    ZONES,
    Month,
    bounds_us,
    each_once,
    in_one_currency,
    period_before,
    plans,
    rates_of_exchange,
    rested,
)
from tests.test_independent import compare

CROWD = 40
PERIOD = "2026-10"
NUMBERS = ["0", "0.5", "1", "2", "3.5", "4", "4.123456789", "5", "33.33", "50", "75", "90", "100"]


def crowd(plan: dict[str, Any], draw: random.Random, agents: int = CROWD) -> Month:
    """A month of so many agents under a plan whose values all come ready."""
    conventions, names = plan["conventions"], [f"a{i:03}" for i in range(agents)]

    def number(*, missing: int = 1) -> Decimal | None:
        said = draw.choice([*NUMBERS, *[None] * missing])
        return None if said is None else Decimal(said)

    def person(name: str) -> dict[str, Any]:
        region = draw.choice(["north", "south", None])
        zoned = conventions["period_zone"] == "region" and region is not None
        starts_us, ends_us = bounds_us(PERIOD, ZONES[region] if zoned else conventions["zone"])
        base = draw.choice(["1200", "3333.3333", "0", "40000", None])
        return {
            "agent_id": name, "name": None, "region": region, "starts_us": starts_us,
            "manager_id": draw.choice([None, "a000", "a001", "M1"]), "ends_us": ends_us,
            "team": draw.choice(["t1", "t2", "t3", None]), "role": draw.choice(["agent", "lead"]),
            "shift": draw.choice(["late", "early", None]), "cost_center": "CC1",
            "tenure_days": draw.choice([1, 29, 30, 92, 93, 400, None]),
            "currency": draw.choice([*CURRENCIES, None]), "fte": Decimal(draw.choice(["1", "0.5"])),
            "bonus_base": None if base is None else Decimal(base),
            "employed_days": draw.choice([0, 13, 28]), "left": draw.random() < 0.3,
        }  # fmt: skip

    words = {m["given"] for m in plan["measures"].values() if m["kind"] == "given"}
    ready = [
        {"agent_id": name, "name": word, "value": value, "volume": draw.choice([0, 1, 5])}
        for name in names
        for word in sorted(words)
        if (value := number(missing=2)) is not None
    ]
    asked = [
        (name, word)
        for name, said in plan["measures"].items()
        for word, source in said.get("anchors", {}).items()
        if source == "targets"
    ]
    levels = [("all", None), ("team", "t1"), ("region", "north"), ("role", "lead")]
    levels += [("agent", name) for name in names[::3]]
    targets = [
        {"level": level, "level_id": who, "measure": name, "name": word, "value": Decimal(value)}
        for level, who in levels
        for name, word in asked
        if (value := draw.choice(["1", "3", "4", "60", None])) is not None
    ]
    earlier = {
        name: {
            "score": whole(number()),
            "measures": {measure: whole(number()) for measure in plan["measures"]},
            "won": {
                award: period_before(PERIOD, ago)
                for award in rested(plan)
                if (ago := draw.choice([None, 1, 2, 3, 12, 13]))
            },
        }
        for name in names
        if draw.random() < 0.7
    }
    people, rates = in_one_currency(plan, [person(n) for n in names]), rates_of_exchange()
    adjusted, left = settled(plan, names, draw)
    rest = {"rates": rates, "adjustments": adjusted, "openings": left}
    return Month(plan, PERIOD, people, [], ready, targets, earlier, **rest)


def settled(
    plan: dict[str, Any], names: list[str], draw: random.Random
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Adjustments and balances of a crowd, where the plan settles; nobody is refused."""
    if "settlement" not in plan:
        return [], []
    plan["settlement"] |= {"negative": draw.choice(["carry", "pay"]), "starts": "2025-12"}
    amounts = {"CNY": ["-700", "12.34"], "JPY": ["-20000", "3"], "KWD": ["-0.125", "1000"]}
    adjusted = [
        {"adjustment_id": f"J{i}", "agent_id": name, "period": PERIOD,
         "amount": Decimal(draw.choice(amounts[code])), "currency": code,
         "pay_code": draw.choice([None, "ADJ.2"]), "reason": "As agreed", "approver": "boss"}
        for i, name in enumerate(names[::2])
        for code in [draw.choice(CURRENCIES)]
    ]  # fmt: skip
    left = [
        {"agent_id": name, "account": account, "currency": code, "origin_period": origin,
         "amount": Decimal(draw.choice(["50", "3", "20000"]))}
        for name in names[::3]
        for account, origin in [("carried", None), ("held", "2026-07"), ("held", "2026-09"),
                                ("owed", None)]
        for code in [draw.choice(CURRENCIES)]
    ]  # fmt: skip
    return adjusted, each_once(left)


def whole(number: Decimal | None) -> Decimal | None:
    """A whole number fits every plan's places."""
    return None if number is None else Decimal(int(number))


def hold(months: int, drawn_by: int, agents: int = CROWD) -> int:
    """Hold so many crowds to each other, and count the agents."""
    agreed = 0

    @seed(drawn_by)
    @settings(
        max_examples=months,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(plan=plans("given"), of=st.integers(0, 2**32 - 1))
    def agree(plan: dict[str, Any], of: int) -> None:
        nonlocal agreed
        compare(crowd(plan, random.Random(of), agents), 0)
        agreed += agents

    agree()
    return agreed


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    found = hold(-(-wanted // CROWD), int(os.environ.get("PLAUDIT_AGREE_SEED", "0")))
    sys.stdout.write(f"{found:,} agent-plans agree in everything\n")
