"""What a page says, read by a person: sentences, ranges, formulas and laws of a line."""

import re
from pathlib import Path

import pytest

from scoring.layout import CELLS, cells_of
from scoring.plan.load import load_plan
from scoring.prose.page import explained
from scoring.prose.said import Said, counted, quoted, say
from scoring.shipped import shipped_plans
from tests.every_key import PLANS
from tests.plans import MINIMAL, RICH, changed, plan_of

ROOT = Path(__file__).resolve().parents[2]


def pooled(fund):
    """The smallest plan, with a pool of which each gets 20 at most."""
    line = f"""pay:
  - name: pool
    pay_code: POOL
    start: {{weight: {{on: tier, gives: {{A: 1, B: 1, C: 1}}}}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool: {{per: overall, fund: {fund}, each_most: {{amount: {{CNY: 20}}}}, left_over: share}}
"""
    return changed(("pay: none\n", line))


def read(folder, language, text=RICH):
    """Return the page as one line of text, so that no break matters; Chinese without spaces."""
    page = explained(plan_of(folder, text), language)
    return " ".join(page.split()) if language == "en" else "".join(page.split())


def test_a_filter_is_a_sentence(tmp_path):
    english, chinese = read(tmp_path, "en"), read(tmp_path, "zh")
    assert "the channel is known and is not “bot” or “ivr”, and “x_lead” is known" in english
    assert "the customer's rating is at least 1.5 and below 4" in english
    assert "渠道有值且不为“bot”或“ivr”，且“x_lead”有值的服务记录" in chinese
    assert "客户评分不低于1.5且低于4" in chinese


@pytest.mark.parametrize(
    ("boundary", "english", "chinese"),
    [
        ("upper", "4 or more, below 4.5", "4（含）至4.5（不含）"),
        ("lower", "above 4, 4.5 or less", "4（不含）至4.5（含）"),
    ],
)
def test_a_range_says_who_owns_its_edges(tmp_path, boundary, english, chinese):
    text = changed(("boundary: upper", f"boundary: {boundary}"), text=MINIMAL)
    assert english in read(tmp_path, "en", text)
    assert chinese in read(tmp_path, "zh", text)


def test_the_bonus_is_a_formula_in_the_order_of_its_steps(tmp_path):
    # As RICH has it: multipliers, cap, proration, floor; then the cap last of all.
    share = "calendar days employed ÷ calendar days of the period × full-time equivalent"
    start = "the bonus base × 0.3 × coefficient × “leader” × “care”"
    base = "the bonus base × 0.3"
    formula = f"Amount = max(min({start}, 2 × {base}) × {share}, 0.1 × {base})"
    assert formula in read(tmp_path, "en")
    order = ("[multipliers, cap, proration, floor]", "[proration, multipliers, floor, cap]")
    moved = (
        f"min(max({base} × coefficient × {share} × “leader” × “care”, 0.1 × {base}), 2 × {base})"
    )
    assert moved in read(tmp_path, "en", changed(order, text=RICH))


def test_a_limit_for_some_has_its_condition_in_the_formula_and_in_its_step(tmp_path):
    when = "{measure: csat, below: 4, missing: holds}"
    either = f"{{any_of: [{when}, {{all_of: [{{tier: [A]}}, {{where: {{role: lead}}}}]}}]}}"
    text = changed(
        ("[{times_base: 2}]", f"[{{times_base: 2}}, {{times_base: 0.5, when: {when}}}]"),
        ("[{times_base: 0.1}]", f"[{{times_base: 0.1, when: {either}}}]"),
        text=RICH,
    )
    english, chinese = read(tmp_path, "en", text), read(tmp_path, "zh", text)
    base, rated = "the bonus base × 0.3", "“Satisfaction” (2.1) is below 4"
    cap = f"0.5 × {base} [only where {rated}]"
    assert f"“care”, 2 × {base}), {cap})" in english
    assert f"cap: at most 2 × {base}, at most {cap}." in english
    floor = f"0.1 × {base} [only where {rated} or (the tier is “A” and the role is “lead”)]"
    assert f"full-time equivalent, {floor})" in english
    assert f"floor: at least {floor}." in english
    cap = "0.5×奖金基数×0.3〔仅限“Satisfaction”（2.1）低于4〕"
    assert f"“care”，2×奖金基数×0.3），{cap}）" in chinese
    assert f"上限：不高于2×奖金基数×0.3，不高于{cap}。" in chinese
    floor = "0.1×奖金基数×0.3〔仅限“Satisfaction”（2.1）低于4或（等级为“A”且岗位为“lead”）〕"
    assert f"全职当量，{floor}）" in chinese
    assert f"下限：不低于{floor}。" in chinese


