"""The words of reports, English beside Chinese: none is written in one language alone."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "quarter": ("Q{number} {year}", "{year}年第{number}季度"),
    "first_half": ("First half of {year}", "{year}年上半年"),
    "second_half": ("Second half of {year}", "{year}年下半年"),
    "year": ("{year}", "{year}年"),
}
