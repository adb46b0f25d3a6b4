"""The words of reports, English beside Chinese: none is written in one language alone."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.report.words_curves import CURVES
from scoring.report.words_found import FOUND
from scoring.report.words_next import NEXT
from scoring.report.words_pay import PAY
from scoring.report.words_site import SITE
from scoring.report.words_stretches import STRETCHES
from scoring.report.words_units import UNITS
from scoring.report.words_whom import WHOM
from scoring.report.words_why import WHY

_TIMES = {
    "quarter": ("Q{number} {year}", "{year}年第{number}季度"),
    "first_half": ("First half of {year}", "{year}年上半年"),
    "second_half": ("Second half of {year}", "{year}年下半年"),
    "year": ("{year}", "{year}年"),
}
_PEOPLE = {
    "agent": ("Agent", "员工"),
    "agent_id": ("Agent id", "工号"),
    "team": ("Team", "班组"),
    "region": ("Region", "区域"),
    "role": ("Role", "岗位"),
    "manager": ("Manager", "主管"),
    "own_group": ("own group", "本组"),
}
_STANDING = {
    "result": ("Result", "考核结果"),
    "score": ("Score", "综合得分"),
    "tier": ("Tier", "等级"),
    "rank": ("Rank", "总排名"),
    "rank_in": ("Rank in group", "组内排名"),
    "status": ("Status", "状态"),
    "payable": ("Payable", "应发合计"),
    "nothing": ("nothing", "无"),
    "none": ("none", "无"),
    "places": ("Rank", "排名"),
    "rank_of": ("{rank} of {of} with a score", "总排名第{rank}位（有得分者共{of}人）"),
    "rank_alone": ("{rank}", "总排名第{rank}位"),
    "rank_in_of": (
        "{rank} of {of} with a score in {group}",
        "{group}第{rank}位（有得分者共{of}人）",
    ),
    "is_vetoed": (
        "Vetoed: the score stands, and nothing is paid.",
        "一票否决：得分保留，本期不发奖金。",
    ),
    "is_unranked": ("Unranked: there is no score.", "未排名：没有得分。"),
    "is_held": (
        "Held: a value is missing that the plan waits for.",
        "暂缓评定：缺少方案要求的数据，补齐后再计分。",
    ),
    "gate_closed": ("Rule applied: “{name}”.", "触发“{name}”条款。"),
    "gauge_words": ("Score {score}, tier {tier}", "得分{score}，等级“{tier}”"),
    "trend": ("From period to period", "历期走势"),
    "named": ("{name}: {said}", "{name}：{said}"),
    "join": (", ", "、"),
    "join_apart": ("; ", "；"),
    "and_then": ("{first} {then}", "{first}{then}"),
    "trend_words": ("Scores by period: {said}", "历期得分：{said}"),
}
_PARTS = {
    "parts": ("What the score is made of", "得分构成"),
    "legend": ("{said}.", "{said}。"),
    "legend_target": ("▲ the points for the target itself", "▲为恰好达到目标值时的得分"),
    "legend_region": ("line: the mean of the region", "横穿条形的竖线为本区域平均分"),
    "legend_all": ("line: the mean of all", "横穿条形的竖线为全体平均分"),
    "legend_either": (
        "line: the mean of the region, or of all if too small",
        "横穿条形的竖线为本区域平均分，区域人数不足时为全体平均分",
    ),
    "component": ("Component", "考核项"),
    "value": ("Value", "实际值"),
    "target": ("Target", "目标值"),
    "points": ("Points", "得分"),
    "points_picture": ("Points (bar)", "得分条"),
    "weight": ("Weight", "权重"),
    "adds": ("Adds", "计入总分"),
    "group": ("Group {name}", "考核组“{name}”"),
    "bar_words": ("{points} points", "{points}分"),
    "bar_target": ("{points} at the target", "达到目标值时为{points}分"),
    "bar_mean_region": ("the mean of the region is {mean}", "本区域平均{mean}分"),
    "bar_mean_all": ("the mean of all is {mean}", "全体平均{mean}分"),
    "reason_off": ("not scored for this agent", "不适用于该员工"),
    "reason_voided": ("void by a rule", "因触发条款作废"),
    "reason_excluded": (
        "too few rows or none: the other weights count for it",
        "数据不足或缺失：权重由其他项分摊",
    ),
    "reason_zero": ("too few rows or none: zero points", "数据不足或缺失：按零分计"),
    "reason_neutral": (
        "too few rows or none: neutral points",
        "数据不足或缺失：按中性分计",
    ),
    "points_before": ("{points} points before a rule changed them", "规则调整前为{points}分"),
    "reason_above": ("not counted: nor is the group it is in", "未计入：所在考核组未计入"),
    "groups": ("Groups", "考核组"),
    "rounding_left": ("Rounding", "尾差"),
    "combined": (
        "How parts are combined, rules within, and rounding",
        "合成方式、组内条款与尾差",
    ),
    "gates_take": ("Rules applied: {gates}", "触发条款：{gates}"),
    "beside_parts": (
        "Rules, adjustments and parts without points",
        "门槛条款、加减分及无得分项",
    ),
    "pull_beside": ("{title}: {moves}", "{title}：{moves}"),
    "reason_held": (
        "too few rows or none: the score waits for it",
        "数据不足或缺失：暂缓评定",
    ),
    "pulls": ("Strengths and shortfalls", "优势与不足"),
    "mark_edge": (
        (
            "Each component is held against {edge}, where the tier to be reached or kept begins; "
            "what is above or below counts by its weight. Together they are what the score has "
            "above that edge, or lacks."
        ),
        "各考核项与{edge}分（下一等级或现等级的起点）比较，差值按权重折算；各项合计即总分高于或低于该线的分数。",
    ),
    "mark_mean": (
        (
            "Each component is held against the mean of all agents; what is above or below counts "
            "by its weight."
        ),
        "各考核项与全体平均分比较，差值按权重折算。",
    ),
    "strengths": ("Strengths", "优势"),
    "shortfalls": ("Shortfalls", "不足"),
    "pull": ("{title}: {points} points, {moves}", "{title}：{points}分，{moves}"),
    "actions": ("What follows", "后续安排"),
    "awards": ("Awards", "荣誉"),
}
_WAY = {
    "way": ("The way from rows to pay", "从数据到奖金"),
    "rows_to_values": ("Rows to values", "数据到指标"),
    "score_to_pay": ("Score to pay", "得分到奖金"),
    "measure": ("Measure", "指标"),
    "used": ("Rows used", "计入条数"),
    "left_out": ("Left out", "未计入"),
    "how": ("Calculation", "计算"),
    "without_points": ("Other measures", "其他指标（不直接计分）"),
    "how_count": ("counted", "计数"),
    "how_given": ("as given", "外部提供（直接录入）"),
    "how_quantile": ("in order of {of}", "{of}个值按大小排序取分位值"),
    "step": ("Step", "步骤"),
    "with": ("With", "依据"),
    "comes_to": ("Comes to", "结果"),
    "line": ("Pay line", "奖金项目"),
    "origin": ("Line of the plan", "方案依据"),
    "cost_center": ("Cost centre", "成本中心"),
    "amount": ("Amount", "金额"),
    "no_lines": ("No pay line.", "无奖金项目。"),
    "capped": ("The limit for each took something away.", "已按个人上限扣减。"),
    "accounts": ("Balances", "结余"),
    "account": ("Account", "账户"),
    "account_carried": ("carried", "结转"),
    "account_held": ("held back", "延期支付"),
    "account_owed": ("owed", "待扣回"),
    "opening": ("Opening", "期初"),
    "added": ("Added", "增加"),
    "taken": ("Taken", "减少"),
    "forfeited": ("Forfeited", "失效"),
    "closing": ("Closing", "期末"),
    "answer": ("Answer", "员工意见"),
    "answer_hint": (
        "If you disagree with a figure, write it here. It goes to your manager and HR.",
        "对结果有异议或补充，请写在此处，交主管与人力资源部。",
    ),
    "agent_signs": ("Agent", "员工签字"),
    "manager_signs": ("Manager", "主管签字"),
    "date": ("Date", "日期"),
    "made_from": ("Made from run {run}.", "依据运行记录 {run} 生成。"),
    "page_of": ("Page {page} of {pages}", "第{page}页，共{pages}页"),
    "every_step": (
        "Every step, calculated once more: {command}",
        "逐步复算：{command}",
    ),
}
_VALUES = {
    "status_below_volume": (
        "too few rows, at least {least} needed",
        "数量不足，至少需要{least}条",
    ),
    "status_no_facts": ("no rows", "无数据"),
    "status_zero_denominator": ("nothing to divide by", "分母为零"),
    "status_not_given": ("not given", "未提供"),
    "status_no_prior": ("no prior", "无先验值"),
    "status_no_members": ("no members", "无下属数据"),
    "status_unknown_before": ("not known before", "前期未知"),
    "status_voided": ("void by a rule", "因触发条款作废"),
    "excluded_no_stamp": ("{count} without the stamp that dates them", "{count}条缺少日期"),
    "excluded_outside_period": ("{count} outside the period", "{count}条不在本期"),
    "excluded_outside_dates": ("{count} outside the dates that count", "{count}条不在计入日期内"),
    "excluded_filtered": ("{count} out of scope", "{count}条不属于该项统计范围"),
    "excluded_other_currency": ("{count} in another currency", "{count}条为其他币种"),
    "excluded_no_promise": ("{count} without a promise", "{count}条无时限承诺"),
    "excluded_no_calendar": (
        "{count} of regions without a calendar",
        "{count}条所在区域无工作日历",
    ),
    "excluded_null_value": ("{count} with no value recorded", "{count}条无该项数据"),
    "excluded_unanswered": ("{count} unanswered", "{count}条未答复"),
    "excluded_negative_duration": ("{count} ending before they began", "{count}条结束早于开始"),
    "excluded_beyond_data": ("{count} reaching beyond the data", "{count}条超出数据范围"),
}
WORDS: Mapping[str, tuple[str, str]] = {
    **_TIMES,
    **_PEOPLE,
    **_STANDING,
    **_PARTS,
    **_WAY,
    **_VALUES,
    **CURVES,
    **NEXT,
    **PAY,
    **SITE,
    **STRETCHES,
    **FOUND,
    **UNITS,
    **WHY,
    **WHOM,
}
"""By key: English and Chinese; `{name}` is put in."""
