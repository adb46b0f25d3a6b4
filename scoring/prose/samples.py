"""How few facts are treated: a bound of an interval, or a value drawn toward what is usual."""

from __future__ import annotations

from scoring.plan.model import Plan
from scoring.plan.samples import EstimatedPrior, Shrinkage, StatedPrior, Wilson
from scoring.prose.said import Said, choices, chosen, say
from scoring.prose.telling import phrase

choices(
    Wilson,
    "bound",
    {
        "lower": ("lower end", "下限"),
        "upper": ("upper end", "上限"),
        "centre": ("centre", "中点"),
    },
)
choices(
    EstimatedPrior,
    "source",
    {
        "period": ("this period's facts", "本考核期数据"),
        "previous": ("the facts of the earlier run", "上期数据"),
    },
)
choices(
    EstimatedPrior,
    "among",
    {
        "all": ("all agents", "全体员工的"),
        "region": ("the agents of each region", "各地区员工的"),
        "team": ("the agents of each team", "各团队员工的"),
        "role": ("the agents of each role", "各岗位员工的"),
    },
)


@phrase.register
def _wilson(node: Wilson, _plan: Plan) -> Said:
    en = (
        "So that few facts do not pass for many, the value is the {bound} of the Wilson interval "
        "at z = {z}; the fewer the facts, the wider it is."
    )
    zh = "小样本修正：以 Wilson 区间（z = {z}）的{bound}作为指标值，样本越少，区间越宽。"
    return say(en, zh, bound=chosen(node, "bound"), z=node.z)


@phrase.register
def _shrinkage(node: Shrinkage, plan: Plan) -> Said:
    en = (
        "So that few facts do not pass for many, the value is drawn toward what is usual: (own "
        "facts added up + strength × mean) ÷ (number of facts + strength). {prior} The interval "
        "that is shown beside it, at z = {z}, decides nothing."
    )
    zh = (
        "小样本修正（向常态值收缩）：（本人数据合计 + 强度 × 均值）÷（样本数 + 强度）。{prior}"
        "旁列的区间（z = {z}）仅供参考。"
    )
    return say(en, zh, prior=phrase(node.prior, plan), z=node.z)


@phrase.register
def _stated(node: StatedPrior, _plan: Plan) -> Said:
    en = "The mean is {mean} for one fact, and it is worth {strength} facts."
    zh = "均值约定为每个样本 {mean}，强度约定为 {strength} 个样本。"
    return say(en, zh, mean=node.mean, strength=node.strength)


@phrase.register
def _estimated(node: EstimatedPrior, _plan: Plan) -> Said:
    en = (
        "Mean and strength are reckoned from {source} of {among}; where agents differ no more than "
        "by chance, each gets the mean."
    )
    zh = "均值与强度由{among}{source}估计；员工之间的差异未超出偶然范围的，均取均值。"
    return say(en, zh, source=chosen(node, "source"), among=chosen(node, "among"))