def test_chinese_has_a_space_beside_numbers_alone():
    words = {"a": Said("", "在职工作日数"), "b": counted(7, "day", "天"), "c": quoted("x")}
    assert say("", "界限乘以 {a} 内", **words).zh == "界限乘以在职工作日数内"
    assert say("", "取其前 {b} 内，对 {c} 为", **words).zh == "取其前 7 天内，对“x”为"
    assert say("", "{a}{b}", **words).zh == "在职工作日数 7 天"


def test_what_was_in_the_earlier_run_is_named(tmp_path):
    english, chinese = (read(tmp_path, language, PLANS["groups"]) for language in ("en", "zh"))
    assert "the score in the earlier run is below 40.5 (not met without that number)" in english
    assert re.search(r"“Satisfaction” \(2\.1\) in the earlier run is at least 3\.5 \(met", english)
    assert "上期的综合得分低于40.5（数值缺失时视为不满足）" in chinese
    assert "上期的“Satisfaction”（2.1）不低于3.5（数值缺失时视为满足）" in chinese


def test_amounts_that_are_looked_up_are_a_table_and_what_others_get(tmp_path):
    english, chinese = (read(tmp_path, language, PLANS["looked up"]) for language in ("en", "zh"))
    assert "Amount = max(" not in english
    assert "min(the amount that is looked up × “leader” × “care”, CNY 900)" in english
    assert re.search(r"role +tier +amount .*agent +A +CNY 100.01 +leader +A +CNY 200 ", english)
    assert "For others it is CNY 0.5." in english
    assert "min（查表所得金额×“leader”×“care”，CNY900）" in chinese
    assert "金额查表确定：" in chinese
    assert "其他情况为CNY0.5。" in chinese
    refusing = changed(("otherwise: {CNY: 0.5}", "otherwise: refuse"), text=PLANS["looked up"])
    assert "Whoever is in no row ends the run." in read(tmp_path, "en", refusing)
    assert "表中没有对应行的，停止核算。" in read(tmp_path, "zh", refusing)


def test_durations_are_in_the_largest_whole_unit(tmp_path):
    english, chinese = read(tmp_path, "en"), read(tmp_path, "zh")
    assert "at most 7 days apart (exactly so far is within)" in english
    assert "相隔不超过7天（含）" in chinese
    for english_word, chinese_word in (("15 minutes", "15分钟"), ("2 hours", "2小时")):
        assert english_word in english
        assert chinese_word in chinese
    day = changed(("high: 15 min, low: 2 h", "high: 61 s, low: 24 h"), text=RICH)
    assert "61 seconds" in read(tmp_path, "en", day)
    assert "24 hours" in read(tmp_path, "en", day)


def test_groups_are_numbered_within_each_other(tmp_path):
    english, chinese = (read(tmp_path, said, PLANS["groups"]) for said in ("en", "zh"))
    assert "3.1 service: a group of parts" in english
    assert "3.1.3.2 worst: Cost / Solved" in english
    assert "100 × the points of the parts that count ÷ the points possible in them" in english
    assert "该组得分为100×计分各项得分之和÷其满分之和" in chinese
    assert "the points of “worst” (3.1.3.2)" in english
    assert "岗位为“leader”，且入职天数（截至考核期末）不低于400的：权重：0.55。" in chinese


