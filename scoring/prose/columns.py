"""What people call the columns of the data; a company's own columns keep their names."""

from __future__ import annotations

from scoring.prose.said import Said, quoted

COLUMNS = {
    name: Said(en, zh)
    for name, en, zh in (
        ("interaction_id", "the contact's number", "服务单号"),
        ("agent_id", "the agent", "客服人员"),
        ("rated_agent_id", "the agent who was rated", "被评价人"),
        ("created_at", "the start", "创建时间"),
        ("first_response_at", "the first response", "首次响应时间"),
        ("resolved_at", "the solution", "解决时间"),
        ("closed_at", "the closing", "关闭时间"),
        ("survey_at", "the customer's answer to the survey", "评价时间"),
        ("channel", "the channel", "渠道"),
        ("priority", "the priority", "优先级"),
        ("category", "the category", "问题类别"),
        ("product", "the product", "产品"),
        ("region", "the region", "地区"),
        ("team", "the team", "团队"),
        ("shift", "the shift", "班次"),
        ("customer_id", "the customer", "客户"),
        ("csat", "the customer's rating", "客户评分"),
        ("nps", "the likelihood to recommend", "推荐意愿分"),
        ("resolved", "the mark “solved”", "“是否解决”标记"),
        ("escalated", "the mark “handed up”", "“是否升级”标记"),
        ("complaint", "the mark “complaint”", "“是否投诉”标记"),
        ("complaint_closed", "the mark “complaint closed”", "“投诉是否闭环”标记"),
        ("first_contact", "the mark “solved at first contact”", "“是否首次解决”标记"),
        ("survey_sent", "the mark “survey sent”", "“是否已发调查”标记"),
        ("reopens", "the number of reopenings", "重开次数"),
        ("checks_done", "quality checks made", "质检项数"),
        ("checks_passed", "quality checks passed", "质检合格项数"),
        ("handle_s", "the handle time", "处理时长"),
        ("talk_s", "the talk time", "通话时长"),
        ("cost", "the cost", "成本"),
        ("cost_currency", "the currency of the cost", "成本币种"),
        ("name", "the name", "姓名"),
        ("manager_id", "the manager", "直接上级"),
        ("role", "the role", "岗位"),
        ("currency", "the currency of pay", "发薪币种"),
        ("cost_center", "the cost centre", "成本中心"),
        ("bonus_base", "the bonus base", "奖金基数"),
        ("tenure_days", "the number of days since hiring", "入职天数（截至考核期末）"),
    )
}

FLAGS = {
    name: {"true": Said(*yes), "false": Said(*no)}
    for name, yes, no in (
        ("resolved", ("it was solved", "已解决"), ("it was not solved", "未解决")),
        ("escalated", ("it was handed up", "已升级"), ("it was not handed up", "未升级")),
        ("complaint", ("it is a complaint", "属于投诉"), ("it is no complaint", "不属于投诉")),
        (
            "complaint_closed",
            ("the complaint was closed", "投诉已闭环"),
            ("the complaint was not closed", "投诉未闭环"),
        ),
        (
            "first_contact",
            ("the first contact solved it", "首次联系即解决"),
            ("the first contact did not solve it", "首次联系未解决"),
        ),
        (
            "survey_sent",
            ("a survey was sent", "已发送满意度调查"),
            ("no survey was sent", "未发送满意度调查"),
        ),
    )
}


def column(name: str) -> Said:
    """Return what people call a column, or the name of one that is the company's own."""
    return COLUMNS.get(name) or Said(quoted(name), quoted(name))
