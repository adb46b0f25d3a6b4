"""What findings say in Chinese: every sentence and rule of the source, and of runs of all plans."""

import re
from string import Formatter
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from scoring.importing import verdicts
from scoring.importing.profile.profiles import Violations
from scoring.intake import checks
from scoring.intake.contracts import ImportFaults, Interactions, Roster, declared
from scoring.intake.fields import CHECK_RULES
from scoring.monthly import run_period
from scoring.pieces.prizes import Over
from scoring.plan.load import load_plan, read_yaml
from scoring.report.audience import Asked
from scoring.report.found import OF_ROWS, SAID, Found, templates
from scoring.report.found_fields import FIELDS
from scoring.report.opened import FINDINGS, opened, rows
from scoring.report.site import write_site
from scoring.report.titles import titles
from scoring.report.tongue import Tongue
from scoring.report.words import WORDS
from scoring.report.words_rules import ROW_SAID, RULES
from scoring.report.workbook.write import write_workbook
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months
from tests.conftest import ROOT
from tests.report.reading import Read
from tests.report.sentences import HOLE, made
from tests.rules.test_shipped_month import LINES, data_for

PLANS = sorted({*LINES, "csat-only"})
CHINESE = re.compile("[\u4e00-\u9fff]")
# What the syntax alone does not tell: a method that says money, a list that is joined, and what
# another module returns beside something else.
BY_HAND = {
    ("over-budget", f"the winners come to {HOLE}: every amount is cut"): (
        f"the winners come to {HOLE} in all, and the budget is {HOLE}: every amount is cut",
    ),
    ("no-bonus-base", f"the roster has no {HOLE}: scorecards, no pay"): (
        f"the roster has no {HOLE}: scorecards, no pay",
        f"the roster has no {HOLE} and no {HOLE}: scorecards, no pay",
    ),
    ("version-changes", f"the version of {HOLE} holds for all of {HOLE}; {HOLE}"): (
        f"the version of {HOLE} holds for all of {HOLE}; another version takes over on {HOLE}",
    ),
    ("plan-skipped", None): (
        f"its first version begins on {HOLE}",
        f"its last version ended on {HOLE}",
    ),
}


def holed(template: str) -> re.Pattern[str]:
    """The pattern of a template's sentences with holes: no word of theirs may stand in a field."""
    pattern = ""
    for literal, name, _, _ in Formatter().parse(template):
        pattern += re.escape(literal)
        if name == "names":
            pattern += f"{HOLE}(?: and {HOLE} more)?"
        elif name is not None:
            known = FIELDS.get(name)
            pattern += f"(?:{known.pattern}|{HOLE})" if known and known.words else HOLE
    return re.compile(pattern)


def sentences() -> set[tuple[str | None, str]]:
    found = set()
    for one in made():
        said = BY_HAND.get((one.code, one.said), (one.said,))
        found |= {(one.code, text) for text in said}
    return found


def made_by(code: str | None, said: str) -> list[str]:
    """The templates of a kind that make a sentence; of any kind, where the kind is not known."""
    own = [pair for pairs in SAID.values() for pair in pairs] if code is None else SAID[code]
    return [en for en, _ in own if holed(en).fullmatch(said)]


def row_reasons() -> set[str]:
    """Why a row may break a rule, by the contracts and by an import, as this package says it."""
    found = set(checks._REASONS.values()) | set(verdicts._REASONS.values())
    found |= {reason for _, reason in verdicts._APPLIED.values()}
    found.add(checks.reason_of("unknown-word", declared(ImportFaults)["consequence"]))
    for column in (*declared(Interactions).values(), *declared(Roster).values()):
        told = ["unknown-word"] if column.words else []  # of currencies, in an interaction
        told += ["unsafe-text"] if column.longest else []
        told += ["out-of-range"] if None not in (column.low, column.high) else []
        told += ["too-many-places"] if column.kind in ("stamp", "decimal") else []
        found |= {checks.reason_of(rule, column) for rule in told}
    return found


