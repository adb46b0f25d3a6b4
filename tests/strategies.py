"""Plans and months that Hypothesis makes up: small, valid, and full of edges.

A plan is drawn as the nested text that YAML gives, so that `scoring.independent` reads it as it
stands and the model reads the same through `as_nodes`. The values are few and meet often, so
that ties, exact boundaries, empty groups and missing numbers are common rather than rare.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from scoring.independent.periods import bounds_us, period_days
from scoring.plan.model import Plan
from scoring.plan.nodes import Mapping, Place, Sequence

PERIODS = ["2026-10", "2026-02", "2026-Q1"]
MODES = ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
STEPS = ["multipliers", "cap", "proration", "floor"]
CURRENCIES = ["CNY", "JPY", "KWD"]  # two, none and three decimal places
TIERS = ["D", "C", "B", "A", "S"]
ZONES = {"north": "Asia/Shanghai", "south": "America/New_York"}
COMPANY = {"x_amount": "decimal", "x_flag": "boolean", "x_word": "text", "x_number": "whole"}
HOUR_US = 3_600_000_000
EDGES = ["0", "0.5", "1", "2", "3", "3.5", "4", "5", "10", "33.33", "50", "66.67", "75", "100"]
SCORE_EDGES = ["10", "40", "50", "60", "66.67", "75", "80", "90", "100"]
ATTAINMENT_EDGES = ["50", "75", "80", "93", "100", "110", "120", "133.33", "150"]
POINTS = ["-5", "0", "10", "33.335", "50", "60", "66.665", "75", "80.5", "90", "100", "120"]
FACTORS = ["0", "0.5", "0.85", "1", "1.005", "1.2", "1.333", "2"]


@dataclass
class Month:
    """A plan and the data of one period."""

    plan: dict[str, Any]
    period: str
    roster: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    given: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    earlier: dict[str, Any] | None = None  # by agent: the score and measures of an earlier run
    priors: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    rates: list[dict[str, Any]] = field(default_factory=list)
    adjustments: list[dict[str, Any]] = field(default_factory=list)
    openings: list[dict[str, Any]] = field(default_factory=list)  # what an earlier run has left


def as_nodes(tree: Any) -> tuple[Any, dict[tuple[str | int, ...], int]]:
    """Return plain text as the reader gives it, each block on its own line, and those lines."""
    lines: dict[tuple[str | int, ...], int] = {}

    def turned(said: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(said, str):
            return said
        lines[path] = len(lines) + 1
        place = Place("plan.yaml", lines[path], 1)
        if isinstance(said, dict):
            node = Mapping(place)
            node.key_places = dict.fromkeys(said, place)
            node.update({key: turned(value, (*path, key)) for key, value in said.items()})
            return node
        items = Sequence(place)
        items.item_places = [place] * len(said)
        items.extend(turned(value, (*path, i)) for i, value in enumerate(said))
        return items

    return turned(tree, ()), lines


def as_plan(tree: dict[str, Any]) -> tuple[Plan, dict[tuple[str | int, ...], int]]:
    """Return the model of a plan drawn as text, and the line on which each block stands."""
    nodes, lines = as_nodes(tree)
    return Plan.model_validate(nodes), lines


def one(*choices: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(choices)


def at_places(pool: list[str], places: str) -> list[str]:
    """Return the numbers that a table may compare with a number of so many places."""
    return [number for number in pool if len(number.partition(".")[2]) <= int(places)]


def edges(pool: list[str], least: int = 1) -> st.SearchStrategy[list[str]]:
    drawn = st.lists(one(*pool), min_size=least, max_size=4, unique=True)
    return drawn.map(lambda found: sorted(found, key=Decimal))


@st.composite
def tables(draw, pool: list[str], gives: st.SearchStrategy[Any]) -> dict[str, Any]:
    bands = [{"from": edge, "gives": draw(gives)} for edge in draw(edges(pool))]
    return {"mode": "whole", "below": draw(gives), "bands": bands}


@st.composite
def lines(draw, pool: list[str], gives: list[str]) -> dict[str, Any]:
    points = [{"at": edge, "gives": draw(one(*gives))} for edge in draw(edges(pool, 1))]
    ends = one("hold", *gives)
    return {"mode": "interpolated", "below": draw(ends), "points": points, "above": draw(ends)}


def curves(
    pool: list[str], gives: list[str], places: str = "12"
) -> st.SearchStrategy[dict[str, Any]]:
    return tables(at_places(pool, places), one(*gives)) | lines(pool, gives)


CONDITIONS = {
    "channel": one("chat", ["chat", "mail"], {"not": ["mail"]}, {"present": "false"}),
    "priority": one("high", {"not": "high"}, {"present": "true"}),
    "csat": one("5", {"at_least": "4"}, {"below": "3.5"}, {"at_least": "2", "below": "4.5"}),
    "nps": one({"at_least": "9"}, {"below": "7"}, ["0", "10"], {"not": ["10"]}),
    "resolved": one("true", "false", {"not": "true"}, {"present": "true"}),
    "reopens": one("0", {"at_least": "1"}),
    "x_flag": one("true", {"present": "false"}),
    "x_word": one("red", ["red", "blue"]),
    "x_amount": one({"at_least": "0.000001"}, {"below": "1.5"}, "1.5"),
}
ROSTER_CONDITIONS = {
    "region": one("north", ["north", "south"], {"not": "north"}),
    "team": one("t1", {"present": "true"}),
    "role": one("agent", {"not": ["lead"]}),
    "shift": one("late", {"present": "false"}),
    "manager_id": one(["M1", "M2"], {"present": "true"}),
    "tenure_days": one({"at_least": "30"}, {"below": "365"}, {"at_least": "1", "below": "90"}),
}


TITLES = one({}, {}, {"title": {"en": "So called", "zh": "名称"}}, {"title": "One for both"})
"""Titles that some pieces have and others do without."""


@st.composite
def filters(draw, conditions: dict[str, st.SearchStrategy[Any]] = CONDITIONS) -> dict[str, Any]:
    columns = draw(st.lists(one(*conditions), min_size=1, max_size=2, unique=True))
    return {column: draw(conditions[column]) for column in columns}


@dataclass
class Known:
    """What conditions and awards of a plan may ask for."""

    measures: list[str]
    components: list[str]
    targeted: list[str]  # measures with a target
    tiers: list[str]
    groups: list[str] = field(default_factory=list)

    def numbers(self) -> list[dict[str, str]]:
        """Numbers of an agent, as awards name them: the measures also by how they improved."""
        asked = [{key: n} for n in self.measures for key in ("measure", "volume", "improved")]
        return [*asked, *({"component": c} for c in self.components), {"improved": "score"}]


LEVELS = ("measure", "component", "group", "score")
"""Where gates act, from first to last."""


def one_number(known: Known, level: str = "score") -> st.SearchStrategy[dict[str, Any]]:
    """A condition on one number that is there by a level."""
    asked = [{"attainment": n} for n in known.targeted] + [{"score": "final"}, *known.numbers()]
    asked += [{"group": name} for name in known.groups]
    if level != "score":
        late = ["group"] if level in ("component", "group") else ["group", "component"]
        asked = [n for n in asked if not {"score", *late} & n.keys() and "score" not in n.values()]
    asked += [{"earlier": name} for name in (*known.measures, "score")]
    edge = one("below", "at_least").flatmap(
        lambda side: one("0", "1", "4", "50", "60", "75", "90").map(lambda x: {side: x})
    )
    missing = one({"missing": "holds"}, {"missing": "fails"})
    drawn = st.tuples(one(*asked), edge, missing)
    return drawn.map(lambda found: found[0] | found[1] | ({} if "volume" in found[0] else found[2]))


def whens(known: Known, *, tiered: bool, level: str = "score") -> st.SearchStrategy[dict[str, Any]]:
    """A condition on a number, the roster or the tier, or on several, two deep at most."""
    single = one_number(known, level) | filters(ROSTER_CONDITIONS).map(
        lambda tests: {"where": tests}
    )
    if tiered:
        tiers = st.lists(one(*known.tiers), min_size=1, max_size=2, unique=True)
        single |= tiers.map(lambda said: {"tier": said})

    def several(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        lists = st.lists(parts, min_size=2, max_size=3)
        return st.tuples(one("all_of", "any_of"), lists).map(lambda said: {said[0]: said[1]})

    return single | single | several(single) | several(single | several(single))


@st.composite
def gates(draw, known: Known) -> dict[str, Any]:
    """A veto, or a gate at any level that asks for what is there by then."""
    if draw(one(True, False, False)):
        return {"when": draw(whens(known, tiered=False)), "then": "veto"}
    places = {
        "measure": [{"measure": name} for name in known.measures],
        "component": [{"component": name} for name in known.components],
        "group": [{"group": name} for name in known.groups],
        "score": ["score"],
    }
    level = draw(one(*(level for level in LEVELS if places[level])))
    then = draw(one("void", {"cap": "59"}, {"cap": "3"}, {"cap": "-1"}))
    at, when = draw(one(*places[level])), draw(whens(known, tiered=False, level=level))
    return {"when": when, "at": at, "then": then}


SPANS = [
    {"from": "created_at", "to": "first_response_at"},
    {"from": "created_at", "to": "resolved_at"},
    {"from": "first_response_at", "to": "resolved_at"},
]
CLOCKS = [
    "wall",
    "day",
    "night",
    {"by": "region", "in": {"north": "day", "south": "night"}, "otherwise": "none"},
    {"by": "region", "in": {"north": "none", "south": "wall"}, "otherwise": "day"},
]
DURATIONS = [
    {"elapsed": span | {"calendar": clock, "reversed": backward} | holds}
    for span in SPANS
    for clock in CLOCKS
    for backward in ("exclude", "zero", "negative")
    for holds in ({}, {"holds": "subtract"}, {"holds": "subtract"}, {"holds": "ignore"})
]
"""Durations by every clock; the calendars are those of `CALENDARS`."""

_DAY, _NIGHT = ["08:00-12:00", "13:00-17:30:30"], ["22:00-06:00"]
_FIVE = ("monday", "tuesday", "wednesday", "thursday", "friday")
CALENDARS: dict[str, Any] = {
    "day": {
        "calendar": "day",
        "zone": "Asia/Shanghai",
        "hours": dict.fromkeys(_FIVE, _DAY) | {"saturday": "closed", "sunday": "closed"},
        "effective": [
            {
                "from": "2026-02-15",
                "hours": {day: ["00:00-24:00"] for day in _FIVE}
                | {"saturday": ["10:00-11:00"], "sunday": "closed"},
            }
        ],
        "holidays": [{"day": f"2026-10-0{day}", "name": "国庆节"} for day in range(1, 8)],
        "working_days": [{"day": "2026-10-10", "name": "调休", "hours": _DAY}],
        "exceptions": [{"day": "2026-10-16", "name": "Move", "hours": ["09:00-10:00"]}],
        "breaks": [{"on": "every_day", "name": "Lunch", "hours": ["12:30-14:00"]}],
    },
    "night": {
        "calendar": "night",
        "zone": "America/New_York",
        "hours": dict.fromkeys(_FIVE, _NIGHT) | dict.fromkeys(("saturday", "sunday"), _NIGHT),
        "holidays": [],
        "working_days": [],
        "exceptions": [{"day": "2026-10-15", "name": "Stock", "hours": "closed"}],
        "breaks": [
            {"on": "2026-10-17", "name": "Repair", "hours": ["03:00-03:30", "23:00-01:00"]},
            {"on": "tuesday", "name": "Talk", "hours": ["05:00-07:00"]},
        ],
    },
}
"""Calendars as nested text, as the independent calculation reads them."""
KINDS = ["count", "sum", "mean", "quantile", "share", "kept", "ratio", "repeat_rate", "given"]
KINDS += ["events", "rollup", "result", "so_far"]
CATEGORIES = ["late", "absent", "praise", "表扬"]


@st.composite
def quantities(draw) -> dict[str, Any]:
    of = draw(one("csat", "nps", "handle_s", "cost", "x_amount", "x_number", *DURATIONS))
    timed = not isinstance(of, str) or of.endswith("_s")
    said = {"of": of, "unit": draw(one("s", "min", "h", "d")) if timed else "points"}
    return said | ({"currency": draw(one("CNY", "JPY"))} if of == "cost" else {})


@st.composite
def measures(draw, kind: str | None = None) -> dict[str, Any]:
    kind = kind or draw(one(*KINDS))
    said: dict[str, Any] = {
        "kind": kind,
        "title": "a measure",
        "unit": "points",
        "better": draw(one("higher", "lower")),
        "places": draw(one("0", "1", "2", "4")),
        "missing": draw(one("exclude", "zero", {"neutral": "70"}, "exclude", "zero", "hold")),
        **({} if kind in {"result", "so_far"} else {"volume_min": draw(one("0", "1", "2"))}),
    }
    if kind in BESIDE_ROWS:
        return said | draw(BESIDE_ROWS[kind])
    said["period_on"] = draw(one("created_at", "created_at", "resolved_at"))
    if draw(st.booleans()):
        said["where"] = draw(filters())
    per = {"per": draw(one("1", "100", "1000"))}
    if kind in {"sum", "mean"}:
        said |= draw(quantities())
    if kind == "quantile":
        said |= draw(quantities()) | {"q": draw(one("0.5", "0.9", "1", "0.333", "0.05"))}
        if currency := said.pop("currency", None):
            said["where"] = {"cost_currency": currency}
    if kind == "share":
        said |= per | {"hits": draw(filters())}
    if kind == "kept":
        said |= per | {"of": draw(one(*DURATIONS)), "within": draw(one("reply", "solve"))}
        said["unanswered"] = draw(one("broken", "exclude"))
    if kind == "ratio":
        columns = one(
            ("checks_passed", "checks_done"), ("x_amount", "talk_s"), ("talk_s", "x_number")
        )
        above, under = draw(columns)
        said |= per | {"numerator": above, "denominator": under}
    if kind == "repeat_rate":
        said |= per | draw(repeats())
    return said | draw(few_facts(said)) | draw(dated()) | draw(through(said))


@st.composite
def through(draw, measure: dict[str, Any]) -> dict[str, Any]:
    """A curve that each row goes through, of a sum that is of no time."""
    of = measure.get("of")
    timed = not isinstance(of, str) or of.endswith("_s")
    if measure["kind"] != "sum" or timed or draw(one(True, False)):
        return {}
    places = {"nps": "0", "x_number": "0", "x_amount": "6"}.get(of, "4")
    pool = at_places(EDGES, places)
    if draw(st.booleans()):
        return {"through": {"gives": "rate", "curve": draw(tables(pool, one(*FACTORS)))}}
    slices = marginal(pool).map(lambda said: {k: v for k, v in said.items() if k != "start_at"})
    forms = [tables(pool, one(*POINTS)), jumping(pool, open_ends=True), filled(pool), slices]
    return {"through": {"gives": "amount", "curve": draw(st.one_of(forms))}}


def dated() -> st.SearchStrategy[dict[str, Any]]:
    """Dates on which alone rows count: beside, within and around the periods."""
    pairs = [("10-01", "10-16"), ("10-17", "11-30"), ("02-14", "02-15"), ("01-01", "12-31")]
    pairs += [("02-16", "02-16"), ("10-31", "10-31"), ("10-16", "10-16"), ("10-02", "10-30")]
    during = one(
        *({"during": {"from": f"2026-{first}", "to": f"2026-{last}"}} for first, last in pairs)
    )
    return one(True, False, False).flatmap(lambda some: during if some else st.just({}))


AMONG = ["all", "region", "team", "role"]


@st.composite
def few_facts(draw, measure: dict[str, Any]) -> dict[str, Any]:
    """How a measure treats few facts, where it may say so."""
    kinds = {"share", "kept", "repeat_rate", "mean"}
    if measure["kind"] not in kinds or draw(st.booleans()):
        return {}
    return {"adjusted": draw(adjustments(measure))}


@st.composite
def adjustments(draw, measure: dict[str, Any]) -> dict[str, Any]:
    is_mean = measure["kind"] == "mean"
    z = {"z": draw(one("1.96", "1", "0.5", "2.575829303549", "3"))}
    if not is_mean and draw(st.booleans()):
        return {"by": "wilson", "bound": draw(one("lower", "upper", "centre"))} | z
    stated = {"from": "stated", "strength": draw(one("10", "0.5", "303.536", "1000000"))}
    beyond = "2.5" if measure.get("of") == "csat" else "-2.5"  # ratings have a scale
    stated["mean"] = draw(one("4", beyond) if is_mean else one("0.259148832692", "0.5", "0.999"))
    estimated = {"from": draw(one("period", "period", "previous")), "among": draw(one(*AMONG))}
    return {"by": "shrinkage", "prior": draw(one(stated, estimated, estimated))} | z


@st.composite
def repeats(draw) -> dict[str, Any]:
    said = {
        "by": draw(one(["customer_id"], ["customer_id", "category"], ["channel", "customer_id"])),
        "within": draw(one("1 h", "59 min", "1 s", "13 d", "15 d", "40 d")),
        "look": draw(one("back", "ahead")),
        "hits": draw(one("repeated", "not_repeated")),
        "beyond_data": draw(one("exclude", "as_seen")),
    }
    return said | ({"among": draw(filters())} if draw(one(False, False, True)) else {})


@st.composite
def ledgers(draw) -> dict[str, Any]:
    """What a ledger says; `months` sees to it that a recovery has a later month."""
    said: dict[str, Any] = {"since": draw(one("period", "half_year", "year")), "needs": "none"}
    start = draw(one("0", "10", "4.5"))
    said["start"] = start
    if said["since"] == "period":
        said["start"] = draw(one(start, {"previous_or": start}))
    limits = {"least": one("-3", "-0.5", "-40"), "most": one("0", "2", "7.25")}
    limits["recovery"] = one("0.0001", "1", "3")
    category = st.fixed_dictionaries({}, optional=limits)
    names = draw(st.lists(one(*CATEGORIES), min_size=1, max_size=3, unique=True))
    said["categories"] = {name: draw(category) for name in names}
    said |= {"least": draw(one("none", "0", "-5")), "most": draw(one("none", "10", "12.5"))}
    return said | {"otherwise": draw(one("refuse", "ignore"))}


BESIDE_ROWS = {
    "given": st.fixed_dictionaries({"given": one("rating", "talks")}),
    "events": ledgers(),
    "result": st.fixed_dictionaries(
        {"result": one("profit", "ebitda"), "per": one("all", "region", "team")}
    ),
    # What it rolls up is drawn when the others are there.
    "rollup": st.fixed_dictionaries({"over": one("team", "region", "role", "all", "reports")}),
    "so_far": st.fixed_dictionaries(
        {"since": one("half_year", "year", "year")},
        optional={"opening": st.fixed_dictionaries(
            {"in": one("2026-02", "2026-09", "2026-10", "2026-11", "2025-06"),
             "reached": one("zero", {"given": "rating"})}
        )},
    ),
}  # fmt: skip


@st.composite
def totalled(draw, named: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Say of every total so far what it adds up, and add a measure where there is no such."""
    totals = [said for said in named.values() if said["kind"] == "so_far"]
    others = [n for n, said in named.items() if said["kind"] in {"count", "sum", "given"}]
    if totals and not others:
        named = named | {"adds": draw(measures(draw(one("count", "sum", "given"))))}
        others = ["adds"]
    for said in totals:
        said["of"] = draw(one(*others))
        said |= {key: named[said["of"]][key] for key in ("unit", "better", "places")}
    return named


