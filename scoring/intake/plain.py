"""The check on texts: plain characters, not too many, not all blank."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pap
import pyarrow as pa
import pyarrow.compute as pc

from scoring.vocabulary import UNSAFE


def plain_text(series: Any, *, longest: int) -> Any:
    """Say for each text whether it has 1 to `longest` characters, safe and not all blank.

    Each distinct word is looked at once, since most columns hold few.
    """
    text = pa.array(series.array)
    if isinstance(text, pa.ChunkedArray):  # what pandas gives where nothing is left but nulls
        text = text.combine_chunks()
    coded = text.dictionary_encode()
    words = coded.dictionary
    length = pc.utf8_length(words)
    unsafe = pc.or_(pc.utf8_is_space(words), pc.match_substring_regex(words, UNSAFE))
    fits = pc.and_(pc.greater(length, 0), pc.less_equal(length, longest))
    safe = pc.and_(fits, pc.invert(unsafe)).to_numpy(zero_copy_only=False)
    return pd.Series(safe[coded.indices.to_numpy()], index=series.index)


def plain_text_check(longest: int) -> Any:
    """Return pandera's check for a text column of 1 to `longest` characters."""
    check = partial(plain_text, longest=longest)
    return pap.Check(check, name="plain_text", n_failure_cases=3)
