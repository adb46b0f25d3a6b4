"""The words of a workbook, English beside Chinese, and how one or both languages write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from scoring.outputs.titles import Title
from scoring.plan.nodes import Label
from scoring.report.tongue import Tongue

WORDS: Mapping[str, tuple[str, str]] = {
    # sheets
    "about": ("About", "说明"),
    "ranking": ("Ranking", "排名"),
    "payouts": ("Payouts", "发放明细"),
    "findings": ("Findings", "检查发现"),
    "no_region": ("No region", "无区域"),
    "other_regions": ("Other regions", "其他区域"),
    "all": ("All", "全部"),
    # columns of the ranking
    "rank": ("Rank", "总排名"),
    "rank_in": ("Rank in group", "组内排名"),
    "agent_id": ("Agent", "工号"),
    "numbered": ("№ {number}", "№ {number}"),
    "name": ("Name", "姓名"),
    "team": ("Team", "班组"),
    "region": ("Region", "区域"),
    "role": ("Role", "岗位"),
    "manager_id": ("Manager", "主管工号"),
    "score": ("Score", "综合得分"),
    "tier": ("Tier", "等级"),
    "status": ("Status", "状态"),
    "gates": ("Gates closed", "触发的限制"),
    "points": ("{title}: points", "{title}：得分"),
    "payable": ("Payable {currency}", "应发 {currency}"),
    # what they mean
    "about_rank": (
        "place among all agents of the run, 1 for the best; empty without a score",
        "在全部员工中的名次，1 为最好；无得分则为空",
    ),
    "about_rank_in": (
        "place within the group that the plan ranks in",
        "在方案规定的排名组内的名次",
    ),
    "about_agent_id": ("the agent's id, as text", "工号，文本"),
    "about_numbered": ("a running number by rank; nobody is named", "按排名编号；不显示姓名"),
    "about_name": ("as the roster has it", "取自花名册"),
    "about_team": ("from the roster", "取自花名册"),
    "about_region": ("from the roster", "取自花名册"),
    "about_role": ("from the roster", "取自花名册"),
    "about_manager_id": ("the manager's id, from the roster", "主管工号，取自花名册"),
    "about_score": (
        "the stored score, after gates; ranks and tiers compare it exactly as it stands here",
        "存档得分，限制已生效；名次和等级按此数精确比较",
    ),
    "about_tier": (
        "the tier of the plan; its colour only repeats its letter",
        "方案等级；颜色仅为辅助",
    ),
    "about_status": (
        "ranked; vetoed: ranked and not paid; unranked: no score; held: decided later",
        "已排名；一票否决：有分无奖；未排名：无得分；暂缓评定：以后决定",
    ),
    "about_gates": (
        "conditions of the plan that capped, voided or vetoed something",
        "已触发的封顶、作废或否决条件",
    ),
    "about_points": ("weight {weight}. {why}", "权重 {weight}。{why}"),
    "about_payable": (
        "all pay lines of the agent in this currency, added up",
        "该员工此币种全部发放行之和",
    ),
    # statuses
    "ranked": ("Ranked", "已排名"),
    "vetoed": ("Vetoed", "一票否决"),
    "unranked": ("Unranked", "未排名"),
    "held": ("Held", "暂缓评定"),
    # payouts
    "line_id": ("Line id", "发放行编号"),
    "line": ("Line", "奖金项目"),
    "called": ("Called", "名称"),
    "amount": ("Amount", "金额"),
    "currency": ("Currency", "币种"),
    "pay_code": ("Pay code", "薪酬代码"),
    "cost_center": ("Cost centre", "成本中心"),
    "origin": ("Line of the plan", "方案依据"),
    "about_line_id": (
        "the same in every run of this period, plan, agent and line",
        "同一期间、方案、员工和奖金项目在每次运行中相同",
    ),
    "about_line": ("the pay line, the award or the settlement", "奖金项目、奖项或结算"),
    "about_called": ("what the plan calls it", "方案中的名称"),
    "about_amount": ("whole in the currency's minor unit", "精确到币种最小单位"),
    "about_currency": ("ISO 4217 code", "ISO 4217 代码"),
    "about_pay_code": ("the code in the payroll system", "薪酬系统中的代码"),
    "about_cost_center": ("from the roster, or the line's split", "取自花名册或奖金项目的分摊"),
    "about_origin": ("the file and line of the plan that decided it", "决定该金额的方案文件及行号"),
    "totals_run": ("Control totals of the run", "本次运行的控制合计"),
    "totals_part": (
        "Totals of these people: a part of the run, not its control totals",
        "以下人员的合计：仅为本次运行的一部分，不是控制合计",
    ),
    "lines": ("Lines", "行数"),
    "sum": ("Sum", "金额合计"),
    "hash_total": ("Hash total", "校验和"),
    "payees": ("Payees", "发放人数"),
    # findings
    "code": ("Code", "代码"),
    "kind": ("Finding", "类别"),
    "file": ("File", "文件"),
    "row": ("Row", "行"),
    "column": ("Column", "列"),
    "rule": ("Rule", "规则"),
    "rule_called": ("Rule called", "规则名称"),
    "reason": ("Reason", "原因"),
    "about_code": ("a stable word for the kind of finding", "提示种类的固定代码"),
    "about_kind": ("what findings of this code are called", "此代码的提示名称"),
    "about_file": ("the file that it is about", "所涉文件"),
    "about_row": ("the row in it; empty for the file as a whole", "所涉行；整个文件则为空"),
    "about_column": ("the column in it", "所涉列"),
    "about_rule": ("the rule that was broken or applied", "违反或适用的规则"),
    "about_rule_called": (
        "the title that the plan gives it, or what the rule is called",
        "方案中的名称或规则的名称",
    ),
    "about_reason": ("what was found", "发现的情况"),
    # about
    "plan": ("Plan", "方案"),
    "version": ("Version of the plan", "方案版本"),
    "period": ("Period", "期间"),
    "first_day": ("First day", "起始日"),
    "last_day": ("Last day", "截止日"),
    "zone": ("Time zone", "时区"),
    "run_id": ("Run", "运行编号"),
    "digest": ("Digest of the manifest", "清单摘要"),
    "versions": ("Versions", "软件版本"),
    "scope": ("In this workbook", "本工作簿包含"),
    "scope_all": ("all {count} agents of the run", "本次运行的全部 {count} 名员工"),
    "scope_part": (
        "a part of the run: the {count} people of one manager; ranks are among all agents",
        "本次运行的一部分：一名主管的 {count} 名下属；名次为全体名次",
    ),
    "nameless": (
        "Nobody is named: ids, managers, teams, roles, pay, payouts and findings are left out.",
        "不显示任何人：编号、主管、班组、岗位、金额、发放明细和检查发现均已略去。",
    ),
    "folded": (
        "Regions of fewer than five people stand together.",
        "不足五人的区域合并显示。",
    ),
    "of_whole_run": (
        "Findings and counts of input rows are about the whole run and are left out here.",
        "检查发现和输入行数涉及整个运行，此处略去。",
    ),
    "rows": ("Rows of the input", "输入行数"),
    "rows_in": ("read", "读入"),
    "rows_used": ("used", "计入"),
    "rows_excluded": ("left out", "未计入"),
    "rows_quarantined": ("set aside", "隔离"),
    "by_region": ("By region", "按区域"),
    "agents": ("Agents", "人数"),
    "scored": ("With a score", "有得分人数"),
    "mean": ("Mean score", "平均得分"),
    "median": ("Median score", "得分中位数"),
    "too_few": ("fewer than 5", "不足 5 人"),
    "sheets": ("Sheets", "工作表"),
    "sheet_ranking": ("the agents, best first", "员工，按名次"),
    "sheet_region": ("the same of one region", "同上，仅一个区域"),
    "sheet_payouts": ("every pay line", "每一发放行"),
    "sheet_findings": ("what was found in the data", "数据中发现的情况"),
    "columns": ("Columns", "各列含义"),
    "notes": ("Notes", "备注"),
    "note_values": (
        "No cell holds a formula or a link: totals are values that were checked against the run.",
        "所有单元格均无公式和链接：合计为与运行核对过的数值。",
    ),
    "note_digits": (
        "Numbers with more than 15 digits, which a workbook would change, stand as text: {count}",
        "超过 15 位有效数字的数值以文本写出，以免被工作簿改变：{count}",
    ),
    "note_marked": (
        "Texts with characters that do not show, each here as \N{REPLACEMENT CHARACTER}: {count}",
        "含有不可见字符的文本（以 \N{REPLACEMENT CHARACTER} 显示）：{count}",
    ),
    "note_cut": (
        "Texts that were cut at what a cell holds; their length stands at the end: {count}",
        "因超出单元格长度而截断的文本，末尾注明原长：{count}",
    ),
}


class Voice(NamedTuple):
    """One language, or both, the first above the second."""

    tongues: tuple[Tongue, ...]

    def each(self, write: Callable[[Tongue], str], between: str) -> str:
        """Write something in each language, once where it is the same."""
        return between.join(dict.fromkeys(write(tongue) for tongue in self.tongues))

    def heading(self, key: str, **parts: object) -> str:
        """Write words below each other."""
        return self.each(lambda tongue: said(tongue, key, parts), "\n")

    def line(self, key: str, **parts: object) -> str:
        """Write words on one line."""
        return self.each(lambda tongue: said(tongue, key, parts), " / ")

    def sheet(self, key: str) -> str:
        """Write the name of a sheet."""
        return self.each(lambda tongue: said(tongue, key, {}), " ")

    def first(self, key: str, **parts: object) -> str:
        """Write words in the first language alone."""
        return said(self.tongues[0], key, parts)

    def titled(self, title: Title) -> str:
        """Write what a plan calls one of its pieces on one line."""
        return self.each(lambda tongue: title[tongue.language], " / ")

    def label(self, label: Label) -> str:
        """Write what a plan calls something on one line."""
        return self.each(lambda tongue: tongue.label(label), " / ")


def said(tongue: Tongue, key: str, parts: Mapping[str, object]) -> str:
    """Write words in one language, with the parts that they take put in."""
    words = WORDS[key][tongue.language == "zh"]
    return words.format(**parts) if parts else words
