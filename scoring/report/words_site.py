"""Words of the pages that a site has beside its statements."""

from __future__ import annotations

from collections.abc import Mapping

_FRAME = {
    "skip": ("Skip to the content", "跳到正文"),
    "pages": ("Pages", "页面"),
    "overview": ("Overview", "总览"),
    "scorecard": ("Scorecard", "排名表"),
    "managers": ("Managers", "主管"),
    "people": ("People", "人员索引"),
    "honours": ("Honours", "荣誉榜"),
    "certificates": ("Certificates", "荣誉证书"),
    "other_language": ("中文", "English"),
    "suppressed": (
        "Groups of fewer than five people are not compared by themselves.",
        "人数不足五人的分组不单独比较。",
    ),
    "people_of": ("the people of {manager}", "{manager}所辖人员"),
    "anonymous": ("without names", "匿名"),
}
_OVERVIEW = {
    "headline": ("At a glance", "概况"),
    "agents": ("Agents", "人数"),
    "ranked": ("Ranked", "已排名"),
    "vetoed": ("Vetoed", "一票否决"),
    "held": ("Held", "暂缓评定"),
    "unranked": ("Unranked", "未排名"),
    "mean": ("Mean score", "平均分"),
    "median": ("Median score", "中位数"),
    "was": ("{figure} in {period}", "{period}：{figure}"),
    "tiers": ("Tiers", "等级分布"),
    "tiers_words": ("Agents by tier: {said}", "各等级人数：{said}"),
    "part": ("Share", "占比"),
    "pay": ("Pay", "奖金"),
    "currency": ("Currency", "币种"),
    "payees": ("Payees", "发放人数"),
    "tied": (
        "{rows} pay lines, hash total {hash}: as the manifest of the run has them.",
        "奖金共{rows}行，核对数{hash}，与运行清单一致。",
    ),
    "rows": ("Rows of the export", "数据行数"),
    "rows_in": ("read", "读入"),
    "rows_used": ("used", "计入"),
    "rows_quarantined": ("set aside", "异常数据（未计入）"),
    "rows_unattributed": ("naming no agent", "未归属员工"),
    "rows_not_in_plan": ("of agents outside of the plan", "方案外人员的数据"),
    "rows_no_stamp": ("without a date", "缺少日期"),
    "rows_outside_period": ("outside the period", "不在本期"),
    "rows_no_measure": ("that no measure uses", "无指标使用"),
    "by_region": ("By region", "分区域"),
    "without": ("none", "无"),
    "not_shown": ("not shown", "不显示"),
    "findings": ("Findings", "检查发现"),
    "finding": ("Finding", "类别"),
    "rule": ("Rule", "规则"),
    "rows_found": ("How many", "数量"),
    "said": ("What was found", "说明"),
}
_LISTS = {
    "search": ("Search", "搜索"),
    "all": ("all", "全部"),
    "clear": ("Clear", "清除"),
    "shown_of": ("{shown} of {all} shown", "显示{shown}人，共{all}人"),
    "of_all": ("{count} agents", "共{count}人"),
    "columns": ("What the columns mean", "各列说明"),
    "everybody": ("Everybody, best first", "全体排名"),
    "best": ("The best {count}", "前{count}名"),
    "team_of": ("{team}, {region}", "{region} {team}"),
    "part_of": ("{name}, part {number} of {of}", "{name}，第{number}部分（共{of}部分）"),
    "by_team": ("By region and team", "按区域、班组"),
    "split_hint": (
        "There are too many agents for one page: each team has its own.",
        "人数较多，按班组分页显示。",
    ),
    "from_to": ("{first} to {last}", "{first} 至 {last}"),
    "find_hint": (
        "In the order of agent ids: find the part that an id lies in.",
        "按工号排序，请先找到工号所在的部分。",
    ),
    "statement": ("Statement", "个人考核单"),
    "gates": ("Rules applied", "触发条款"),
}
_HELP = {
    "help_rank": ("place among all; equal scores share it", "在全体中的名次，同分同名次"),
    "help_rank_in": ("place in their own group", "在本组中的名次"),
    "help_agent": ("opens the statement", "点击打开个人考核单"),
    "help_agent_id": ("from the roster", "来自花名册"),
    "help_team": ("from the roster", "来自花名册"),
    "help_region": ("from the roster", "来自花名册"),
    "help_manager": ("from the roster", "来自花名册"),
    "help_score": (
        "the stored score, after all rules; ranks and tiers compare exactly this number",
        "门槛条款生效后的最终得分，排名与等级均以此为准",
    ),
    "help_tier": ("as the plan gives it", "按方案确定的等级"),
    "help_status": (
        "vetoed: scored and not paid; unranked: no score; held: the score waits for a value",
        "一票否决：有分无奖；未排名：无得分；暂缓评定：等待数据",
    ),
    "help_payable": ("all pay lines of this run together", "本期全部奖金项目合计"),
    "help_component": ("points of this component", "该考核项得分"),
}
_HONOURS = {
    "won_by": ("Won by", "获奖依据"),
    "no_honours": ("This run has no awards.", "本期无奖项。"),
    "certificate": ("Certificate", "荣誉证书"),
    "certificate_says": (
        "{name} is awarded the “{award}” for {period}.",
        "授予 {name} {period}“{award}”称号，特发此证。",
    ),
    "issued_by": ("Issued by", "颁发单位（盖章）"),
    "signature": ("Signature", "签字"),
}
_PAPER = {
    "papers": ("Statements on paper", "纸质考核单"),
    "papers_of": ("{files} files, {count} statements", "共{files}个文件，{count}份考核单"),
    "papers_hint": (
        "Files have names that tell nothing, so that each can be sent alone: here it says whose.",
        "文件名不含个人信息，可单独发送；本页列明每个文件的归属。",
    ),
    "file": ("File", "文件"),
    "without_team": ("without a team", "未分班组"),
}
SITE: Mapping[str, tuple[str, str]] = {
    **_FRAME,
    **_OVERVIEW,
    **_LISTS,
    **_HELP,
    **_HONOURS,
    **_PAPER,
}
