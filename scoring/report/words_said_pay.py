"""What findings say of bases, pay lines, pools and balances: English as stored, and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.report.words_said_data import Said

_BASES: Mapping[str, Said] = {
    "no-bonus-base": (
        (
            "the roster has no {column} and no {other_column}: scorecards, no pay",
            "花名册没有“{column}”列和“{other_column}”列：只计分，不计奖金",
        ),
        (
            "the roster has no {column}: scorecards, no pay",
            "花名册没有“{column}”列：只计分，不计奖金",
        ),
        (
            "{count} ranked agents without a bonus base or a currency: scored, not paid",
            "{count}名已排名人员缺少奖金基数或币种：只计分，不发奖金",
        ),
    ),
    "base-zero": (
        (
            "agents whose base of pay is 0, so that nothing is paid on it: {count}",
            "奖金基数为0、据此不发奖金：{count}人",
        ),
    ),
    "base-finer": (
        (
            (
                "agents whose base of pay has more decimal places than {code}, which has {digits}; "
                "it is paid on as it stands: {count}"
            ),
            "奖金基数的小数位数多于{code}的{digits}位，仍按原数计奖：{count}人",
        ),
    ),
    "several-currencies": (
        (
            "{count} ranked agents whose stretches are paid in different currencies",
            "{count}名已排名人员各任职段的币种不同",
        ),
    ),
    "no-step-for-currency": (
        (
            "{count} ranked agents in a currency in which the line is not rounded",
            "{count}名已排名人员的币种没有规定该项奖金的舍入单位",
        ),
    ),
    "no-amount-for-currency": (
        (
            "{count} ranked agents in a currency for which the plan names no amount",
            "{count}名已排名人员的币种没有规定金额",
        ),
        (
            "{count} winners whose currency the award has no amount for",
            "{count}名获奖者的币种没有规定奖金金额",
        ),
        (
            (
                "{count} agents in a currency for which the draw has no amount, so that they have "
                "none"
            ),
            "{count}人的币种没有规定预支金额，因而没有预支",
        ),
        (
            "{count} sums in a currency without a minimum, which are paid however small",
            "{count}笔金额的币种没有规定最低发放额，无论多少均予发放",
        ),
    ),
}
_POOL = ("the pool {whose} of {amount} {code}", "{whose}奖金池（{code} {amount}）")
_MOST = (
    " {returned}, with {count} of {of} at their most",
    "{returned}，{of}人中有{count}人达到上限",
)
_POOLS: Mapping[str, Said] = {
    "pool-not-shared": tuple(
        (f"{_POOL[0]} {back}: {why}", f"{_POOL[1]}{back_zh}：{why_zh}")
        for back, back_zh in (
            ("is returned whole", "全额退回"),
            ("is a loss that nobody bears", "为负，无人承担"),
        )
        for why, why_zh in (
            ("all shares are zero", "所有份额均为零"),
            ("nobody is in it", "池内无人"),
        )
    ),
    "pool-left-over": tuple(
        (
            f"{_POOL[0]}: shared {{shared}}, {back}{_MOST[0]}",
            f"{_POOL[1]}：已分配{{shared}}，{zh}{_MOST[1]}",
        )
        for back, zh in (("returned", "退回"), ("not deducted", "未扣减"))
    ),
    "no-result-for-fund": (
        (
            "{count} pools whose result is not known have no fund",
            "{count}个奖金池的经营结果未知，没有奖金总额",
        ),
    ),
    "no-base-in-payroll": (
        (
            "agents of the payroll without a base of pay, who add nothing to it: {count}",
            "缺少奖金基数、不计入奖金总额：{count}人",
        ),
    ),
    "no-fund-for-group": (
        (
            "{count} agents of groups for which the pool names no fund: not paid",
            "{count}人所在分组没有规定奖金总额：不发奖金",
        ),
    ),
}
_SUMS = (": {count} sum{s} of {code}, together {amount}", "：{code} 共{count}笔，合计{amount}")
_PAYROLL: Mapping[str, Said] = {
    "not-for-payroll": (
        (
            (
                "below zero, which the payroll file refuses unless settlement.negative says what "
                f"follows{_SUMS[0]}"
            ),
            f"合计为负，薪酬文件不接受，须由方案的结算规则规定如何处理{_SUMS[1]}",
        ),
        (
            "values that the payroll file refuses, not of the form {form}: {count}",
            "薪酬文件不接受的内容，不符合格式 {form}：{count}个",
        ),
    ),
    "carried-forward": (
        (
            f"below zero, carried to the next period{_SUMS[0]}",
            f"合计为负，结转至下一期{_SUMS[1]}",
        ),
        (
            f"too small to pay, carried to the next period{_SUMS[0]}",
            f"不足最低发放额，结转至下一期{_SUMS[1]}",
        ),
    ),
    "adjustment-other-period": (
        (
            (
                "adjustments for other periods, which this run does not pay: {count}, together "
                "{sums}"
            ),
            "其他期间的调整，本次不发放：{count}笔，合计{sums}",
        ),
    ),
    "adjustment-not-in-plan": (
        (
            (
                "adjustments for agents not in the plan, which this run does not pay: {count}, "
                "together {sums}"
            ),
            "方案外人员的调整，本次不发放：{count}笔，合计{sums}",
        ),
    ),
}
_HELD = (": {count} balance{s} of {code}, together {amount}", _SUMS[1])
_BALANCES: Mapping[str, Said] = {
    "balance-forfeited": (
        (
            (
                "held for agents who are not employed on the last day, so that they forfeit it"
                f"{_HELD[0]}"
            ),
            f"人员在期末最后一天已不在职，其延期款失效{_HELD[1]}",
        ),
        (
            f"held for agents who had left when it fell due, so that they forfeit it{_HELD[0]}",
            f"人员在延期款到期时已离职，其延期款失效{_HELD[1]}",
        ),
    ),
    "balance-kept": (
        (
            f"held before, and the plan does not say when it is released{_HELD[0]}",
            f"此前的延期款，方案未规定何时发放{_HELD[1]}",
        ),
        (
            f"owed for earlier draws, and nothing in the plan recovers it{_HELD[0]}",
            f"此前预支形成的欠款，方案未规定如何扣回{_HELD[1]}",
        ),
    ),
    "balance-outside-plan": (
        (
            f"{{account}} for agents who are in the plan no more, kept as it is{_HELD[0]}",
            f"人员已不在方案内，其{{account}}结余原样保留{_HELD[1]}",
        ),
        (
            (
                f"{{account}} for agents who are not on the roster, kept as it is{_HELD[0]}. "
                "Nobody can tell whether they have left; keep leavers on the roster, with their "
                "leave_date, until all that was held for them has fallen due"
            ),
            (
                f"人员不在花名册中，其{{account}}结余原样保留{_HELD[1]}。无法判断其是否已离职；"
                "离职人员应连同离职日期保留在花名册中，直至其延期款全部到期"
            ),
        ),
    ),
}
PAY_SAID: Mapping[str, Said] = {**_BASES, **_POOLS, **_PAYROLL, **_BALANCES}