def of_plan(name="aftersales-monthly", language="zh"):
    file = ROOT / "rules" / f"{name}.yaml"
    read = SimpleNamespace(plan=load_plan(file), titles=titles(read_yaml(file)))
    return Found(read, Tongue(language))


# The tables are complete.


def test_the_source_is_followed_to_what_is_known_of_it():
    found = sentences()
    assert ("quarantined", f"rows set aside: {HOLE}") in found
    assert ("begins-at-zero", (f"{HOLE} agent not in the run of {HOLE}, so that what is so far "
            "begins at 0")) in found  # fmt: skip
    assert (None, f"{HOLE} ranked agents whose stretches are paid in different currencies") in found
    every = "".join(p.read_text("utf-8") for p in (ROOT / "scoring").rglob("*.py"))
    calls = len(re.findall(r"\bFinding\((?!NamedTuple)", every)) - 1  # an overview's own
    places = {(one.where, one.code, one.rule, one.said) for one in made()}
    assert len(places) >= calls > 50
    assert {pair for pair in BY_HAND if pair not in {(m.code, m.said) for m in made()}} == set()


def test_every_sentence_that_the_source_can_make_has_a_template():
    assert [(code, said) for code, said in sentences() if said is None] == []
    assert [
        (code, said) for code, said in sorted(sentences(), key=str) if not made_by(code, said)
    ] == []


def test_no_template_is_of_a_sentence_that_nothing_makes():
    met = {en for code, said in sentences() for en in made_by(code, said)}
    assert {en for pairs in SAID.values() for en, _ in pairs} - met == set()
    assert set(SAID) - {code[5:] for code in WORDS if code.startswith("code_")} == set()


def test_what_is_written_by_hand_is_what_money_says_of_itself():
    assert str(Over("CNY", 120000, 100000)) == "1200.00 CNY in all, and the budget is 1000.00 CNY"


@pytest.mark.parametrize("reason", sorted(row_reasons()))
def test_every_reason_of_a_row_is_said_in_chinese(reason):
    said = of_plan().said("blanked", reason)
    assert said.language == "zh"
    assert CHINESE.search(said.text)


def test_no_reason_of_a_row_is_there_for_nothing():
    met = {en for en, _ in ROW_SAID for reason in row_reasons() if holed_for(en).fullmatch(reason)}
    assert {en for en, _ in ROW_SAID} - met == set()


def holed_for(template):
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)))


def test_every_rule_of_the_data_has_a_name():
    rules = {*checks._REASONS, *verdicts._REASONS, *(key for key, _ in verdicts._APPLIED.values())}
    rules |= {rule for rule in CHECK_RULES.values() if " " not in rule}
    rules |= {said.alias or name for name, said in Violations.model_fields.items()}
    rules -= {"place", "key_places"}  # where it stands
    assert {rule for rule in rules if rule not in RULES} == set()
    literal = {one.rule for one in made() if one.rule and HOLE not in one.rule}
    assert {"tiers.shares", "roster_as_of", "no-roster-row", "payroll-csv"} <= literal
    assert {rule for rule in literal if rule not in RULES} == set()


@pytest.mark.parametrize("code", sorted(OF_ROWS))
def test_what_is_found_row_by_row_has_a_heading(code):
    assert CHINESE.search(of_plan().heading(code))


def test_templates_have_the_same_fields_and_chinese_marks():
    for en, zh in [*ROW_SAID, *(pair for pairs in SAID.values() for pair in pairs)]:
        fields = [{name for _, name, _, _ in Formatter().parse(said) if name} for said in (en, zh)]
        assert fields[0] - {"s"} == fields[1], en
        assert not re.search(r"[,;:()](?! ?\d{3})", re.sub(r"\{.*?\}", "", zh)), zh


# Sentences, by hand.


