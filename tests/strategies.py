"""Plans and months that Hypothesis makes up: small, valid, and full of edges.

A plan is drawn as the nested text that YAML gives, so that `scoring.independent` reads it as it
stands and the model reads the same through `as_nodes`. The values are few and meet often, so
that ties, exact boundaries, empty groups and missing numbers are common rather than rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from scoring.independent.periods import bounds_us
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
    points = [{"at": edge, "gives": draw(one(*gives))} for edge in draw(edges(pool, 2))]
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
}


@st.composite
def filters(draw, conditions: dict[str, st.SearchStrategy[Any]] = CONDITIONS) -> dict[str, Any]:
    columns = draw(st.lists(one(*conditions), min_size=1, max_size=2, unique=True))
    return {column: draw(conditions[column]) for column in columns}


def whens(names: list[str], parts: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    asked = (
        [{"measure": n} for n in names] + [{"component": p} for p in parts] + [{"score": "final"}]
    )
    edge = one("below", "at_least").flatmap(
        lambda side: one("1", "4", "50", "60", "75", "90").map(lambda x: {side: x})
    )
    missing = one({"missing": "holds"}, {"missing": "fails"})
    return st.tuples(one(*asked), edge, missing).map(lambda found: found[0] | found[1] | found[2])


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
        "volume_min": draw(one("0", "1", "2")),
        "missing": draw(one("exclude", "zero", {"neutral": "70"}, "exclude", "zero", "hold")),
    }
    if kind == "given":
        return said | {"given": draw(one("rating", "talks"))}
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
        above, under = draw(one(("checks_passed", "checks_done"), ("x_amount", "talk_s")))
        said |= per | {"numerator": above, "denominator": under}
    if kind == "repeat_rate":
        said |= per | draw(repeats())
    return said


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


@st.composite
def components(draw, named: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 4))
    parts = []
    for i, weight in enumerate(draw(weights(count))):
        measure = draw(one(*named))
        on = draw(one("value", "attainment"))
        part = {"name": f"c{i}", "measure": measure, "weight": weight, "on": on, "why": "because"}
        by_value = curves(EDGES, POINTS, named[measure]["places"])
        part["curve"] = draw(by_value if on == "value" else curves(ATTAINMENT_EDGES, POINTS))
        if on == "attainment" or draw(st.booleans()):
            whole = ["1", "3", "60"]
            numbers = [*whole, "4.5", "0.5"] if named[measure]["places"] != "0" else whole
            part["target"] = draw(one(*numbers, {"named": "goal"}))
        parts.append(part)
    return parts


def moneys(currencies: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """Amounts whole in every currency's minor unit."""
    yuan, dinar = one("500", "88.88", "0"), one("25.125", "10")
    each = {"CNY": yuan, "JPY": one("10000", "1"), "KWD": dinar}
    return st.fixed_dictionaries({currency: each[currency] for currency in currencies})


@st.composite
def bonuses(
    draw, named: dict[str, dict[str, Any]], tiers: list[str], places: str
) -> dict[str, Any]:
    currencies = draw(one(CURRENCIES[:2], CURRENCIES))
    based = draw(st.booleans())
    if based:
        on_tier = {"on": "tier", "gives": {tier: draw(one(*FACTORS)) for tier in tiers}}
        on_score = {"on": "score", "curve": draw(curves(SCORE_EDGES, FACTORS, places))}
        rate = draw(one("0.3", "1", "0.333"))
        pay = {"column": "bonus_base", "rate": rate, "coefficient": draw(one(on_tier, on_score))}
    else:
        pool = at_places(SCORE_EDGES, places)
        pay = {"amounts": draw(tables(pool, moneys(currencies)))}
    several = st.lists(multipliers(named), min_size=1, max_size=2)
    prorations = one(
        "none", *({"by": "calendar_days", "fte": said} for said in ("apply", "ignore"))
    )
    multiplied = draw(st.just("none") | several)
    if multiplied != "none":
        multiplied = [said | {"name": f"m{i}"} for i, said in enumerate(multiplied)]
    return {
        "pay_code": "PB.01",
        "pay": pay,
        "multipliers": multiplied,
        "cap": draw(limits(["1.1", "0.5"], ["900", "500"], currencies, based=based)),
        "proration": draw(prorations),
        "floor": draw(limits(["0.4", "0.1"], ["88.88", "0"], currencies, based=based)),
    }


def limits(
    times: list[str], yuan: list[str], currencies: list[str], *, based: bool
) -> st.SearchStrategy[Any]:
    """No limit, a multiple of the base where there is one, or an amount; ten thousand yen both."""
    fixed = {"CNY": one(*yuan), "JPY": st.just("10000"), "KWD": st.just("25.125")}
    money = st.fixed_dictionaries({currency: fixed[currency] for currency in currencies})
    in_money = money.map(lambda amounts: {"amount": amounts})
    in_base = one(*({"times_base": said} for said in times))
    return st.just("none") | in_money | (in_base if based else in_money)


