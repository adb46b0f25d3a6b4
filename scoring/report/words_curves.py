"""Words that say where on its curve a number lies, and what that makes of points."""

from __future__ import annotations

from collections.abc import Mapping

CURVES: Mapping[str, tuple[str, str]] = {
    # What is read; `only` where the words behind it name the number, or it has no end.
    "reads_value": ("value {said}", "实际值{said}"),
    "reads_attainment": ("attainment {x}, {said}", "达成率{x}，{said}"),
    "only_attainment": ("attainment {said}", "达成率{said}"),
    "endless_attainment": ("attainment has no end: {gives}", "达成率没有上限，得{gives}"),
    "reads_percentile": ("percentile {x}, {said}", "百分位{x}，{said}"),
    "only_percentile": ("percentile {said}", "百分位{said}"),
    "reads_rank": ("rank {x} among others, {said}", "名次{x}，{said}"),
    "only_rank": ("rank among others {said}", "名次{said}"),
    "reads_min_max": (
        "{x} from the worst (0) to the best (100), {said}",
        "在最差（0）与最好（100）之间为{x}，{said}",
    ),
    "only_min_max": (
        "from the worst (0) to the best (100) {said}",
        "在最差（0）与最好（100）之间{said}",
    ),
    # Standard deviations: more of them is better, whichever way the measure goes.
    "reads_better": (
        "{x} standard deviations better than the mean, {said}",
        "优于均值{x}个标准差，{said}",
    ),
    "reads_better_one": (
        "1 standard deviation better than the mean, {said}",
        "优于均值1个标准差，{said}",
    ),
    "reads_worse": (
        "{x} standard deviations worse than the mean, {said}",
        "逊于均值{x}个标准差，{said}",
    ),
    "reads_worse_one": (
        "1 standard deviation worse than the mean, {said}",
        "逊于均值1个标准差，{said}",
    ),
    "reads_mean": ("at the mean, {said}", "恰在均值，{said}"),
    # Nobody to be held against.
    "reads_equal": (
        "all of the group are equal, or nobody else is there: the plan reads {x}, {said}",
        "组内数值全部相同，或仅此一人，方案按{x}计，{said}",
    ),
    "only_equal": (
        "all of the group are equal, or nobody else is there: what the plan reads is {said}",
        "组内数值全部相同，或仅此一人，方案所取的数{said}",
    ),
    # What comes of it.
    "curve_point": ("1 point", "1分"),
    "curve_points": ("{number} points", "{number}分"),
    # Tables: an edge belongs to the band above it, or to the one below.
    "band_first_upper": ("under {high}: {gives}", "低于{high}，得{gives}"),
    "band_upper": (
        "from {low} to under {high}: {gives}",
        "在{low}（含）至{high}（不含）之间，得{gives}",
    ),
    "band_last_upper": ("from {low}: {gives}", "不低于{low}，得{gives}"),
    "band_first_lower": ("up to {high}: {gives}", "不超过{high}，得{gives}"),
    "band_lower": ("above {low}, up to {high}: {gives}", "高于{low}、不超过{high}，得{gives}"),
    "band_last_lower": ("above {low}: {gives}", "高于{low}，得{gives}"),
    # Lines, and amounts that bands carry.
    "turn_at": ("exactly {low}: {gives}", "恰为{low}，得{gives}"),
    "turn_before": ("below {high}", "低于{high}"),
    "turn_beyond": ("above {low}", "高于{low}"),
    "turn_held": ("{said}: {gives}", "{said}，得{gives}"),
    "turn_between": (
        "between {low} ({first}) and {high} ({second})",
        "介于{low}（{first}）与{high}（{second}）之间",
    ),
    "drawn_on": (
        "{said}, by the line from {low} ({first}) to {high} ({second})",
        "{said}，沿{low}（{first}）至{high}（{second}）的直线延伸",
    ),
    # Slices, each at its own rate.
    "curve_percent": ("{number}%", "{number}个百分点"),
    "slices_none": ("not above {high}: 0 points", "不高于{high}，得0分"),
    "slices_one": ("{rate} for each {step} above {low}", "超过{low}的部分，每{step}计{rate}分"),
    "slices_several": (
        "slice by slice; {rate} for each {step} above {low}",
        "分段累计；超过{low}的部分，每{step}计{rate}分",
    ),
    "slices_on": ("slice by slice, going on from {start}", "自{start}起分段累计"),
    # Deductions.
    "nothing_off_below": (
        "not below {edge}: nothing off, {start}",
        "未低于{edge}，不扣分，得{start}",
    ),
    "nothing_off_above": (
        "not above {edge}: nothing off, {start}",
        "未高于{edge}，不扣分，得{start}",
    ),
    "off_below_ceil": (
        "{start} less {costs} for each {step} begun below {edge}",
        "满分{start}，低于{edge}的，每低{step}扣{costs}分（不足{step}的按{step}计）",
    ),
    "off_below_floor": (
        "{start} less {costs} for each whole {step} below {edge}",
        "满分{start}，低于{edge}的，每低满{step}扣{costs}分",
    ),
    "off_below_exact": (
        "{start} less {costs} for each {step} below {edge}, in proportion",
        "满分{start}，低于{edge}的，每低{step}扣{costs}分，按比例计",
    ),
    "off_above_ceil": (
        "{start} less {costs} for each {step} begun above {edge}",
        "满分{start}，超出{edge}的部分，每{step}扣{costs}分（不足{step}的按{step}计）",
    ),
    "off_above_floor": (
        "{start} less {costs} for each whole {step} above {edge}",
        "满分{start}，超出{edge}的部分，每满{step}扣{costs}分",
    ),
    "off_above_exact": (
        "{start} less {costs} for each {step} above {edge}, in proportion",
        "满分{start}，超出{edge}的部分，每{step}扣{costs}分，按比例计",
    ),
    "off_least": ("{said}, at least {least}", "{said}，最低{least}分"),
    # Powers, of what is read.
    "power_of": ("({what} / {one}) to the power {power}", "（{what}÷{one}）的{power}次方"),
    "power_none": ("{what} not above 0: {gives}", "{what}不高于0，得{gives}"),
    "power_value": ("value", "实际值"),
    "power_attainment": ("attainment", "达成率"),
    "power_percentile": ("percentile", "百分位"),
    "power_rank": ("rank", "名次"),
    "power_min_max": ("place from the worst to the best", "最差与最好之间的位置"),
    "power_z_score": ("standard deviations", "标准差个数"),
}