@pytest.mark.parametrize(
    ("code", "reason", "zh"),
    [
        ("quarantined", "rows set aside: 1,234", "共1,234条，已隔离，未计入"),
        (
            "unknown-agent",
            "rows for agents not on the roster: 2, together 12.50 CNY, -300 JPY",
            "工号不在花名册中的数据：2行，合计CNY\xa012.50、JPY\xa0-300",
        ),
        (
            "beyond-data",
            (
                "1 row left out: the 7 d before reach beyond the data, "
                "which begin at 2026-10-01 00:00:00 UTC"
            ),
            "1条未计入：前7天的范围超出现有数据（数据始于 2026-10-01 00:00:00 UTC）",
        ),
        (
            "tiers-forced",
            "as distributed: S 1, A 20; by the score alone they would be S 3, A 18",
            "按分布评级：“S”1人、“A”20人；如仅按得分评级：“S”3人、“A”18人",
        ),
        ("tiers-forced", "as distributed: S 1, A 20", "按分布评级：“S”1人、“A”20人"),
        (
            "pool-not-shared",
            "the pool without a team of 100.00 CNY is returned whole: nobody is in it",
            "未填班组的奖金池（CNY 100.00）全额退回：池内无人",
        ),
        (
            "pool-left-over",
            (
                "the pool of region north: a, of b of 900.00 EUR: shared 1.00, returned 899.00, "
                "with 2 of 3 at their most"
            ),
            "区域“north: a, of b”奖金池（EUR 900.00）：已分配1.00，退回899.00，3人中有2人达到上限",
        ),
        (
            "prior",
            (
                "team A, B, 3 more, agents without one (6 of 9): one agent alone has facts, and "
                "its value stays what it is"
            ),
            "班组“A”、“B”、另外3个、未填者（9个中的6个）：只有一人有数据，其数值不作调整",
        ),
        (
            "target-for-nobody",
            "targets for nobody in the plan: 4, of role 'x, y', team 'b'",
            "方案内无人适用的目标值：4个，其中有岗位“x, y”、班组“b”",
        ),
        (
            "unknown-measure",
            "rows for measures that the plan does not have: 'fcr' 4, 'x' 1",
            "方案中没有以下指标：“fcr”4行、“x”1行",
        ),
        (
            "result-for-nobody",
            "2 rows for a region of nobody in the plan: 'mars', 'venus'",
            "2行数据的区域在方案内没有人员：“mars”、“venus”",
        ),
        (
            "unprotected-input",
            (
                "files whose pages carry no checksums and whose digest nobody handed over, so that "
                "damage cannot be noticed (write them with checksums): a.parquet, b.parquet "
                "and 7 more"
            ),
            (
                "以下文件既无校验值、也未随附摘要，损坏时无法察觉，请在生成文件时写入校验值："
                "a.parquet、b.parquet等（另有7个）"
            ),
        ),
        (
            "dates-not-met",
            "counts 2026-11-01 to 2026-11-11 alone, and none of it is in 2026-Q3",
            "只计入2026年11月1日至2026年11月11日的数据，这些日期均不在2026年第3季度内",
        ),
        (
            "balance-outside-plan",
            (
                "held for agents who are in the plan no more, kept as it is: 1 balance of CNY, "
                "together 80.00"
            ),
            "人员已不在方案内，其延期结余原样保留：CNY 共1笔，合计80.00",
        ),
        (
            "no-earlier-value",
            "agents whose score in the earlier run is not known: 3",
            "上期运行中“综合得分”未知：3人",
        ),
        (
            "no-earlier-value",
            "agents whose csat in the earlier run is not known: 3",
            "上期运行中“csat”未知：3人",
        ),
        (
            "over-budget",
            (
                "the winners come to 1200.00 CNY in all, and the budget is 1000.00 CNY: every "
                "amount is cut"
            ),
            "获奖金额合计CNY\xa01,200.00，超出预算CNY\xa01,000.00，各项金额按预算折减",
        ),
        (
            "no-bonus-base",
            "the roster has no bonus_base and no currency: scorecards, no pay",
            "花名册没有“bonus_base”列和“currency”列：只计分，不计奖金",
        ),
    ],
)
def test_a_sentence_is_written_anew(code, reason, zh):
    assert of_plan().said(code, reason) == (zh, "zh")
    assert of_plan(language="en").said(code, reason) == (reason, "en")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("quarantined", "rows set aside: many"),
        ("quarantined", "rows set aside: 12 or so"),
        ("blanked", "agents shown and not graded: 3"),  # a sentence of another kind
        ("no-such-code", "rows set aside: 12"),
        ("over-budget", ""),
    ],
)
def test_what_no_template_makes_stays_as_it_is(code, reason):
    assert of_plan().said(code, reason) == (reason, "en")