def carried_on(named: dict[str, dict[str, Any]]) -> set[str]:
    """The totals so far, and what they add up: without a value none of them could go on."""
    totals = {name: said["of"] for name, said in named.items() if said["kind"] == "so_far"}
    return {*totals, *totals.values()}


@st.composite
def rolled(draw, named: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Say of every rollup what it rolls up, and add a measure where there is no other."""
    others = [n for n, said in named.items() if said["kind"] not in {"rollup", "so_far"}]
    if not others:
        kind = draw(one("mean", "share", "ratio", "count", "sum", "quantile", "given", "result"))
        named, others = named | {"base": draw(measures(kind))}, ["base"]
    for said in named.values():
        if said["kind"] == "rollup":
            said["of"] = draw(one(*others))
            source = named[said["of"]]
            sums = source["kind"] not in {"quantile", "given", "events", "result"}
            sums = sums and "adjusted" not in source
            said["by"] = draw(one("micro", "micro", "macro")) if sums else "macro"
            said["better"] = named[said["of"]]["better"]
    return named


@st.composite
def promises(draw) -> dict[str, Any]:
    within = st.fixed_dictionaries(
        {"chat": one("15 min", "900 s"), "high": one("15 min", "1 h")},
        optional={"north": one("30 min", "1 d")},
    )
    by = one("channel", "priority", "region")
    said = {"by": by, "within": within, "otherwise": one("none", "1 h", "15 min")}
    return {name: draw(st.fixed_dictionaries(said)) for name in ("reply", "solve")}


@st.composite
def weights(draw, count: int) -> list[str]:
    cuts = sorted(
        draw(st.lists(st.integers(1, 999), min_size=count - 1, max_size=count - 1, unique=True))
    )
    whole = [b - a for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    return [str(Decimal(w) / 1000) for w in whole]


BY_DAYS = [
    form | {"fte": fte}
    for fte in ("apply", "ignore")
    for form in (
        {"by": "calendar_days"},
        {"by": "working_days", "calendar": "day", "out_of": "period"},
        {"by": "working_days", "calendar": "night", "out_of": "period"},
        {"by": "working_days", "calendar": "day", "out_of": "21.75", "most": "1.5"},
        {"by": "working_days", "calendar": "night", "out_of": "21.75", "most": "1"},
        {"by": "months", "full_from": "16", "february_from": "15"},
        {"by": "months", "full_from": "13", "february_from": "28"},
    )
]
"""Every form of proration by the days employed; the calendars are those of `CALENDARS`."""
ANCHORS = ["target", "benchmark", "baseline", "worst"]


@st.composite
def anchored(draw, said: dict[str, Any]) -> dict[str, Any]:
    """Give a measure anchors: numbers in the plan, from the file, or from an earlier run."""
    whole = ["1", "3", "60"]
    numbers = [*whole, "4.5", "0.5"] if said["places"] != "0" else whole
    chosen = draw(st.lists(one(*ANCHORS[1:]), max_size=2, unique=True))
    anchors = {"target": draw(one(*numbers, "targets"))}
    anchors |= {name: draw(one(*numbers, "targets", "previous")) for name in chosen}
    if not draw(one(True, True, False)):
        return said
    if draw(one(False, False, True)):
        owed = draw(st.lists(one(*anchors), min_size=1, max_size=2, unique=True))
        said = said | {"prorated": {"anchors": owed, "proration": draw(one(*BY_DAYS))}}
    return said | {"anchors": anchors}


@st.composite
def by_anchors(draw, said: dict[str, Any]) -> dict[str, Any]:
    """A curve over the value whose knots are anchors of the measure, in whatever order."""
    names = draw(st.permutations(list(said["anchors"])))[:3]
    owed = said.get("prorated", {}).get("anchors", ())
    differ = any(n in owed or said["anchors"][n] in ("targets", "previous") for n in names)
    rows = [{"at": name, "gives": draw(one(*POINTS))} for name in names]
    if len(rows) < 2:
        step = {"mode": "interpolated", "below": "hold", "above": "hold", "points": rows}
        rows[0] |= {"before": draw(one(*POINTS)), "then": draw(one(*POINTS))}
        return draw(one(step, draw(deductions([names[0]]))))
    numbers = [Decimal(said["anchors"][n]) for n in names if said["anchors"][n][0].isdigit()]
    if any(b <= a for a, b in pairwise(numbers)):
        return draw(deductions(names))
    crossed = {"crossed": draw(one("missing", *POINTS))} if differ else {}
    form = draw(one("whole", "interpolated", "marginal", "filled"))
    if form == "interpolated":
        ends = one("hold", "extrapolate", *POINTS)
        return {"mode": form, "below": draw(ends), "points": rows, "above": draw(ends)} | crossed
    bands = [{"from": row["at"], "gives": row["gives"]} for row in rows]
    below = {"below": draw(one(*POINTS))} if form == "whole" else {}
    if form == "marginal" and draw(one(True, False)):
        below = {"start_at": draw(one(*said["anchors"]))}
    if form == "filled":
        below = {"to": bands.pop()["from"]}
    return {"mode": form, "bands": bands} | below | crossed


@st.composite
def deductions(draw, edges_: list[str], *, side: str | None = None) -> dict[str, Any]:
    return {
        "mode": "deduct",
        "from": draw(one("100", "80.5")),
        "beyond": draw(one(*edges_)),
        "side": side or draw(one("below", "above")),
        "every": draw(one("1", "0.5", "3")),
        "costs": draw(one("2", "0.333")),
        "part": draw(one("ceil", "floor", "exact")),
        "least": draw(one("none", "0", "60")),
    }


@st.composite
def jumping(draw, pool: list[str], *, open_ends: bool) -> dict[str, Any]:
    """A line that may jump at its points, and go on beyond them where that has an end."""
    line = draw(lines(pool, POINTS))
    goes_on = open_ends and len(line["points"]) > 1
    ends = one("hold", "extrapolate", *POINTS) if goes_on else one("hold", *POINTS)
    line |= {"below": draw(ends), "above": draw(ends)}
    for i, point in enumerate(line["points"]):
        if draw(one(True, False)) and (i or line["below"] == "hold"):
            point["before"] = draw(one(*POINTS))
        last = i == len(line["points"]) - 1
        if draw(one(True, False)) and (not last or line["above"] == "hold"):
            point["then"] = draw(one(*POINTS))
    return line


@st.composite
def marginal(draw, pool: list[str], anchors: dict[str, str] | None = None) -> dict[str, Any]:
    """Slices, which may go on from what was there before: a number, or an anchor."""
    bands = [{"from": edge, "gives": draw(one("0.5", "2", "0.333"))} for edge in draw(edges(pool))]
    start = draw(one(None, *pool, *(anchors or {}))) if draw(st.booleans()) else None
    said = {"mode": "marginal", "bands": bands}
    return said if start is None else said | {"start_at": start}


def powers_(pool: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Powers that give 1 at one of the numbers above zero."""
    exponents = one("1", "1.35", "1.9", "0.5", "2")
    said = {"mode": st.just("power"), "one_at": one(*(n for n in pool if Decimal(n) > 0))}
    places = {"places": one("0", "2", "12")}
    return st.fixed_dictionaries(said | {"above": exponents, "below": exponents} | places)


@st.composite
def filled(draw, pool: list[str]) -> dict[str, Any]:
    """Amounts of bands: each of the edges but the last begins one."""
    *lower, to = draw(edges(pool, 2))
    bands = [{"from": edge, "gives": draw(one(*POINTS))} for edge in lower]
    return {"mode": "filled", "bands": bands, "to": to}


@st.composite
def readings(draw, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    measure = draw(one(*named))
    said = named[measure]
    anchors = said.get("anchors", {})
    on: Any = draw(one("value", *(["attainment"] if anchors else []), "relative"))
    if on == "value":
        pool = at_places(EDGES, said["places"])
        forms = [curves(EDGES, POINTS, said["places"]), jumping(pool, open_ends=True)]
        forms += [marginal(pool, anchors), filled(pool), deductions(EDGES), powers_(EDGES)]
        forms += [*([by_anchors(said)] if anchors else [])]
    elif on == "attainment":
        lower = said["better"] == "lower"
        forms = [curves(ATTAINMENT_EDGES, POINTS), jumping(ATTAINMENT_EDGES, open_ends=not lower)]
        forms += [deductions(ATTAINMENT_EDGES, side="below"), filled(ATTAINMENT_EDGES)]
        forms += [] if lower else [marginal(ATTAINMENT_EDGES), powers_(ATTAINMENT_EDGES)]
    else:
        form = one("min_max", "percentile", "rank", "z_score")
        among = one("all", "region", "team", "role")
        on = {"relative": draw(form), "among": draw(among), "all_equal": draw(one("0", "50", "1"))}
        forms = [curves(["0", "0.5", "1", "2", "50", "100"], POINTS)]
    return {"measure": measure, "on": on, "curve": draw(st.one_of(forms))}


POLICIES = ["exclude", "zero", {"neutral": "70"}, "exclude", "zero", "hold"]


@st.composite
def components(draw, named: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    part: dict[str, Any] = {"name": name, "why": "because"} | draw(TITLES)
    several = draw(one(None, None, None, "best_of", "worst_of"))
    if several:
        part[several] = draw(st.lists(readings(named), min_size=2, max_size=3))
        part["missing"] = draw(one(*POLICIES))
        part |= draw(one({}, {"scored_min": "2"}))
    else:
        part |= draw(readings(named))
    if draw(one(True, False, False)):
        part["points"] = {"places": draw(one("0", "1", "3")), "rounding": draw(one(*MODES))}
    return part


@st.composite
def members(
    draw, named: dict[str, dict[str, Any]], combine: str, prefix: str, depth: int
) -> list[dict[str, Any]]:
    """Components and groups that are combined in one way, as what they weigh says."""
    count = draw(st.integers(1, 4 if depth == 0 else 3))
    found = []
    weighed = draw(weights(count))
    for i, weight in enumerate(weighed):
        name = f"{prefix}{i}"
        grouped = depth < 2 and draw(one(False, False, True))
        said = draw(groups(named, name, depth)) if grouped else draw(components(named, name))
        if combine == "weighted_mean":
            said["weight"] = weight
        if combine == "percent_of_possible":
            on_top = ["0"] if found else []  # points on top of those of the members before
            said["possible"] = draw(one("10", "100", "33.3", *on_top))
        if combine == "sum" and not grouped:
            said.setdefault("missing", draw(one("zero", "hold", {"neutral": "7"})))
            said["missing"] = "zero" if said["missing"] == "exclude" else said["missing"]
        if combine == "sum" and grouped and said["missing"] == "exclude":
            said["missing"] = "zero"
        found.append(said)
    overridden = draw(one(None, None, *range(count)))
    if overridden is not None:
        found[overridden]["overrides"] = draw(overrides(found[overridden], combine))
    return found


@st.composite
def overrides(draw, said: dict[str, Any], combine: str) -> list[dict[str, Any]]:
    """Overrides that cannot tie: two regions, and one of them with a role as well."""
    wheres = [
        {"region": "north"},
        {"region": "south"},
        {"region": "north", "role": "lead"},
        {"region": "north", "role": "lead", "tenure_days": {"at_least": "93"}},
        {"shift": "late", "region": "south"},
    ]
    found = []
    for where in wheres[: draw(st.integers(1, 5))]:
        forms: list[Any] = [{"off": "true"}]
        if combine == "percent_of_possible":
            forms.append({"possible": "50"})
        if "curve" in said and said["on"] == "value":
            forms.append({"curve": {"mode": "whole", "below": "10", "bands": [BAND]}})
        found.append({"where": where} | draw(one(*forms)))
    return found


BAND = {"from": "2", "gives": "90"}
COMBINES = ["weighted_mean", "mean", "percent_of_possible", "sum"]


@st.composite
def groups(draw, named: dict[str, dict[str, Any]], name: str, depth: int) -> dict[str, Any]:
    combine = draw(one(*COMBINES))
    below = draw(members(named, combine, f"{name}_", depth + 1))
    said = {
        "name": name,
        "combine": combine,
        "members": below,
        "scored_min": draw(one("1", str(len(below)))),
        "missing": draw(one(*POLICIES)),
        "places": draw(one("0", "2", "6", "exact")),
        "why": "together",
    }
    least = {"weight_min": "0.5"} if combine != "sum" and draw(one(True, False)) else {}
    return said | least | draw(TITLES)


@st.composite
def score_rules(draw, named: dict[str, dict[str, Any]], combine: str) -> dict[str, Any]:
    adjust = [
        {
            "name": f"x{i}",
            "measure": measure,
            "least": draw(one("none", "-2")),
            "most": draw(one("none", "3")),
            "missing": draw(one("nothing", "hold")),
            "why": "added",
        }
        for i, measure in enumerate(draw(st.lists(one(*named), max_size=1)))
    ]
    said = {"combine": combine, "scored_min": "1", "least": draw(one("none", "0"))}
    said["most"] = draw(one("none", "100"))
    return said | ({"adjust": adjust} if adjust else {})


def moneys(currencies: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """Amounts whole in every currency's minor unit."""
    yuan, dinar = one("500", "88.88", "0"), one("25.125", "10")
    each = {"CNY": yuan, "JPY": one("10000", "1"), "KWD": dinar}
    return st.fixed_dictionaries({currency: each[currency] for currency in currencies})


STEPS_OF = {"CNY": ["0.01", "0.05", "1", "1000"], "JPY": ["1", "100"], "KWD": ["0.001", "0.25"]}
SPLITS = [
    {"CC-A": "1"},
    {"CC-A": "0.6", "CC-B": "0.4"},
    {"CC-B": "0.333333333333", "CC-A": "0.333333333333", "CC-C": "0.333333333334"},
    {"CC-A": "0.125", "CC-B": "0.125", "CC-C": "0.75"},
]


@st.composite
def ends_of_lines(draw, currencies: list[str]) -> dict[str, Any]:
    """How a line is rounded and parted, where it says so."""
    said: dict[str, Any] = {}
    if draw(one(True, False, False)):
        named = draw(one(currencies, CURRENCIES))
        to = {currency: draw(one(*STEPS_OF[currency])) for currency in named}
        said["rounding"] = {"mode": draw(one(*MODES)), "to": to}
    if draw(one(True, False, False)):
        said["split"] = draw(one(*SPLITS))
    return said


@st.composite
def exchanges(draw) -> dict[str, Any]:
    """Conversion into dinars of what lines name in yuan and yen, or nothing."""
    if draw(st.booleans()):
        return {}
    said = {"from": draw(one("CNY", "JPY")), "days_back": draw(one("0", "1", "35"))}
    return {"exchange": said | {"on": draw(one("period_start", "period_end", "2026-02-03"))}}


DAYS_OF_RATES = [
    dt.date(2026, *day) for day in ((1, 1), (2, 2), (2, 3), (2, 28), (9, 30), (10, 31))
]


def rates_of_exchange() -> list[dict[str, Any]]:
    """A table of rates: of most pairs on some days, and of one pair on none."""
    rates = ["0.043", "0.002123456789", "21.3", "1"]
    pairs = [("CNY", "KWD"), ("JPY", "KWD"), ("CNY", "JPY"), ("KWD", "CNY")]
    return [
        {
            "from_currency": source,
            "to_currency": target,
            "on": day,
            "rate": Decimal(rates[(i + j) % len(rates)]),
            "source": f"bank {i}",
        }
        for i, (source, target) in enumerate(pairs)
        for j, day in enumerate(DAYS_OF_RATES)
    ]


@st.composite
def pay_lines(
    draw, name: str, known: Known, named: dict[str, dict[str, Any]], places: str
) -> dict[str, Any]:
    currencies = draw(one(CURRENCIES[:2], CURRENCIES))
    based = draw(st.booleans())
    bare = not based and draw(st.booleans())  # a share of a pool, and no money
    if bare:
        start = {"weight": draw(factors(known, named, places))}
    elif based:
        rate, coefficient = draw(one("0.3", "1", "0.333")), draw(factors(known, named, places))
        start = {"column": "bonus_base", "rate": rate, "coefficient": coefficient}
    else:
        start = draw(money_starts(known, named, places, currencies))
    several = st.lists(multipliers(known, named, places), min_size=1, max_size=2)
    multiplied = draw(st.just("none") | several)
    if multiplied != "none":
        multiplied = [said | {"name": f"m{i}"} | draw(TITLES) for i, said in enumerate(multiplied)]
    whom = {**draw(TITLES)}
    if not draw(one(True, True, False)):
        whom["where"] = draw(filters(ROSTER_CONDITIONS))
    if not draw(one(True, True, False)):
        whom["when"] = draw(whens(known, tiered=True))
    caps = limits(known, ["1.1", "0.5"], ["900", "500"], currencies, based=based)
    floors = limits(known, ["0.4", "0.1"], ["88.88", "0"], currencies, based=based)
    if bare or draw(one(True, False, False)):
        results = {n: said["per"] for n, said in named.items() if said["kind"] == "result"}
        whom["pool"] = draw(pools(based=based, results=results))
    else:
        whom |= draw(ends_of_lines(currencies))
    return whom | {
        "name": name,
        "pay_code": f"{name.upper()}.01",
        "start": start,
        "multipliers": multiplied,
        "cap": "none" if bare else draw(caps),
        "proration": draw(st.just("none") | prorations(named) | one(*BY_DAYS)),
        "floor": "none" if bare else draw(floors),
    }


GROUP_NAMES = {
    "region": ["north", "south", "nowhere"],
    "team": ["t1", "t2"],
    "role": ["agent", "lead", "leader"],
    "manager": ["a0", "a1", "M1", "a000"],
}


def in_one_currency(plan: dict[str, Any], people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pay everybody in yuan where a fund comes from the payroll, which has one currency."""
    lines = [] if plan["pay"] == "none" else plan["pay"]
    if not any("payroll" in line.get("pool", {"fund": {}})["fund"] for line in lines):
        return people
    return [person | {"currency": person["currency"] and "CNY"} for person in people]


@st.composite
def pools(draw, *, based: bool, results: dict[str, str] | None = None) -> dict[str, Any]:
    """A pool with a fund in every currency, or in the one that all are paid in."""
    per = draw(one("overall", *GROUP_NAMES))
    money = moneys(CURRENCIES)
    amount = st.fixed_dictionaries({"amount": money})
    per_head = st.fixed_dictionaries({"per_head": money, "heads": one("all", "paid")})
    said = {"percent": one("3", "0.01"), "payroll": one("all", "paid")}
    funds = [amount, amount, per_head, per_head, st.fixed_dictionaries(said)]
    if per != "overall":
        names = st.dictionaries(one(*GROUP_NAMES[per]), money, min_size=1)
        funds += [st.fixed_dictionaries({"groups": names})] * 2
    if fit := [name for name, of in (results or {}).items() if of in ("all", per)]:
        rate = {"CNY": one("0.03", "1"), "JPY": one("3", "0"), "KWD": one("0.0005")}
        below = one("nothing", "shared")
        of_result = {"measure": one(*fit), "rate": st.fixed_dictionaries(rate)}
        funds += [st.fixed_dictionaries(of_result | {"below_zero": below})] * 4
    fixed = {"CNY": one("88.88", "0", "0.01"), "JPY": one("10000"), "KWD": one("25.125", "0.4")}
    mosts = [st.just("none"), st.fixed_dictionaries({"amount": st.fixed_dictionaries(fixed)})]
    mosts += [st.fixed_dictionaries({"times_base": one("0.4", "0.1")})] if based else []
    most = draw(st.one_of(mosts))
    left = {} if most == "none" else {"left_over": draw(one("share", "return"))}
    return {"per": per, "fund": draw(st.one_of(funds)), "each_most": most} | left


@st.composite
def prorations(draw, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Attendance: a measure over a number, or over another measure."""
    measure, *others = draw(st.lists(one(*named), min_size=1, max_size=2, unique=True))
    return {
        "by": "measure",
        "measure": measure,
        "out_of": draw(one("22", "0.5", "100", *others, *others)),
        "most": draw(one("1", "1.25", "40")),
        "missing": draw(one("0", "1", "0.5")),
        "fte": draw(one("apply", "ignore")),
    }


@st.composite
def amounts(draw, pool: list[str], currencies: list[str], *, goes_on: bool = True):
    """Money by a number: by bands, along a line that may jump and go on, or filled."""
    money = moneys(currencies)
    form = draw(one("whole", "interpolated", "filled"))
    if form == "whole":
        return draw(tables(pool, money))
    if form == "filled":
        *lower, to = draw(edges(pool, 2))
        return {"mode": form, "bands": [{"from": e, "gives": draw(money)} for e in lower], "to": to}
    points = [{"at": edge, "gives": draw(money)} for edge in draw(edges(pool))]
    below, above = draw(st.just("hold") | money), draw(st.just("hold") | money)
    for i, point in enumerate(points):
        if draw(one(True, False)) and (i or below == "hold"):
            point["before"] = draw(money)
        if draw(one(True, False)) and (point is not points[-1] or above == "hold"):
            point["then"] = draw(money)
    if goes_on and len(points) > 1 and "then" not in points[-1] and draw(one(True, False)):
        *_, left, right = points
        start, end = left.get("then", left["gives"]), right.get("before", right["gives"])
        falls = any(Decimal(end[code]) < Decimal(start[code]) for code in currencies)
        above = above if falls else "extrapolate"  # nobody is paid less than nothing
    return {"mode": form, "below": below, "points": points, "above": above}


@st.composite
def money_starts(
    draw, known: Known, named: dict[str, dict[str, Any]], places: str, currencies: list[str]
) -> dict[str, Any]:
    forms = ["score", "value", "rates", "lookup", *(["attainment"] if known.targeted else [])]
    on = draw(one(*forms))
    if on == "lookup":
        return draw(lookups(known, moneys(currencies)))
    if on == "score":
        return {"on": on, "amounts": draw(amounts(at_places(SCORE_EDGES, places), currencies))}
    measure = draw(one(*(known.targeted if on == "attainment" else named)))
    missing, pool = draw(moneys(currencies)), at_places(EDGES, named[measure]["places"])
    start = {"measure": measure, "missing": missing}
    if on != "rates":
        pool = ATTAINMENT_EDGES if on == "attainment" else pool
        ends = on == "attainment" and named[measure]["better"] == "lower"
        return start | {"on": on, "amounts": draw(amounts(pool, currencies, goes_on=not ends))}
    each = st.fixed_dictionaries({code: one("0", "0.025", "3", "0.3333") for code in currencies})
    slices = marginal(pool).flatmap(
        lambda said: st.fixed_dictionaries(
            {
                "mode": st.just("marginal"),
                "bands": st.tuples(
                    *(
                        each.map(lambda gives, low=band["from"]: {"from": low, "gives": gives})
                        for band in said["bands"]
                    )
                ).map(list),
            }
        )
    )
    sliced = draw(st.booleans())
    rates = slices if sliced else tables(pool, each)
    start["rates"] = draw(rates)
    if draw(one(False, False, True)):
        start["prorated"] = draw(one(*BY_DAYS))
    if sliced and draw(st.booleans()):
        start["after"] = draw(one(*named))
    if draw(st.booleans()):
        when = draw(whens(known, tiered=True))
        start["hurdle"] = {"when": when, "closed": draw(rates), "why": "It opens."}
    return start


@st.composite
def lookups(draw, known: Known, given: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A table by the tier and what a roster may have, whose rows give numbers or money."""
    words = {"tier": known.tiers, "region": ["north", "south"], "role": ["agent", "lead"]}
    by = draw(st.lists(one(*words), min_size=1, max_size=3, unique=True))
    keys = st.tuples(*(one(*words[name]) for name in by)).map(list)
    rows = draw(st.lists(keys, min_size=1, max_size=3, unique_by=tuple))
    return {
        "on": "lookup",
        "by": by,
        "rows": [{"is": key, "gives": draw(given)} for key in rows],
        "otherwise": draw(given),
    }


@st.composite
def sections(draw, known: Known, named: dict[str, dict[str, Any]], places: str) -> dict[str, Any]:
    combine, shares = draw(one("add", "multiply")), draw(one(["0.3", "0.7"], ["0.2", "0.3", "0.5"]))
    drawn = [draw(multipliers(known, named, places, deep=False)) for _ in shares]
    named_ = [said | {"name": f"s{i}"} for i, said in enumerate(drawn)]
    if combine == "add":
        named_ = [said | {"share": share} for said, share in zip(named_, shares, strict=True)]
    return {"on": "sections", "combine": combine, "sections": named_}


@st.composite
def factors(
    draw, known: Known, named: dict[str, dict[str, Any]], places: str, *, deep: bool = True
) -> dict[str, Any]:
    forms = ["tier", "score", "value", "roster", "lookup", *(["sections"] if deep else [])]
    on = draw(one(*forms, *(["attainment"] if known.targeted else [])))
    if on == "sections":
        return draw(sections(known, named, places))
    if on == "lookup":
        return draw(lookups(known, one(*FACTORS)))
    if on == "tier":
        return {"on": on, "gives": {tier: draw(one(*FACTORS)) for tier in known.tiers}}
    if on == "score":
        by_score = curves(SCORE_EDGES, FACTORS, places) | powers_(SCORE_EDGES)
        return {"on": on, "curve": draw(by_score)}
    if on == "roster":
        return {"on": on, "where": draw(filters(ROSTER_CONDITIONS)), "times": draw(one(*FACTORS))}
    measure = draw(one(*(known.targeted if on == "attainment" else named)))
    said = named[measure]
    forms = [curves(ATTAINMENT_EDGES, FACTORS)]
    if on == "value":
        forms = [curves(EDGES, FACTORS, said["places"]), powers_(EDGES)]
        forms += [by_anchors(said).map(no_factor_below_0)] if said.get("anchors") else []
    curve = draw(st.one_of(forms))
    return {"on": on, "measure": measure, "curve": curve, "missing": draw(one(*FACTORS))}


def no_factor_below_0(curve: Any) -> Any:
    """Write 0 wherever a curve gives less, and let it hold where it could come to less."""
    if isinstance(curve, dict):
        end = {"least": "0"} if curve.get("least") == "none" else {}
        return {k: no_factor_below_0(v) for k, v in curve.items()} | end
    if isinstance(curve, list):
        return [no_factor_below_0(one) for one in curve]
    return "0" if curve.startswith("-") else "hold" if curve == "extrapolate" else curve


@st.composite
def limits(
    draw, known: Known, times: list[str], yuan: list[str], currencies: list[str], *, based: bool
) -> Any:
    """No limit, or some: multiples of the base where there is one, or amounts; yen are equal."""
    fixed = {"CNY": one(*yuan), "JPY": st.just("10000"), "KWD": st.just("25.125")}
    money = st.fixed_dictionaries({currency: fixed[currency] for currency in currencies})
    in_money = money.map(lambda amounts: {"amount": amounts})
    in_base = one(*({"times_base": said} for said in times))
    drawn = draw(st.lists(in_money | (in_base if based else in_money), max_size=2))
    return [
        limit if draw(st.booleans()) else limit | {"when": draw(whens(known, tiered=True))}
        for limit in drawn
    ] or "none"


@st.composite
def multipliers(
    draw, known: Known, named: dict[str, dict[str, Any]], places: str, *, deep: bool = True
) -> dict[str, Any]:
    bounds = draw(one({}, {}, {"least": "0.5"}, {"most": "1.1"}, {"least": "0.9", "most": "1"}))
    if draw(one(False, False, True)):
        when = draw(whens(known, tiered=True))
        bounds = bounds | {"brakes": [{"when": when, "most": "0.85", "why": "It brakes."}]}
    return bounds | {"factor": draw(factors(known, named, places, deep=deep))}


@st.composite
def awards(draw, name: str, known: Known) -> dict[str, Any]:
    by = draw(one("score", "score", *known.measures, *known.numbers()))
    some = st.lists(one(*known.tiers), min_size=1, max_size=3, unique=True)
    said = {
        "name": name,
        "title": {"en": "Star", "zh": "服务之星"},
        "per": draw(one("overall", "overall", "region", "team", "role", "manager")),
        "by": by,
        "tiers": draw(st.just("any") | some),
        "ties": draw(one("expand", "none", "share", "share") | chains(known, by)),
    } | draw(winnings())
    if draw(one(False, False, True)):
        said["where"] = draw(filters(ROSTER_CONDITIONS))
    if draw(one(False, False, True)):
        said["when"] = draw(whens(known, tiered=True))
    if draw(one(False, False, True)):
        said["least"] = draw(one("2", "3"))
    if draw(one(False, False, True)):
        since = draw(one("2025-10", "2026-01", "2026-09", "2026-10", "2026-11"))
        said["cool_down"] = {"periods": draw(one("1", "2", "12")), "since": since}
    if said.get("amount") == "none":
        return said | ({"ties": "expand"} if said["ties"] == "share" else {})
    return said | {"pay_code": "AW01"}


RUNGS = [
    {"CNY": "500", "JPY": "10000", "KWD": "25.125"},
    {"CNY": "300.01", "JPY": "333", "KWD": "10"},
    {"CNY": "88.88", "JPY": "333", "KWD": "10"},
    {"CNY": "0", "JPY": "1", "KWD": "0.001"},
]


@st.composite
def winnings(draw) -> dict[str, Any]:
    """How many places there are, and what they win: nothing, the same each, or by a ladder."""
    paid = draw(one(CURRENCIES[:1], CURRENCIES[:2], CURRENCIES))
    some = draw(st.lists(st.sampled_from(range(len(RUNGS))), min_size=1, max_size=4, unique=True))
    rungs = [{code: RUNGS[i][code] for code in paid} for i in sorted(some)]
    ladder = [{"places": draw(one("1", "2", "3")), "amount": rung} for rung in rungs]
    alike = {"top": draw(one("1", "2", "3")), "amount": draw(moneys(paid))}
    said = draw(one({"top": alike["top"], "amount": "none"}, alike, {"prizes": ladder}))
    if said.get("amount") == "none" or draw(one(True, True, False)):
        return said
    first = ladder[0]["amount"] if "prizes" in said else said["amount"]
    more = {"CNY": one("0", "0.01", "250.5"), "JPY": one("0", "1"), "KWD": one("0", "0.001", "7")}
    most = {code: str(Decimal(x) + Decimal(draw(more[code]))) for code, x in first.items()}
    enough = dict.fromkeys(first, "9999999999")
    budget = {"amount": most, "over": "scale"}
    return said | {"budget": draw(one(budget, budget, {"amount": enough, "over": "refuse"}))}


def chains(known: Known, by: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Further numbers by which equal agents are put in order, other than the one they go by."""
    pool = ["score", *known.measures]
    pool += [number for number in known.numbers() if number.get("measure") is None]
    others = [number for number in pool if by not in (number, {"measure": number})]
    chain = st.lists(one(*others), max_size=2, unique_by=str)
    return chain.map(lambda found: {"break_by": [*found, "agent_id"]})


def actions(known: Known) -> st.SearchStrategy[dict[str, Any]]:
    """What an action asks for: a condition, components that are short of points, or both."""
    short = one("10", "60", "75", "100").map(lambda edge: {"each_component": {"below": edge}})
    when = whens(known, tiered=True).map(lambda said: {"when": said})
    return when | short | st.tuples(when, short).map(lambda both: both[0] | both[1])


def flat(members_: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every component, whatever group it is in."""
    below = [flat(said["members"]) if "members" in said else [said] for said in members_]
    return [said for several in below for said in several]


def flat_groups(members_: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every group, whatever group it is in."""
    found = [said for said in members_ if "members" in said]
    return found + [below for said in found for below in flat_groups(said["members"])]


@st.composite
def rankings(draw, named: dict[str, dict[str, Any]], parts: list[dict[str, Any]]) -> dict[str, Any]:
    ties = [{"measure": n} for n in named] + [{"component": part["name"]} for part in parts]
    several = [part.get("best_of") or part.get("worst_of") or [part] for part in parts]
    read = [one for own in several if all(isinstance(r["on"], str) for r in own) for one in own]
    shares = any(named[r["measure"]]["kind"] in ("share", "kept", "repeat_rate") for r in read)
    said = {"intervals": {"z": draw(one("1.96", "0.6745"))}} if shares else {}
    chain = draw(st.just("none") | st.lists(one(*ties), max_size=2, unique_by=str))
    ends = chain if chain == "none" else [*chain, "agent_id"]
    within = draw(one("region", "team", "role", "manager"))
    return {"within": within, "break_ties": ends} | draw(one({}, said, said))


EXCLUDED = one(
    {"where": {"role": "lead"}},
    {"service_days_min": "93"},
    {"where": {"region": {"present": "false"}}, "service_days_min": "120"},
)
LIMITS = [
    [{"up_to": str(i + 1)}, {"up_to_percent": percent}, {"next_percent": "12.5"}]
    for i, percent in enumerate(("10", "33.333333333333", "50", "60"))
]


@st.composite
def tierings(draw, pool: list[str], *, broken: bool) -> tuple[dict[str, Any], list[str]]:
    """Tiers of one of the three forms, and the names that an agent may get."""
    edged = draw(edges(pool))
    words = TIERS[: len(edged) + 1]
    bands = [{"from": e, "gives": t} for e, t in zip(edged, words[1:], strict=True)]
    table = {"mode": "whole", "below": words[0], "bands": bands}
    mode = draw(one("whole", "rank", "distribution"))
    if mode == "whole":
        return table, words
    said: dict[str, Any] = {
        "mode": mode,
        "among": draw(one("all", "all", "region", "team", "role", "manager")),
    }
    if draw(st.booleans()):
        said["excluded"] = draw(EXCLUDED) | {"gives": "new"}
    if draw(st.booleans()):
        said["by_score"] = table
    if mode == "rank":
        limits = [draw(one(*LIMITS[i])) | {"gives": t} for i, t in enumerate(words[:0:-1])]
        said |= {"bands": limits, "rest": words[0]}
    else:
        shares = [str(Decimal(w) * 100) for w in draw(weights(len(words)))]
        small = one({"gives": "few"}, *(["by_score"] if "by_score" in said else []))
        said |= {
            "shares": dict(zip(reversed(words), shares, strict=True)),
            "equal": draw(one("up", "down", *(["break"] if broken else []))),
            "members_min": draw(one("1", "2", "3")),
            "small_groups": draw(one("pool", "apart")),
            "too_small": draw(small),
        }
    alone = [] if said.get("too_small") in (None, "by_score") else ["few"]
    return said, words + alone + (["new"] if "excluded" in said else [])


@st.composite
def plans(draw, kind: str | None = None, honours: int = 0) -> dict[str, Any]:
    """A plan as nested text, of one kind of measure or of any, with some awards at least."""
    drawn = draw(st.lists(measures(kind), min_size=1, max_size=5))
    named = draw(totalled({f"k{i}": said for i, said in enumerate(drawn)}))
    named = draw(rolled({name: draw(anchored(said)) for name, said in named.items()}))
    combine = draw(one("weighted_mean", "weighted_mean", *COMBINES))
    parts = draw(members(named, combine, "c", 0))
    ruled = combine != "weighted_mean" or draw(one(True, False))
    rule = {"score": draw(score_rules(named, combine))} if ruled else {}
    places = {"points": draw(one("0", "2", "4")), "score": draw(one("0", "1", "2", "4"))}
    ranking = draw(st.none() | rankings(named, flat(parts)))
    broken = ranking is not None and ranking["break_ties"] != "none"
    pool = at_places(SCORE_EDGES, places["score"])
    tiers, words = draw(tierings(pool, broken=broken))
    targeted = [name for name, said in named.items() if "target" in said.get("anchors", {})]
    grouped = [said["name"] for said in flat_groups(parts)]
    known = Known(list(named), [said["name"] for said in flat(parts)], targeted, words, grouped)
    drawn_gates = draw(st.lists(gates(known), max_size=3))
    for gate in drawn_gates:
        if gate["then"] == "void" and gate["at"] in [{"measure": n} for n in carried_on(named)]:
            gate["then"] = {"cap": "0"}
    acting = draw(st.lists(actions(known), max_size=2))
    conventions = {
        "rounding": draw(one(*MODES)),
        "places": places,
        "boundary": draw(one("upper", "lower")),
        "denominators": draw(one("known", "all")),
        "rank": draw(one("competition", "dense")),
        "roster_as_of": "period_end",
        "period_zone": draw(one("plan", "region")),
        "zone": "Asia/Shanghai",
        "zones": dict(ZONES),
        "order": draw(st.permutations(STEPS)),
        "quarantine_max": "0.05",
    }
    paying = draw(one(0, 1, 1, 1, 2))
    pay = [draw(pay_lines(f"pb{i}", known, named, places["score"])) for i in range(paying)]
    count = draw(st.integers(honours, max(2, honours)))
    prizes = [draw(awards(f"award{i}", known)) for i in range(count)]
    lines = [said["name"] for said in pay if "split" not in said] + with_money(prizes)
    settling = draw(one(False, True))
    settled = {"settlement": draw(settlements(lines))} if settling else {}
    return ({} if ranking is None else {"ranking": ranking}) | {
        "plan": "made-up",
        "title": {"en": "Made up", "zh": "虚构"},
        "version": "1",
        "cycle": "month",
        "conventions": conventions,
        "applies_to": {"everyone": "true"},
        "columns": dict(COMPANY),
        "scales": {"csat": {"lowest": "1", "highest": "5"}},
        "promises": draw(promises()),
        "measures": named,
        "components": parts,
        **rule,
        "gates": [
            {"name": f"g{i}", "why": "it matters"} | draw(TITLES) | said
            for i, said in enumerate(drawn_gates)
        ],
        "tiers": tiers,
        "pay": pay or "none",
        **draw(exchanges()),
        "awards": prizes,
        "actions": [{"name": f"do{i}", "title": "Train"} | said for i, said in enumerate(acting)],
        **settled,
    }


def with_money(prizes: list[dict[str, Any]]) -> list[str]:
    """The awards that pay money."""
    return [said["name"] for said in prizes if said.get("amount") != "none"]


STARTS = {"month": "2025-12", "quarter": "2025-Q4"}


@st.composite
def settlements(draw, lines: list[str]) -> dict[str, Any]:
    """What becomes of earned lines; the plan may earn none, and then there is a draw."""
    currencies = st.lists(one(*CURRENCIES), min_size=1, unique=True)
    some = {"CNY": ["600", "0.01"], "JPY": ["10000", "7"], "KWD": ["25.125", "900"]}

    def money() -> dict[str, Any]:
        return {"amount": {code: draw(one(*some[code])) for code in draw(currencies)}}

    held = {
        "lines": draw(st.lists(one(*lines), min_size=1, unique=True)) if lines else [],
        "share": draw(one("0.2", "0.333", "1")),
        "release_after": draw(one("1", "2", "3")),
        "release_to": draw(one("employed", "everyone")),
        "pay_code": "HELD",
    }
    draws = draw(one(True, True, False)) or not lines
    lent = money() | {"recoverable": draw(one("true", "true", "false")), "pay_code": "DRAW"}
    return {
        "starts": "2025-12",
        "adjustments": draw(one("ignore", {"pay_code": "ADJ"}, {"pay_code": "ADJ"})),
        "holdback": draw(one("none", held)) if lines else "none",
        "draw": lent if draws else "none",
        "negative": draw(one("carry", "carry", "pay", "refuse")),
        "minimum": draw(one("none", money())),
        "pay_code": "CARRY",
    }


@st.composite
def adjusting(draw, names: list[str], period: str) -> dict[str, Any]:
    """An amount that somebody decided on."""
    amounts = {"CNY": ["-700", "12.34"], "JPY": ["-20000", "3"], "KWD": ["-0.125", "1000"]}
    currency = draw(one(*CURRENCIES))
    return {
        "agent_id": draw(one(*names)),
        "period": draw(one(period, period, period, "2025-11")),
        "amount": Decimal(draw(one(*amounts[currency]))),
        "currency": currency,
        "pay_code": draw(maybe("ADJ.2")),
        "reason": "As agreed",
        "approver": "boss",
    }


@st.composite
def leftovers(draw, names: list[str], period: str) -> dict[str, Any]:
    """A balance that an earlier run has left."""
    account = draw(one("carried", "held", "held", "owed"))
    currency = draw(one(*CURRENCIES))
    origins = ["2025-Q2", "2025-Q3", "2025-Q4"] if "Q" in period else ["2025-12", "2026-01"]
    amount = draw(one("50", "3", "20000"))
    if account == "carried":
        amount = draw(one("-40", "50", "-30000"))
    return {
        "agent_id": draw(one(*names)),
        "account": account,
        "currency": currency,
        "origin_period": draw(one(*origins)) if account == "held" else None,
        "amount": Decimal(amount),
    }


def each_once(openings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Balances are told apart by agent, account, currency and origin."""
    keys = ("agent_id", "account", "currency", "origin_period")
    return list({tuple(row[key] for key in keys): row for row in openings}.values())


def settling_of(
    draw: Any, plan: dict[str, Any], names: list[str], period: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Adjustments and balances, where the plan settles anything."""
    if "settlement" not in plan:
        return [], []
    plan["settlement"]["starts"] = STARTS[plan["cycle"]]
    adjusted = draw(st.lists(adjusting(names, period), max_size=4))
    rows = [row | {"adjustment_id": f"J{i}"} for i, row in enumerate(adjusted)]
    return rows, each_once(draw(st.lists(leftovers(names, period), max_size=6)))


def employed_in(period: str, days: int, after: int = 0) -> dict[str, Any]:
    """The days that a person is employed: so many on end, after some of the period's first."""
    first = period_days(period)[0] + dt.timedelta(after)
    spans = [(first, first + dt.timedelta(days - 1))] if days else []
    return {"employed_days": days, "employed": spans}


@st.composite
def agents(draw, name: str, plan: dict[str, Any], period: str) -> dict[str, Any]:
    region = draw(one("north", "south", None))
    conventions = plan["conventions"]
    by_region = conventions["period_zone"] == "region" and region is not None
    starts_us, ends_us = bounds_us(period, ZONES[region] if by_region else conventions["zone"])
    decimals = one("1200", "3333.3333", "0", "8000.05", "40000")
    base = draw(decimals.map(Decimal) | st.none())
    return {
        "agent_id": name,
        "name": None,
        "manager_id": draw(one(None, "a0", "a1", "M1")),
        "region": region,
        "team": draw(one("t1", "t2", None)),
        "role": draw(one("agent", "lead")),
        "shift": draw(one("late", "early", None)),
        "tenure_days": draw(one(1, 29, 30, 92, 93, 400, None)),
        "currency": draw(one(*CURRENCIES, *CURRENCIES, None)),
        "cost_center": draw(one("CC1", None)),
        "bonus_base": base,
        "fte": Decimal(draw(one("1", "0.5", "0.3333"))),
        **employed_in(period, draw(one(0, 13, 16, 28))),
        "left": draw(one(True, False)),
        "starts_us": starts_us,
        "ends_us": ends_us,
    }


def maybe(*choices: Any) -> st.SearchStrategy[Any]:
    return one(None, *choices)


LATER_US = maybe(
    0, 899_999_999, 900_000_000, 900_000_001, 901_000_000, 3_600_000_000, 7_262_500_000
)


HELD_US = one(-HOUR_US, 0, 1, 600_000_000, 899_500_000, 900_000_001, 3_600_000_000, 40 * HOUR_US)


@st.composite
def interactions(draw, people: list[dict[str, Any]]) -> dict[str, Any]:
    person = draw(one(*people))
    starts, ends = person["starts_us"], person["ends_us"]
    middle = (starts + ends) // 2
    created = draw(maybe(middle, starts, middle + 1, ends - 1, starts - 1, ends, middle - HOUR_US))
    first, solved = draw(LATER_US), draw(LATER_US)
    timed = created is not None
    held = draw(st.lists(st.tuples(HELD_US, HELD_US), max_size=3)) if timed else []
    return {
        "holds": [(created + min(pair), created + max(pair)) for pair in held],
        "agent_id": draw(one(*[person["agent_id"]] * 6, None, "elsewhere")),
        "created_at": created,
        "first_response_at": created + first if timed and first is not None else None,
        "resolved_at": created + solved if timed and solved is not None else draw(maybe(middle)),
        "channel": draw(maybe("chat", "mail", "phone")),
        "customer_id": draw(maybe("k1", "k1", "k2", "客户")),
        "category": draw(maybe("bill", "bill", "fault")),
        "priority": draw(maybe("high", "low")),
        "region": draw(maybe("north", "south")),
        "csat": draw(maybe("5", "4", "1", "4.5", "3.3333").map(decimal_or_none)),
        "nps": draw(maybe(0, 6, 7, 9, 10)),
        "resolved": draw(maybe(True, False)),
        "reopens": draw(maybe(0, 1, 2)),
        "checks_done": draw(maybe(0, 3, 7, 10)),
        "checks_passed": draw(maybe(0, 1, 3)),
        "handle_s": draw(maybe(0, 59, 61, 3600, 86_401)),
        "talk_s": draw(maybe(0, 7, 300)),
        "cost": draw(maybe("0", "12.34", "0.0001", "99.9999").map(decimal_or_none)),
        "cost_currency": draw(maybe("CNY", "JPY")),
        "x_amount": draw(maybe("0.000001", "1.5", "-2.5", "1000000").map(decimal_or_none)),
        "x_flag": draw(maybe(True, False)),
        "x_word": draw(maybe("red", "blue")),
        "x_number": draw(maybe(-3, 0, 4)),
    }


def decimal_or_none(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


@st.composite
def earlier_of(draw, plan: dict[str, Any]) -> dict[str, Any]:
    """What an earlier run says of one agent."""
    numbers = maybe("1", "3", "4", "60")
    values = {name: decimal_or_none(draw(numbers)) for name in plan["measures"]}
    return {"score": decimal_or_none(draw(maybe("60", "75", "90"))), "measures": values}


@st.composite
def happenings(draw, names: list[str], period: str) -> dict[str, Any]:
    """An event of somebody in the plan, in the year of the period or beside it."""
    first, end = period_days(period)
    year = dt.date(first.year, 1, 1)
    edges = [first, end - dt.timedelta(1), end, first - dt.timedelta(1), year]
    days = one(*edges, year - dt.timedelta(1), dt.date(first.year, 7, 1)) | st.dates(year, end)
    return {
        "agent_id": draw(one(*names)),
        "on": draw(days),
        "category": draw(one(*CATEGORIES)),
        "points": Decimal(draw(one("-2", "-6.5", "-0.0001", "0", "3", "1000"))),
        "evidence": draw(maybe("letter 12")),
        "approver": draw(maybe("m1")),
    }


def by_quarter(plan: dict[str, Any]) -> None:
    """Run a plan by quarters: a cool-down begins with the quarter of its month."""
    plan["cycle"] = "quarter"
    for measure in plan["measures"].values():
        if "opening" in measure:
            measure["opening"]["in"] = "2026-Q2"
    for award in plan["awards"]:
        if "cool_down" in award:
            year, month = award["cool_down"]["since"].split("-")
            award["cool_down"]["since"] = f"{year}-Q{(int(month) + 2) // 3}"


@st.composite
def months(draw, kind: str | None = None) -> Month:
    """A plan, and the data of a period for it."""
    plan, period = draw(plans(kind)), draw(one(*PERIODS))
    if "Q" in period:
        by_quarter(plan)
    names = [f"a{i}" for i in range(draw(st.integers(1, 5)))]
    roster = in_one_currency(plan, [draw(agents(name, plan, period)) for name in names])
    rows = draw(st.lists(interactions(roster), max_size=25))
    for at, row in enumerate(rows):
        row["at"] = at  # its place among the holds
    ready = [
        {"agent_id": n, "name": word, "value": Decimal(value), "volume": volume}
        for n in names
        for word in ("rating", "talks")
        if (value := draw(maybe("4", "3.5", "0", "4.123456789", "90", "-2.5"))) is not None
        if (volume := draw(one(1, 0, 5))) is not None
    ]
    wanted = [
        (name, word)
        for name, said in plan["measures"].items()
        for word, number in said.get("anchors", {}).items()
        if number == "targets"
    ]
    whose = [("agent", n) for n in names] + [("team", "t1"), ("role", "lead"), ("region", "north")]
    targets = [
        {"level": level, "level_id": who, "measure": measure, "name": word, "value": value}
        for level, who in [*whose, ("all", None)]
        for measure, word in wanted
        if (value := draw(maybe(None, "1", "3", "4", "60").map(decimal_or_none))) is not None
    ]
    alone = period.count("-Q") == 0
    for said in plan["measures"].values():
        if said["kind"] == "events" and said["since"] == "period" and alone:
            for category in said["categories"].values():
                category.pop("recovery", None)
    happened = draw(st.lists(happenings(names, period), max_size=12))
    events = [event | {"event_id": f"e{i}"} for i, event in enumerate(happened)]
    earlier = draw(pasts(names, plan, period))
    priors = {} if earlier is None else draw(earlier_priors(plan))
    settling = settling_of(draw, plan, names, period)
    drawn = plan, period, roster, rows, ready, targets, earlier, priors, events
    return Month(*drawn, draw(outcomes()), rates_of_exchange(), *settling)


@st.composite
def outcomes(draw) -> list[dict[str, Any]]:
    """Results of the company, its regions and its teams, some of them of nobody."""
    places = [
        ("all", None),
        ("region", "north"),
        ("region", "nowhere"),
        ("team", "t1"),
        ("team", "t2"),
    ]
    numbers = maybe("4", "0", "-2.5", "1000000000000", "3.33335").map(decimal_or_none)
    return [
        {"level": level, "level_id": who, "name": name, "value": value}
        for level, who in places
        for name in ("profit", "ebitda")
        if (value := draw(numbers)) is not None
    ]


@st.composite
def earlier_priors(draw, plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What an earlier run has estimated, some of it among others than this plan asks for."""
    names = {"all": [None], "region": ["north", None], "team": ["t1", "t2"], "role": ["agent"]}
    found = {}
    for name, measure in plan["measures"].items():
        prior = measure.get("adjusted", {}).get("prior", {})
        if prior.get("from") == "previous":
            among = draw(one(prior["among"], prior["among"], "all"))
            means = one("0.259148832692", "0.000000000001", "0.75", "1")
            pair = st.tuples(means.map(Decimal), maybe(Decimal("0.111111111111"), Decimal(9999)))
            found[name] = {"among": among, "of": {group: draw(pair) for group in names[among]}}
    return found


@st.composite
def crowds(draw) -> Month:
    """Many agents, alike in most, under a plan that only honours: awards full of ties."""
    plan, period = draw(plans("given", honours=3)), "2026-10"
    plan |= {"pay": "none", "gates": []}
    if "settlement" in plan:
        plan["settlement"]["holdback"] = "none"  # which may hold pay lines
        if plan["settlement"]["draw"] == "none" and not with_money(plan["awards"]):
            del plan["settlement"]
    names = [f"a{i:02}" for i in range(draw(st.integers(4, 12)))]
    roster = [draw(agents(name, plan, period)) for name in names]
    ready = [
        {"agent_id": n, "name": word, "value": Decimal(value), "volume": volume}
        for n in names
        for word in ("rating", "talks")
        if (value := draw(one("4", "4", "4", "90", None))) is not None
        if (volume := draw(one(5, 5, 6))) is not None
    ]
    settling = settling_of(draw, plan, names, period)
    earlier = draw(pasts(names, plan, period))
    drawn = plan, period, roster, [], ready, [], earlier, {}, []
    return Month(*drawn, [], rates_of_exchange(), *settling)


@st.composite
def pasts(draw, names: list[str], plan: dict[str, Any], period: str) -> dict[str, Any] | None:
    """What an earlier run says of some agents, or that there is none; whole numbers fit all."""
    if not carried_on(plan["measures"]) and draw(one(False, True)):
        return None
    number = maybe("1", "4", "50", "75").map(decimal_or_none)
    return {
        name: {
            "score": draw(number),
            "measures": {measure: draw(number) for measure in plan["measures"]},
            "won": {
                award: period_before(period, ago)
                for award in rested(plan)
                if (ago := draw(one(None, 1, 2, 3, 12, 13)))
            },
        }
        for name in names
        if draw(one(True, True, False))
    }


def rested(plan: dict[str, Any]) -> list[str]:
    """The awards with a cool-down."""
    return [award["name"] for award in plan["awards"] if "cool_down" in award]


def period_before(period: str, ago: int) -> str:
    """The period of the same length so many before: 2026-10 and 2026-Q1 are what there is."""
    year, part = period.split("-")
    count, letter = (4, "Q") if part[0] == "Q" else (12, "")
    number = int(year) * count + int(part.lstrip("Q")) - 1 - ago
    year, part = divmod(number, count)
    return f"{year}-Q{part + 1}" if letter else f"{year}-{part + 1:02}"
