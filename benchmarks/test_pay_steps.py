"""How long does the way to every pay line take, step by step and as text, for 100,000 agents?

A bonus of nine steps and a pool of four, of PLAUDIT_BENCH_STEPS agents. Aims: that the engine says
its steps takes at most three times as long as that it pays (some 20 ms), and the text of an agent
and line at most 60 µs of processor time. The last step of each bonus is held to the pay line.
"""

import os
import time
from decimal import Decimal

from benchmarks.agents import PAID, month
from scoring import engine
from scoring.again.pay_steps import PaySteps
from scoring.exact.money import MINOR_PLACES
from scoring.pieces.segments import parted_values
from scoring.stages.earnings import earn
from scoring.stages.rollups import roll_up

AGENTS = int(os.environ.get("PLAUDIT_BENCH_STEPS", "100000"))
AT_ONCE = 2000


def fastest(job, times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        start = time.process_time()
        job()
        seconds.append(time.process_time() - start)
    return min(seconds)


def test_steps_of_every_line():
    said = month(AGENTS, PAID)
    plan, roster = said.plan, said.roster
    values, parts = parted_values(roster, said.values)
    placed = engine.place(plan, roll_up(plan, roster, values), roster, parts)
    known = engine.known_of(roster, placed)
    paying = fastest(lambda: earn(plan, known))
    telling = fastest(lambda: earn(plan, known, []))
    assert telling < 3 * paying

    earned, told = engine.earn_told(plan, roster, placed)
    names = tuple(line.name for line in plan.lines)
    origins = tuple(("", ("",) * len(one.steps)) for one in told)
    steps = PaySteps(names, roster.columns["currency"], tuple(told), {}, origins)
    found = []

    def write() -> None:
        found.clear()
        for first in range(0, AGENTS, AT_ONCE):
            found.extend(steps.some(range(first, min(AGENTS, first + AT_ONCE))))

    assert fastest(write, 1) / AGENTS / len(told) < 60e-6
    for line in earned.lines:
        minor = Decimal(found[line.agent][0].steps[-1].amount.text)
        assert minor.scaleb(MINOR_PLACES[line.currency]) == line.amount_minor
