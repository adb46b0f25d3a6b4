"""The checks on texts: plain characters, not too many, not all blank; some in a form of their own.

Each distinct word is looked at once, since most columns hold few.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import pyarrow.compute as pc

from scoring.columns import Bools
from scoring.exact.period import parse_period
from scoring.vocabulary import UNSAFE

FORMS: Mapping[str, Callable[[str], object]] = {"period": parse_period}
"""Forms that a text may have to have: what reads each, and raises ValueError where it cannot."""


def _plain_words(words: Any, longest: int) -> Bools:
    length = pc.utf8_length(words).to_numpy()
    unsafe = pc.or_(pc.utf8_is_space(words), pc.match_substring_regex(words, UNSAFE))
    plain: Bools = (length > 0) & (length <= longest) & ~unsafe.to_numpy(zero_copy_only=False)
    return plain


def good_words(
    words: Any, longest: int | None, allowed: Collection[str], form: str | None
) -> Bools:
    """Say for each word whether it passes all that may be asked of a column of text.

    Args:
        words: Arrow strings, none of them null.
        longest: characters that a text may have; None where texts are not looked at.
        allowed: the only words allowed; empty where any are.
        form: the form that a text must have; None for any.

    Returns:
        bool[words].
    """
    good = np.ones(len(words), np.bool_) if longest is None else _plain_words(words, longest)
    if allowed:
        good &= np.array([word in allowed for word in words.to_pylist()], np.bool_)
    if form:
        good &= np.array([_reads(word, form) for word in words.to_pylist()], np.bool_)
    return good


def _reads(word: str, form: str) -> bool:
    try:
        FORMS[form](word)
    except ValueError:
        return False
    return True
