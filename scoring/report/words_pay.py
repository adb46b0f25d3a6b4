"""Words of the way to a pay line: what each step is called, and why somebody has no such line."""

from __future__ import annotations

from collections.abc import Mapping

_STARTS = {
    "step_base": ("Base of pay", "奖金基数"),
    "step_rate": ("Part of it at stake", "计奖比例"),
    "step_coefficient": ("Coefficient", "系数"),
    "step_coefficient_tier": ("Coefficient of tier {tier}", "等级“{tier}”的系数"),
    "step_coefficient_score": ("Coefficient by the score", "得分系数"),
    "step_coefficient_measure": ("Coefficient by {measure}", "按“{measure}”确定的系数"),
    "step_weight": ("Weight in the pool", "分配权重"),
    "step_by_score": ("Amount for the score", "得分对应金额"),
    "step_by_value": ("Amount for {measure}", "“{measure}”对应金额"),
    "step_by_attainment": (
        "Amount for how far the target of {measure} is attained",
        "“{measure}”达成率对应金额",
    ),
    "step_by_lookup": ("Amount from the table", "查表金额"),
    "step_missing": (
        "{measure} has no value: the amount for that",
        "“{measure}”无数据：按方案规定的金额计",
    ),
    "step_unserved": (
        "{measure} cannot be paid by its rates: the amount for that",
        "“{measure}”不能按单价计：按方案规定的金额计",
    ),
    "step_hurdle_open": ("The hurdle is taken: these rates hold", "已达门槛：适用以下单价"),
    "step_hurdle_closed": (
        "The hurdle is not taken: other rates hold",
        "未达门槛：适用以下单价",
    ),
    "step_slice": ("{measure}, slice {number}", "“{measure}”第{number}段"),
    "step_whole": ("{measure} at its rate", "“{measure}”按单价计"),
    "step_by_rates": ("All slices together", "各段合计"),
}
_STEPS = {
    "step_cap": ("At most", "上限"),
    "step_cap_lowers": ("At most: held there", "上限：按上限计"),
    "step_cap_off": ("This cap does not hold here", "此上限不适用"),
    "step_floor": ("At least", "下限"),
    "step_floor_raises": ("At least: raised to it", "下限：按下限计"),
    "step_floor_off": ("This floor does not hold here", "此下限不适用"),
    "step_proration": ("Part of the period that is paid", "在职折算"),
    "step_calendar_days": ("Days employed", "在职天数"),
    "step_working_days": ("Working days employed", "在职工作日"),
    "step_months": ("Months of service", "在职月数"),
    "step_measured": ("Part paid, by {measure}", "按“{measure}”折算"),
    "step_with_fte": ("{said}, with fte", "{said}（按工时比例折算）"),
    "step_rounding": ("Rounded", "舍入"),
    "step_part": ("Borne by {center}", "由{center}承担"),
    "step_share": ("Share in the pool", "奖金池份额"),
}
_WHY = {
    "why_vetoed": ("not paid: vetoed", "不发：一票否决"),
    "why_held": ("not paid: the score is held", "不发：暂缓评定"),
    "why_unranked": ("not paid: there is no score", "不发：没有得分"),
    "why_where": ("not for this agent", "不适用于该员工"),
    "why_when": ("not paid: its condition does not hold", "不发：未满足发放条件"),
    "why_no_bonus_base": (
        "not paid: no bonus base or no currency on the roster",
        "不发：花名册缺少奖金基数或币种",
    ),
    "why_several_currencies": (
        "not paid: the stretches are paid in different currencies",
        "不发：各任职段币种不同",
    ),
    "why_no_step_for_currency": (
        "not paid: the plan does not say to what it is rounded in this currency",
        "不发：方案未规定该币种的舍入单位",
    ),
    "why_no_amount_for_currency": (
        "not paid: the plan names no amount in this currency",
        "不发：方案未规定该币种的金额",
    ),
    "why_no_fund_for_group": (
        "not paid: the pool has no fund for this group",
        "不发：奖金池未包含该组",
    ),
}
PAY: Mapping[str, tuple[str, str]] = {**_STARTS, **_STEPS, **_WHY}
