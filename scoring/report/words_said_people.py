"""What findings say of people, their values, tiers and awards, and of runs: as stored, Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.report.words_said_data import Said

_ROSTER: Mapping[str, Said] = {
    "not-in-plan": (
        ("agents without a roster row in the period: {count}", "本期在花名册中没有记录：{count}人"),
        ("agents not employed on any day of the period: {count}", "本期没有在职日：{count}人"),
        ("agents outside of the plan's applies_to: {count}", "不在方案适用范围内：{count}人"),
        (
            ("agents outside of what the company's file says that the plan covers: {count}"),
            "不在公司文件规定的方案覆盖范围内：{count}人",
        ),
        (
            "agents without a hire date, which service_days_min needs: {count}",
            "缺少入职日期，无法核对最低服务天数：{count}人",
        ),
        (
            "agents who served less than service_days_min: {count}",
            "未达到最低服务天数：{count}人",
        ),
    ),
    "agent-moved": (
        (
            ("agents with more than one roster row in the period, of which one holds: {count}"),
            "本期在花名册中有多行、只以其中一行为准：{count}人",
        ),
        (
            "agents with more than one stretch in the plan, each scored by itself: {count}",
            "本期在方案内有多个任职段、各段单独计分：{count}人",
        ),
    ),
    "measured-beside": (
        (
            "agents outside of the plan measured for their managers in it: {count}",
            "本人不在方案内、因主管在方案内而纳入统计：{count}人",
        ),
    ),
    "look-alike-ids": (
        (
            (
                "agent ids that differ from another one only in case or in their Unicode form: "
                "{count}"
            ),
            "与其他工号仅大小写或字符编码形式不同的工号：{count}个",
        ),
    ),
    "unknown-hire-date": (
        (
            ("agents without a hire date, which service_days_min needs, not graded: {count}"),
            "缺少入职日期，无法核对最低服务天数，不参与评级：{count}人",
        ),
    ),
    "under-no-plan": (
        (
            "agents employed in {period} and under no plan that is run: {count}: {names}",
            "{period}在职、但未被任何运行的方案覆盖：{count}人（{names}）",
        ),
        (
            "agents employed in {period} and under no plan that is run: {count}",
            "{period}在职、但未被任何运行的方案覆盖：{count}人",
        ),
    ),
}
_LITTLE = (
    ("one agent alone has facts, and its value stays what it is", "只有一人有数据，其数值不作调整"),
    (
        (
            "nobody has two facts, so that nothing tells agents from chance: the mean stands for "
            "each agent"
        ),
        "没有人有两条数据，无法区分个人差异与偶然波动，每人均取平均值",
    ),
    (
        "agents differ no more than chance makes them: the mean stands for each agent",
        "人员之间的差异不超过偶然波动，每人均取平均值",
    ),
    (
        "agents hardly differ: the mean is held at 9,999 facts, the most it may be worth",
        "人员之间几乎没有差异，平均值的权重取上限（相当于9,999条数据）",
    ),
    (
        (
            "agents differ, and their facts hardly: the mean is held at 1/9 of a fact, the least "
            "it may be worth"
        ),
        "人员之间有差异而各自的数据几乎一致，平均值的权重取下限（相当于1/9条数据）",
    ),
)
_AMONG = ("{level} {groups} ({count} of {of}): ", "{level}{groups}（{of}个中的{count}个）：")
_VALUES: Mapping[str, Said] = {
    "below-volume": (
        (
            ("agents with fewer facts than volume_min, so that the value is missing: {count}"),
            "数据少于最低条数、数值按缺失处理：{count}人",
        ),
    ),
    "prior": (
        *_LITTLE,
        *((f"{_AMONG[0]}{en}", f"{_AMONG[1]}{zh}") for en, zh in _LITTLE),
        (
            "nobody has facts enough for a value, so that there is nothing to draw toward",
            "没有人的数据足以算出数值，因而没有可用的先验值",
        ),
    ),
    "no-prior": (
        (
            "agents without a value, as the run before has no prior for them: {count}",
            "上期运行没有其先验值、因而没有数值：{count}人",
        ),
    ),
    "no-anchor": (
        (
            "agents without it in an earlier run, so that what reads it is missing: {count}",
            "上期运行没有该参照值、相关项按缺失处理：{count}人",
        ),
    ),
    "crossed-anchors": (
        (
            "agents whose anchors are not in order, {order} (line {line}): {count}",
            "参照值不符合顺序 {order}（方案第{line}行）：{count}人",
        ),
    ),
    "begins-at-zero": (
        (
            "{count} agent{s} not in the run of {period}, so that what is so far begins at 0",
            "{count}人不在{period}的运行中，累计值从0开始",
        ),
    ),
    "unknown-so-far": (
        (
            "{count} agent{s} of whom it is not known in the run of {period} what is so far",
            "{count}人在{period}的运行中累计值未知",
        ),
        (
            "{count} agent{s} of whom it is not known before {period} what is so far",
            "{count}人在{period}之前的累计值未知",
        ),
    ),
    "no-earlier-run": (
        (
            "the plan asks who improved in {name}, and no earlier run is named (--previous)",
            "方案要求比较“{name}”较上期的改善，但未用 --previous 指定上期运行",
        ),
        (
            "the plan asks for the earlier {name}, and no earlier run is named (--previous)",
            "方案要求上期的“{name}”，但未用 --previous 指定上期运行",
        ),
    ),
    "no-earlier-value": (
        (
            "agents whose {name} in the earlier run is not known: {count}",
            "上期运行中“{name}”未知：{count}人",
        ),
    ),
}
_STANDING: Mapping[str, Said] = {
    "tier-excluded": (("agents shown and not graded: {count}", "只列示、不参与评级：{count}人"),),
    "small-groups": (
        (
            (
                "groups with fewer than {least} agents to grade: {count}; agents in the group "
                "that they form together: {pooled}; agents graded outside of the distribution: "
                "{outside}"
            ),
            "参评不足{least}人的分组：{count}个；合并为一组评级：{pooled}人；不按分布评级：{outside}人",
        ),
    ),
    "tiers-forced": (
        (
            "as distributed: {tiers}; by the score alone they would be {alone}",
            "按分布评级：{tiers}；如仅按得分评级：{alone}",
        ),
        ("as distributed: {tiers}", "按分布评级：{tiers}"),
    ),
    "too-few-candidates": (
        (
            "groups with fewer than {least} candidates, where nobody is honoured: {count}",
            "候选人不足{least}人、不评奖的分组：{count}个",
        ),
    ),
    "cool-down": (
        (
            "agents who are not in the race, as they have won it lately: {count}",
            "近期已获此奖、本期不参评：{count}人",
        ),
    ),
    "over-budget": (
        (
            "the winners come to {sum} in all, and the budget is {budget}: every amount is cut",
            "获奖金额合计{sum}，超出预算{budget}，各项金额按预算折减",
        ),
    ),
}
_RUNS: Mapping[str, Said] = {
    "previous": (
        (
            (
                "run {run} for {period}, plan version {version}: agents of this run with a score "
                "there: {count} of {of}"
            ),
            "{period}的运行 {run}，方案版本 {version}：本次{of}人中有{count}人在其中有得分",
        ),
        ("measures that it does not have: {names}", "上期运行中没有的指标：{names}"),
        (
            "nothing in the plan looks back, so that it changes no figure",
            "方案不使用上期数据，不影响任何数值",
        ),
    ),
    "period-already-run": (
        (
            "run {run} published {period} before and stays as it is; rows of it here: {count}",
            "运行 {run} 此前已发布{period}的结果，保持不变；本次数据中属于该期间的有{count}条",
        ),
        (
            "run {run} cannot be read, so nobody knows whether its rows are counted: {count}",
            "运行 {run} 无法读取，不能确定其数据是否已计入：{count}条",
        ),
    ),
    "plan-skipped": (
        ("its first version begins on {day}", "其首个版本自{day}起生效"),
        ("its last version ended on {day}", "其最后一个版本已于{day}失效"),
        (
            "its cycle is a {cycle}, and {period} is a {other_cycle}",
            "其考核周期为{cycle}，而{period}为{other_cycle}",
        ),
    ),
    "version-changes": (
        (
            (
                "the version of {day} holds for all of {period}; another version takes over on "
                "{other_day}"
            ),
            "{period}全期适用{day}所在的版本；另一版本自{other_day}起生效",
        ),
    ),
}
PEOPLE: Mapping[str, Said] = {**_ROSTER, **_VALUES, **_STANDING, **_RUNS}
