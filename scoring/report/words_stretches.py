"""Words of an agent's stretches, and of what a pool or an adjustment pays."""

from __future__ import annotations

from collections.abc import Mapping

STRETCHES: Mapping[str, tuple[str, str]] = {
    "stretches_hint": (
        (
            "Whoever moved within the period is scored stretch by stretch. Each goes into the mean "
            "with its exact score, and the mean is rounded once."
        ),
        "期内调动的员工按任职段分别计分；各段以未舍入的得分加权平均，最后舍入一次。",
    ),
    "stretch": ("Stretch", "任职段"),
    "stretch_days": ("Days", "天数"),
    "stretch_place": ("Team, region", "班组、区域"),
    "stretch_from_to": ("{number}: {first} to {last}", "{number}：{first}至{last}"),
    "stretch_number": ("Stretch {number}", "第{number}段"),
    "in_stretch": ("{title}, stretch {number}", "{title}（第{number}段）"),
    "stretch_held": ("held: a value is missing", "暂缓：缺少数据"),
    "stretch_unscored": ("no score, does not count", "没有得分，不计入"),
    "stretch_score": ("Score", "本段得分"),
    "all_stretches": ("All stretches together", "各段合并"),
    "mean_of_stretches": ("Mean of the stretches: {said}", "各段加权平均：{said}"),
    "share_of": ("{share} of {whole}", "{share}（全部份额合计{whole}）"),
    "pool_share": (
        "{line}: share {share} in a fund of {fund} shared by {members}: {amount}.",
        "{line}：奖金池{fund}，{members}人分配，本人份额{share}，分得{amount}。",
    ),
    "pool_own": (
        "{line}: share {share} in the fund: {amount}.",
        "{line}：本人份额{share}，分得{amount}。",
    ),
    "odd": (
        "Includes {unit} left over from the division.",
        "其中{unit}为尾差，按最大余数法分配。",
    ),
}
"""By key: English and Chinese; `{name}` is put in."""