def test_a_long_list_is_read_at_once():
    # A pattern that could part a list in many ways would try them all, and never end.
    tiers = [f"T{i} {i}" for i in range(60)]
    said = of_plan().said("tiers-forced", f"as distributed: {', '.join(tiers)}").text
    assert said.startswith("按分布评级：“T0”0人、“T1”1人、")
    assert said.count("人") == 60
    rows_of = ", ".join(f"'m{i}' {i}" for i in range(60))
    reason = f"rows for measures that the plan does not have: {rows_of}"
    assert of_plan().said("unknown-measure", reason).text.count("行") == 60
    assert of_plan().said("unknown-measure", f"{reason}!").language == "en"


@pytest.mark.parametrize(
    ("code", "rule", "zh", "en"),
    [
        ("below-volume", "csat", "客户满意度", "Satisfied customers"),
        ("no-target", "csat/target", "客户满意度：目标值", "Satisfied customers: target"),
        ("no-target", "csat/own", "客户满意度：own", "Satisfied customers: own"),
        ("no-bonus-base", "bonus", "绩效奖金", "Performance bonus"),
        ("no-bonus-base", "roster", "花名册", "roster"),
        ("quarantined", "null-id", "编号为空", "null-id"),
        ("quarantined", "csat", "csat", "csat"),  # no measure is a rule of the data
        ("below-volume", "null-id", "编号为空", "null-id"),
        ("no-earlier-run", "score", "综合得分", "Score"),
        ("period-already-run", "2026-10", "2026年10月", "2026-10"),
        ("carried-forward", "CNY", "CNY", "CNY"),
    ],
)
def test_a_rule_is_called_by_the_plan_or_by_the_data(code, rule, zh, en):
    assert of_plan().rule(code, rule) == zh
    assert of_plan(language="en").rule(code, rule) == en


def test_a_template_with_more_words_goes_first():
    for code in SAID:
        lengths = [
            len(re.sub(r"\(\?P<.*?>.*?\)", "", one.pattern.pattern)) for one in templates(code)
        ]
        assert lengths[0] >= lengths[-1] - 40
    assert [one.written for one in templates("tiers-forced")][-1] == "按分布评级：{tiers}"


# Runs of every plan that is shipped.


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, interactions=4_000, agents=80)
    return folder


def own_words(run) -> set[str]:
    """Names, columns and codes of a run, which are the same in every language."""
    found = {"UTC", "parquet", *declared(Interactions), *declared(Roster), *run.plan.measures}
    for row in pq.read_table(run.run / "inputs" / "roster.parquet").to_pylist():
        found |= {
            str(row[name]) for name in ("region", "team", "role", "currency") if row.get(name)
        }
    found |= {card.tier for card in run.cards if card.tier}
    return found | {"first_contact_resolution"}  # a target of the sample that some plans lack


@pytest.mark.parametrize("plan", PLANS)
def test_every_finding_of_a_shipped_plan_is_chinese(plan, sample, tmp_path):
    period = {"aftersales-quarterly": "2026-Q4"}.get(plan, "2026-10")
    done = run_period(
        find_plan(plan), data_for(plan, sample, tmp_path / "data"), period, tmp_path / "RUNS"
    )
    run = opened(done.path)
    found, told = Found(run, Tongue("zh")), rows(run, FINDINGS)
    assert len(told) > 5
    for row in told:
        said = found.said(row["code"], row["reason"])
        assert said.language == "zh", row
        texts = (found.heading(row["code"]), found.rule(row["code"], row["rule"]), said.text)
        words = {word for text in texts for word in re.findall(r"[A-Za-z][\w.-]*", text)}
        assert words - own_words(run) == set(), row


