"""What of the pay is paid now: what is adjusted, held, drawn and carried to other periods."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.plan.model import Plan
from scoring.plan.settlement import Adjust, Draw, Holdback, Least, Settlement
from scoring.prose.said import Said, all_of, choices, chosen, counted, say, sentences
from scoring.prose.telling import Block, Clause, amounts, called, passage, phrase

choices(
    Settlement,
    "adjustments",
    {"ignore": ("Adjustments beside the plan are not paid.", "方案外的调整不予发放。")},
)
choices(
    Settlement,
    "holdback",
    {"none": ("Nothing is held back.", "不设延期发放。")},
)
choices(
    Settlement,
    "draw",
    {"none": ("There is no draw.", "不设预支。")},
)
choices(
    Settlement,
    "negative",
    {
        "carry": (
            "A sum below zero is not taken from the pay; it is carried to the next period.",
            "合计为负的，当期不扣发，结转至下一期。",
        ),
        "pay": (
            "A sum below zero is handed to payroll as it is, which deducts it.",
            "合计为负的，照负数交付薪资系统扣除。",
        ),
        "refuse": (
            "A sum below zero ends the run: nothing is paid until it is settled otherwise.",
            "合计为负的，终止计算；另行处理前不予发放。",
        ),
    },
)
choices(
    Settlement,
    "minimum",
    {"none": ("Every sum is paid, however small.", "不设起付额。")},
)
_OWED = Said(
    "What is paid beyond what was earned is owed, and taken from what later periods earn beyond "
    "the draw.",
    "预支超过应得的部分记为欠款，由以后各期超出预支额的部分抵扣。",
)
_GIVEN = Said(
    "What is paid beyond what was earned is not owed; a sum below zero is not made up for.",
    "保底超过应得的部分无须偿还；合计为负的部分不予补足。",
)
choices(
    Holdback,
    "release_to",
    {
        "employed": (
            "Whoever is not employed on the last day of that period has forfeited it.",
            "届时期末最后一日不在职的，不再发放。",
        ),
        "everyone": (
            "Whoever is in the plan then gets it, employed to the end of the period or not.",
            "届时在方案内的员工均予发放，不论期末是否在职。",
        ),
    },
)


@passage.register
def _settlement(node: Settlement, plan: Plan) -> Iterator[Block]:
    en = (
        "Balances are carried from period to period, beginning with {first}, where all are zero; "
        "every later period continues the one right before it."
    )
    zh = "各项余额逐期结转，自 {first} 起，期初均为零；以后各期承接上一期的余额。"
    yield Clause(say(en, zh, first=node.starts), node.at("starts"))
    for key in ("adjustments", "holdback", "draw"):
        said = getattr(node, key)
        told = chosen(node, key) if isinstance(said, str) else phrase(said, plan)
        yield Clause(told, node.at(key))
    yield Clause(chosen(node, "negative"), node.at("negative"))
    told = chosen(node, "minimum") if isinstance(node.minimum, str) else phrase(node.minimum, plan)
    yield Clause(told, node.at("minimum"))
    en = "What is carried to or from another period has the pay code {code}."
    yield Clause(
        say(en, "结转款项的工资项目代码：{code}。", code=node.pay_code), node.at("pay_code")
    )


@phrase.register
def _adjust(node: Adjust, _plan: Plan) -> Said:
    en = (
        "Every adjustment of the period is paid or taken back as a line of its own, with its "
        "reason and its approver, under its own pay code or else {code}."
    )
    zh = "当期的每笔调整单独列示并注明事由和批准人；工资项目代码以该笔所列为准，未列的为 {code}。"
    return say(en, zh, code=node.pay_code)


@phrase.register
def _holdback(node: Holdback, plan: Plan) -> Said:
    titles = {line.name: line.title for line in plan.lines}
    lines = all_of([called(name, titles.get(name)) for name in node.lines])
    en = (
        "Of {lines}, the share {share} is held back, and released {n} later, under the pay code "
        "{code}; an amount of zero or below is not held."
    )
    zh = "{lines}的 {share}延期发放，{n}后发放，工资项目代码 {code}；金额不为正的不延期。"
    later = counted(node.release_after, "period", "期")
    said = say(en, zh, lines=lines, share=node.share, n=later, code=node.pay_code)
    return sentences(said, chosen(node, "release_to"))


@phrase.register
def _draw(node: Draw, _plan: Plan) -> Said:
    en = (
        "Each period pays {amount} at least, in the currency of the agent, whatever is earned, "
        "under the pay code {code}."
    )
    zh = "无论应得多少，每期至少发放 {amount}（按发薪币种），工资项目代码 {code}。"
    said = say(en, zh, amount=amounts(node.amount), code=node.pay_code)
    return sentences(said, _OWED if node.recoverable else _GIVEN)


@phrase.register
def _least(node: Least, _plan: Plan) -> Said:
    en = "A sum above zero and below {amount} is not paid; it is carried to the next period."
    zh = "合计为正但不足 {amount}的，当期不发放，结转至下一期。"
    return say(en, zh, amount=amounts(node.amount))