def test_a_line_says_where_it_jumps_and_a_deduction_what_a_step_costs(tmp_path):
    english, chinese = (read(tmp_path, said, PLANS["groups"]) for said in ("en", "zh"))
    jump = "just below “benchmark” 9.5 exactly “benchmark” 10"
    assert f"just above “threshold” 1 {jump}" in english
    assert "紧邻标杆值“benchmark”之下9.5恰为标杆值“benchmark”10" in chinese
    assert "for each 0.5 by which the value goes over 30.5, 2 is taken off" in english
    assert "指标值高于30.5的，每超0.5扣2；不足一档的按一档扣。最低计0。" in chinese
    assert "Where an agent's named numbers do not lie in this order, or two are equal" in english


def test_conditions_within_conditions_are_a_list(tmp_path):
    page = explained(plan_of(tmp_path, RICH), "en").splitlines()
    start = next(i for i, line in enumerate(page) if "if all of these hold" in line)
    asked = [line[6:] for line in page[start + 1 : start + 7]]
    assert asked[0] == "   - the score is at least 90.01 (not met without that number)"
    assert asked[1:3] == ["   - at least one of these holds:", "      - the shift is “night”"]
    assert asked[3].startswith("      - the attainment of “Solved” (2.3)")
    assert asked[5] == "   - the tier is “A”"


def test_tiers_by_rank_and_as_a_distribution_are_tables(tmp_path):
    by_rank = read(tmp_path, "en", PLANS["equally"])
    assert "up to rank 3 A the next N × 33.3 % of ranks B all ranks after them C" in by_rank
    shared_out = read(tmp_path, "zh", PLANS["alone"])
    assert "A25B65C10" in shared_out
    assert "参评人数少于10人的组，合并为一组进行分布；仍不足的，一律评为“B”。" in shared_out


@pytest.mark.parametrize("name", shipped_plans())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_shipped_plan_fits_the_terminal_and_every_rule_has_its_line(name, language):
    page = explained(load_plan(ROOT / "rules" / f"{name}.yaml"), language)
    assert [line for line in page.splitlines() if cells_of(line) > CELLS] == []
    assert [line for line in page.splitlines() if line != line.rstrip()] == []
    for part in re.split(r"\n\n+(?= {0,3}\d)", page)[1:]:
        heading, _, below = part.partition("\n")
        if below and not re.match(r"\d+  ", heading):
            assert f"{name}.yaml:" in part, heading


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_with_everything_fits_the_terminal(tmp_path, name, language):
    lines = explained(plan_of(tmp_path, PLANS[name]), language).splitlines()
    assert [line for line in lines if cells_of(line) > CELLS or line != line.rstrip()] == []


def test_both_languages_are_two_pages(tmp_path):
    plan = plan_of(tmp_path)
    english, chinese = explained(plan, "en"), explained(plan, "zh")
    both = explained(plan, "both")
    assert both.startswith(english)
    assert both.endswith(chinese)


def test_a_pool_says_what_becomes_of_it_where_all_are_at_their_most(tmp_path):
    text = pooled("{amount: {CNY: 100}}")
    english, chinese = read(tmp_path, "en", text), read(tmp_path, "zh", text)
    assert "where all who have a share are at it, what is left is returned" in english
    assert "有份额者均达上限的，余额退回" in chinese
    assert "Of a loss" not in english


def test_a_pool_that_shares_a_loss_says_that_the_rest_is_not_deducted(tmp_path):
    text = pooled("{measure: profit, rate: {CNY: 1}, below_zero: shared}")
    profit = (
        "  profit: {title: Profit, kind: result, result: profit, per: all, unit: CNY, "
        "better: higher, places: 2, missing: exclude}\n"
    )
    text = text.replace("measures:\n", f"measures:\n{profit}")
    assert "Of a loss, what would be returned is not deducted" in read(tmp_path, "en", text)
    assert "应退回的部分不予扣减" in read(tmp_path, "zh", text)