def test_the_overview_has_no_english_sentence_and_the_english_one_no_chinese(site):
    (chinese,) = [
        t for t in Read((site / "zh" / "index.html").read_bytes()).tables if "类别" in t[0]
    ]
    (english,) = [
        t for t in Read((site / "en" / "index.html").read_bytes()).tables if "Rule" in t[0]
    ]
    assert len(chinese) == len(english) > 8
    stored = [row for row in english if row[1] == "null-id"]
    assert stored == [
        ["rows set aside", "null-id", stored[0][2], f"rows set aside: {stored[0][2]}"]
    ]
    assert [row[1:] for row in chinese if row[1] == "编号为空"] == [
        ["编号为空", stored[0][2], f"共{stored[0][2]}条，已隔离，未计入"]
    ]
    for row in chinese:
        assert CHINESE.search(row[1])
        assert CHINESE.search(row[3])
    assert not any(CHINESE.search(cell) for row in english for cell in row)
    page = (site / "zh" / "index.html").read_text("utf-8")
    assert '<td lang="en">' not in page
    assert '<td lang="en">' in (site / "en" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("languages", "heads", "reason", "called"),
    [
        (["zh"], ("类别", "原因", "规则名称"), "共{n}条，已隔离，未计入", "编号为空"),
        (["en"], ("Finding", "Reason", "Rule called"), "rows set aside: {n}", "null-id"),
        (
            ["en", "zh"],
            ("Finding\n类别", "Reason\n原因", "Rule called\n规则名称"),
            "rows set aside: {n} / 共{n}条，已隔离，未计入",
            "编号为空",
        ),
    ],
)
def test_a_workbook_says_findings_in_its_languages(
    month, tmp_path, languages, heads, reason, called
):
    run = opened(month.run)
    stored = rows(run, FINDINGS)
    write_workbook(run, tmp_path / "book.xlsx", [Tongue(one) for one in languages])
    book = load_workbook(tmp_path / "book.xlsx", read_only=True)
    head, *lines = list(book[book.sheetnames[-1]].iter_rows(values_only=True))
    kind, said, name = (head.index(one) for one in heads)
    assert len(lines) == len(stored)
    assert [line[0] for line in lines] == [row["code"] for row in stored]
    (at,) = [i for i, row in enumerate(stored) if row["rule"] == "null-id"]
    count = stored[at]["reason"].split(": ")[1]
    assert lines[at][said] == reason.format(n=count)
    assert lines[at][name] == called
    headings = {"en": "rows set aside", "zh": "异常数据（未计入）"}
    assert lines[at][kind] == " / ".join(headings[one] for one in languages)
    (moved,) = [i for i, row in enumerate(stored) if row["rule"] == "csat"]
    titles_of = {"en": "Satisfied customers", "zh": "客户满意度"}
    assert lines[moved][name] == " / ".join(titles_of[one] for one in languages)


def test_rows_that_are_listed_are_counted_once(tmp_path):
    # Findings have a line for each field that was blanked, and one that says how many they are.
    channels = pa.array(["chat"] * 9 + ["a\x07", "b\x07", "c\x07"])
    months.write(tmp_path / "data", rows=months.interactions().append_column("channel", channels))
    plan = tmp_path / "plan.yaml"
    of_chats = months.PLAN.replace("of: csat\n", "of: csat\n    where: {channel: [chat]}\n")
    plan.write_text(of_chats, encoding="utf-8")
    done = run_period(plan, tmp_path / "data", months.MONTH, tmp_path / "RUNS")
    stored = [row for row in rows(opened(done.path), FINDINGS) if row["code"] == "blanked"]
    assert [row["row"] for row in stored] == [None, 10, 11, 12]
    write_site(done.path, tmp_path / "site", ["zh"], Asked())
    page = Read((tmp_path / "site" / "index.html").read_bytes())
    (table,) = [t for t in page.tables if "类别" in t[0]]
    assert [row[:3] for row in table if row[0] == "异常字段（按空值处理）"] == [
        ["异常字段（按空值处理）", "文本含不允许的字符或过长", "3"]
    ]
