"""Words that say where on its curve a number lies, and what that makes of points."""

from __future__ import annotations

from collections.abc import Mapping

CURVES: Mapping[str, tuple[str, str]] = {
    # What is read.
    "reads_value": ("value {said}", "实际值{said}"),
    "reads_attainment": ("attainment {x}: {said}", "达成率{x}：{said}"),
    "reads_unbounded": ("attainment {said}", "达成率{said}"),
    "reads_percentile": ("percentile {x}: {said}", "百分位{x}：{said}"),
    "reads_rank": ("rank {x} among others: {said}", "名次{x}：{said}"),
    "reads_z_score": (
        "{x} standard deviations above the mean: {said}",
        "高于均值{x}个标准差：{said}",
    ),
    "reads_min_max": (
        "{x} from the worst (0) to the best (100): {said}",
        "由最差（0）至最好（100）为{x}：{said}",
    ),
    # Tables: an edge belongs to the band above it, or to the one below.
    "band_first_upper": ("under {high}", "不足{high}"),
    "band_upper": ("from {low}, under {high}", "{low}至不足{high}"),
    "band_last_upper": ("from {low}", "{low}及以上"),
    "band_first_lower": ("up to {high}", "{high}及以下"),
    "band_lower": ("above {low}, up to {high}", "高于{low}、至{high}"),
    "band_last_lower": ("above {low}", "高于{low}"),
    # Lines, and amounts that bands carry.
    "turn_at": ("exactly {low}", "恰为{low}"),
    "turn_before": ("below {high}", "低于{high}"),
    "turn_beyond": ("above {low}", "高于{low}"),
    "turn_between": (
        "between {low} ({first} points) and {high} ({second} points)",
        "{low}（{first}分）至{high}（{second}分）",
    ),
    "drawn_on": (
        "{said}, by the line from {low} ({first} points) to {high} ({second} points)",
        "{said}，沿{low}（{first}分）至{high}（{second}分）的直线延伸",
    ),
    # Slices, each at its own rate.
    "slices_none": ("not above {high}: no slice", "未超过{high}：无分段"),
    "slices_one": ("{rate} for each 1 above {low}", "超过{low}的部分每1计{rate}分"),
    "slices_several": (
        "slice by slice, above {low} {rate} for each 1",
        "分段累计，超过{low}的部分每1计{rate}分",
    ),
    "slices_on": ("slice by slice, going on from {start}", "自{start}起分段累计"),
    # Deductions.
    "nothing_off_below": ("not below {edge}: nothing off", "未低于{edge}：不扣分"),
    "nothing_off_above": ("not above {edge}: nothing off", "未高于{edge}：不扣分"),
    "off_below": (
        "{start} points less {costs} for each {step} below {edge}",
        "{start}分起，低于{edge}{step}扣{costs}分",
    ),
    "off_above": (
        "{start} points less {costs} for each {step} above {edge}",
        "{start}分起，高于{edge}{step}扣{costs}分",
    ),
    "each_ceil": ("{every} begun", "每{every}（不足按一次计）"),
    "each_floor": ("whole {every}", "每满{every}"),
    "each_exact": ("{every}", "每{every}"),
    "off_least": ("{said}, at least {least}", "{said}，最低{least}分"),
    # Powers.
    "power_of": ("({what} / {one}) to the power {power}", "（{what}÷{one}）的{power}次方"),
    "power_what": ("value", "实际值"),
}
