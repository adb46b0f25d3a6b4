"""What kinds of findings are called on an overview, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

_ROWS = {
    "quarantined": ("rows set aside", "异常数据（未计入）"),
    "blanked": ("fields set aside", "异常字段（按空值处理）"),
    "emptied": ("emptied", "按条件清空的字段"),
    "filled": ("filled", "补填的字段"),
    "filtered": ("filtered", "筛除的数据"),
    "repeated": ("repeated", "重复而未计入的数据"),
    "superseded": ("superseded", "被更晚记录取代的数据"),
    "unattributed": ("rows naming no agent", "未归属员工的数据行"),
    "id-recurs": ("ids that recur in another file", "不同文件中重复的编号"),
    "no-interactions": ("agents without any row", "无服务记录的人员"),
    "not-read": ("columns that were not read", "未使用的列"),
    "beyond-data": ("rows reaching beyond the data", "超出数据范围的记录"),
    "dates-not-met": ("dates that nothing is on", "计入日期内无数据"),
    "unknown-interaction": ("waits of unknown interactions", "找不到对应服务记录的等待时段"),
    "unknown-agent": ("rows of agents not on the roster", "花名册以外人员的数据"),
    "agent-changed": ("rows whose agent changed", "所属员工有变动的数据"),
    "unprotected-input": ("files without checksums", "未附校验值的文件"),
    "checked-not-used": ("files that were not used", "未使用的文件"),
    "calendar-without-days": ("calendars without days", "未列明日期的工作日历"),
}
_PEOPLE = {
    "not-in-plan": ("agents outside of the plan", "方案外人员"),
    "agent-moved": ("agents who moved", "期内调动人员"),
    "measured-beside": ("people measured by the plan's side", "方案外但纳入统计的人员"),
    "roster-replaced": ("the roster was replaced", "花名册已替换"),
    "look-alike-ids": ("ids that look alike", "外观相近的工号"),
    "no-bonus-base": ("agents without a bonus base", "缺少奖金基数"),
    "base-zero": ("bonus bases of zero", "奖金基数为零"),
    "base-finer": ("bonus bases finer than the currency", "奖金基数小数位过多"),
    "several-currencies": ("agents paid in several currencies", "任职段币种不同的人员"),
    "unknown-hire-date": ("agents without a hire date", "缺少入职日期的人员"),
    "under-no-plan": ("agents under no plan", "未被任何方案覆盖的人员"),
}
_VALUES = {
    "below-volume": ("too few rows for a value", "数据量不足"),
    "given-not-in-plan": ("values of agents outside of the plan", "方案外人员的数据"),
    "given-not-asked": ("values that no measure asks for", "无指标使用的外部数据"),
    "unknown-measure": ("targets of unknown measures", "指标不存在的目标值"),
    "no-target": ("targets that are missing", "缺少目标值"),
    "target-not-positive": ("targets of zero or less", "目标值不为正数"),
    "target-for-nobody": ("targets for nobody", "无适用人员的目标值"),
    "promise-not-asked": ("promises that nothing asks for", "未使用的时限承诺"),
    "no-result": ("results that are missing", "缺少经营结果数据"),
    "result-not-asked": ("results that nothing asks for", "未使用的经营结果数据"),
    "result-for-nobody": ("results for nobody", "无适用人员的经营结果数据"),
    "event-not-in-plan": ("events of agents outside of the plan", "方案外人员的事件"),
    "event-out-of-time": ("events out of time", "不在计入日期内的事件"),
    "event-not-counted": ("events that nothing counts", "未计入的事件"),
    "no-anchor": ("anchors that are missing", "缺少参照值"),
    "crossed-anchors": ("anchors out of order", "参照值顺序颠倒"),
    "prior": ("what small samples are drawn toward", "小样本调整的先验值"),
    "no-prior": ("priors that are missing", "缺少先验值"),
    "previous": ("the earlier run", "上期运行"),
    "no-earlier-run": ("no earlier run", "缺少上期运行"),
    "no-earlier-value": ("earlier values that are missing", "缺少上期数值"),
    "begins-at-zero": ("totals that begin at zero", "累计值从零开始"),
    "unknown-so-far": ("totals that are not known", "累计值未知"),
}
_STANDING = {
    "tier-excluded": ("agents without a tier", "不参与评级的人员"),
    "tiers-forced": ("tiers by distribution", "按比例强制分布的等级"),
    "small-groups": ("small groups", "人数不足的分组"),
    "too-few-candidates": ("too few candidates", "候选人不足的奖项"),
    "cool-down": ("winners who rest", "近期已获奖、本期不参评"),
    "over-budget": ("over the budget", "奖项超出预算"),
}
_MONEY = {
    "no-step-for-currency": ("currencies without rounding", "方案未规定舍入单位的币种"),
    "no-amount-for-currency": ("currencies without an amount", "方案未规定金额的币种"),
    "no-base-in-payroll": ("agents without a base in the pool", "计入奖金池但缺少基数的人员"),
    "no-fund-for-group": ("groups without a fund", "奖金池未包含的分组"),
    "no-result-for-fund": ("pools without a result", "缺少经营结果的奖金池"),
    "pool-left-over": ("money left in a pool", "奖金池余额"),
    "pool-not-shared": ("pools that nobody shares", "未分配的奖金池"),
    "not-for-payroll": ("lines that payroll cannot read", "薪酬系统无法读取的内容"),
    "carried-forward": ("amounts carried forward", "结转下期的金额"),
    "balance-forfeited": ("balances that were forfeited", "失效的结余"),
    "balance-kept": ("balances that stay", "保留的结余"),
    "balance-outside-plan": ("balances of agents outside of the plan", "方案外人员的结余"),
    "adjustment-other-period": ("adjustments for other periods", "其他期间的调整"),
    "adjustment-not-in-plan": ("adjustments outside of the plan", "方案外人员的调整"),
}
_RUNS = {
    "period-already-run": ("the period was run before", "本期此前已运行"),
    "plan-skipped": ("plans that were not run", "未运行的方案"),
    "version-changes": ("the plan's version changes", "方案版本变更"),
    "under-two-plans": ("agents under two plans", "同时被两个方案覆盖的人员"),
}
FOUND: Mapping[str, tuple[str, str]] = {
    f"code_{code}": said
    for code, said in {**_ROWS, **_PEOPLE, **_VALUES, **_STANDING, **_MONEY, **_RUNS}.items()
}