@st.composite
def multipliers(draw, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"where": draw(filters(ROSTER_CONDITIONS)), "times": draw(one(*FACTORS))}
    measure = draw(one(*named))
    curve = draw(curves(EDGES, FACTORS, named[measure]["places"]))
    return {"measure": measure, "curve": curve, "missing": draw(one(*FACTORS))}


@st.composite
def awards(draw, name: str, named: list[str], tiers: list[str]) -> dict[str, Any]:
    said = {
        "name": name,
        "title": {"en": "Star", "zh": "服务之星"},
        "top": draw(one("1", "2", "3")),
        "per": draw(one("overall", "region", "team")),
        "by": draw(one("score", "score", *named)),
        "tiers": draw(st.just("any") | st.lists(one(*tiers), min_size=1, max_size=3, unique=True)),
        "ties": draw(one("all", "none", "agent_id")),
        "amount": draw(st.just("none") | moneys(CURRENCIES[:2]) | moneys(CURRENCIES)),
    }
    return said if said["amount"] == "none" else said | {"pay_code": "AW01"}


@st.composite
def rankings(draw, named: dict[str, dict[str, Any]], parts: list[dict[str, Any]]) -> dict[str, Any]:
    ties = [{"measure": n} for n in named] + [{"component": part["name"]} for part in parts]
    shares = any(
        named[part["measure"]]["kind"] in ("share", "kept", "repeat_rate") for part in parts
    )
    said = {"intervals": {"confidence": draw(one("0.95", "0.5"))}} if shares else {}
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
def plans(draw, kind: str | None = None) -> dict[str, Any]:
    """A plan as nested text, of one kind of measure or of any."""
    drawn = draw(st.lists(measures(kind), min_size=1, max_size=5))
    named = {f"k{i}": said for i, said in enumerate(drawn)}
    parts = draw(components(named))
    places = {"points": draw(one("0", "2", "4")), "score": draw(one("0", "1", "2", "4"))}
    ranking = draw(st.none() | rankings(named, parts))
    broken = ranking is not None and ranking["break_ties"] != "none"
    pool = at_places(SCORE_EDGES, places["score"])
    tiers, words = draw(tierings(pool, broken=broken))
    condition = whens(list(named), [part["name"] for part in parts])
    gates = draw(st.lists(st.tuples(condition, one("veto", {"cap_score": "59"})), max_size=2))
    acting = draw(st.lists(condition, max_size=2))
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
    paid = bonuses(named, words, places["score"])
    bonus = draw(
        one("none", "paid", "paid", "paid").flatmap(
            lambda word: paid if word == "paid" else st.just(word)
        )
    )
    count = draw(st.integers(0, 2))
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
        "gates": [
            {"name": f"g{i}", "when": when, "then": then, "why": "it matters"}
            for i, (when, then) in enumerate(gates)
        ],
        "tiers": tiers,
        "bonus": bonus,
        "awards": [draw(awards(f"award{i}", list(named), words)) for i in range(count)],
        "actions": [
            {"name": f"do{i}", "title": "Train", "when": when} for i, when in enumerate(acting)
        ],
    }


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
        "manager_id": draw(one("m1", None)),
        "region": region,
        "team": draw(one("t1", "t2", None)),
        "role": draw(one("agent", "lead")),
        "currency": draw(one(*CURRENCIES, *CURRENCIES, None)),
        "cost_center": draw(one("CC1", None)),
        "bonus_base": base,
        "fte": Decimal(draw(one("1", "0.5", "0.3333"))),
        "employed_days": draw(one(0, 13, 16, 28)),
        "service_days": draw(one(None, 92, 93, 120)),
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
def months(draw, kind: str | None = None) -> Month:
    """A plan, and the data of a period for it."""
    plan, period = draw(plans(kind)), draw(one(*PERIODS))
    plan["cycle"] = "quarter" if "Q" in period else "month"
    names = [f"a{i}" for i in range(draw(st.integers(1, 5)))]
    roster = [draw(agents(name, plan, period)) for name in names]
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
    wanted = {
        part["measure"] for part in plan["components"] if isinstance(part.get("target"), dict)
    }
    whose = [("agent", n) for n in names] + [("team", "t1"), ("role", "lead"), ("region", "north")]
    targets = [
        {"level": level, "level_id": who, "measure": measure, "name": "goal", "value": value}
        for level, who in [*whose, ("all", None)]
        for measure in sorted(wanted)
        if (value := draw(maybe(None, "1", "3", "4", "60").map(decimal_or_none))) is not None
    ]
    return Month(plan, period, roster, rows, ready, targets)
