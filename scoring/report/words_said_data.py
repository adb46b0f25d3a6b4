"""What findings say of files, rows and the values given beside them: English as stored, Chinese."""

from __future__ import annotations

from collections.abc import Mapping

Said = tuple[tuple[str, str], ...]
"""Templates of one kind of finding: as a run writes it, and in Chinese by the same fields."""

_ROWS: Mapping[str, Said] = {
    "quarantined": (("rows set aside: {count}", "共{count}条，已隔离，未计入"),),
    "blanked": (("fields blanked: {count}", "共{count}个字段，按空值处理"),),
    "unattributed": (
        (
            "rows that name no agent, reported and not scored: {count}",
            "未填工号的数据，仅列示、不计分：{count}条",
        ),
    ),
    "id-recurs": (
        (
            "ids that recur with other contents in another file: {count}",
            "在另一文件中重复出现且内容不同的编号：{count}个",
        ),
    ),
    "no-interactions": (
        (
            "agents of the roster without an interaction in the data: {count}",
            "花名册中没有任何服务记录的人员：{count}人",
        ),
        (
            "agents in the plan without an interaction in {period}: {count}",
            "方案内人员在{period}没有服务记录：{count}人",
        ),
    ),
    "not-read": (
        (
            "columns that the plan does not use, so that no row is judged by them: {names}",
            "方案未使用、因而未作校验的列：{names}",
        ),
    ),
    "beyond-data": (
        (
            (
                "{count} row{s} left out: the {length} {unit} {side} reach beyond the data, "
                "which {ends} at {stamp} UTC"
            ),
            "{count}条未计入：{side}{length}{unit}的范围超出现有数据（数据{ends} {stamp} UTC）",
        ),
        (
            (
                "{count} row{s} judged by what is there: the {length} {unit} {side} reach beyond "
                "the data, which {ends} at {stamp} UTC"
            ),
            (
                "{count}条按现有数据判断："
                "{side}{length}{unit}的范围超出现有数据（数据{ends} {stamp} UTC）"
            ),
        ),
    ),
    "dates-not-met": (
        (
            "counts {first} to {last} alone, and none of it is in {period}",
            "只计入{first}至{last}的数据，这些日期均不在{period}内",
        ),
    ),
    "unknown-interaction": (
        (
            "interactions on hold that are no row, or in quarantine: {count}",
            "等待时段对应的服务记录不存在或已隔离：{count}条",
        ),
    ),
    "unknown-agent": (
        (
            "rows for agents not on the roster: {count}, together {sums}",
            "工号不在花名册中的数据：{count}行，合计{sums}",
        ),
        ("rows for agents not on the roster: {count}", "工号不在花名册中的数据：{count}行"),
    ),
    "agent-changed": (
        (
            "rows credited to another agent than the one who was rated: {count}",
            "计入人员与被评价人员不一致的数据：{count}条",
        ),
    ),
}
_FILES: Mapping[str, Said] = {
    "unprotected-input": (
        (
            (
                "files whose pages carry no checksums and whose digest nobody handed over, so "
                "that damage cannot be noticed (write them with checksums): {names}"
            ),
            "以下文件既无校验值、也未随附摘要，损坏时无法察觉，请在生成文件时写入校验值：{names}",
        ),
    ),
    "checked-not-used": (
        (
            "read and checked; no rule of this version uses it",
            "已读取并校验；本版本没有规则使用该文件",
        ),
        (
            "read and checked, and not paid: the plan says adjustments: ignore ({origin})",
            "已读取并校验，但不发放：方案规定不计调整（{origin}）",
        ),
    ),
    "calendar-without-days": (
        (
            "names no holiday of {year}, and some of {other_year}",
            "未列出{year}年的节假日，只列有{other_year}年的节假日",
        ),
    ),
    "roster-replaced": (
        (
            "not the roster that the import derived: rows then {then}, rows now {now}",
            "不是导入时生成的花名册：当时{then}行，现在{now}行",
        ),
    ),
}
_TARGETS: Mapping[str, Said] = {
    "unknown-measure": (
        (
            "rows for measures that the plan does not have: {rows_by_name}",
            "方案中没有以下指标：{rows_by_name}",
        ),
    ),
    "no-target": (
        (
            "agents without this target, so that what reads it is missing: {count}",
            "没有该目标值、相关项按缺失处理的人员：{count}人",
        ),
    ),
    "target-not-positive": (
        (
            (
                "agents whose target is not above zero, so that an attainment of it is missing: "
                "{count}"
            ),
            "目标值不大于零、无法计算达成率的人员：{count}人",
        ),
    ),
    "target-for-nobody": (
        (
            "targets for nobody in the plan: {count}, of {places}",
            "方案内无人适用的目标值：{count}个，其中有{places}",
        ),
        ("targets for nobody in the plan: {count}", "方案内无人适用的目标值：{count}个"),
    ),
    "promise-not-asked": (
        (
            (
                "rows that promise a time to a class of interactions, which no plan asks for: "
                "{count}"
            ),
            "对某类服务承诺时限、但没有方案使用的数据：{count}行",
        ),
    ),
}
_GIVEN: Mapping[str, Said] = {
    "given-not-in-plan": (
        ("rows for agents not in the plan: {count}", "方案外人员的数据：{count}行"),
    ),
    "given-not-asked": (
        (
            "rows with a name that no measure of the plan asks for: {count}",
            "名称未被方案任何指标使用的数据：{count}行",
        ),
    ),
    "result-not-asked": (
        (
            "results that no measure of the plan asks for: {count}",
            "方案没有指标使用的经营结果：{count}个",
        ),
    ),
    "no-result": (
        (
            "agents without this result, so that the value is missing: {count}",
            "没有该经营结果、数值按缺失处理的人员：{count}人",
        ),
    ),
    "result-for-nobody": (
        (
            "{count} row{s} for a {level} of nobody in the plan: {quoted}",
            "{count}行数据的{level}在方案内没有人员：{quoted}",
        ),
    ),
    "event-not-in-plan": (
        ("events of agents not in the plan: {count}", "方案外人员的事件：{count}项"),
    ),
    "event-out-of-time": (
        (
            "events of days that no ledger of the plan looks at: {count}",
            "日期不在任何事件指标统计范围内的事件：{count}项",
        ),
    ),
    "event-not-counted": (
        (
            "events of categories that no ledger of the plan counts on their days: {count}",
            "类别在当日未被任何事件指标计入的事件：{count}项",
        ),
    ),
}
DATA: Mapping[str, Said] = {**_ROWS, **_FILES, **_TARGETS, **_GIVEN}
