"""Writes typed values as text, exactly: nothing is rounded, and no number gets an exponent.

A whole number has no decimal point, whatever type it comes in, and a moment has a fraction only
where it is not zero; so a table reads the same from a typed file as from a text that was written
of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PER_SECOND = {"s": 0, "ms": 3, "us": 6, "ns": 9}


def as_text(array: Any) -> pa.StringArray:
    """Return an Arrow array of any type as string[rows]; what is null is the empty text."""
    text = _text(array)
    if text.null_count:
        text = text.fill_null("")
    return text


def is_opaque(kind: pa.DataType) -> bool:
    """Say whether a type has no text of its own: lists, records, and bytes that may be anything."""
    return bool(pa.types.is_nested(kind) or _is_bytes(kind))


def plain(number: float | np.floating[Any]) -> str:
    """Write a number as the shortest decimal text that reads back as the same number."""
    return np.format_float_positional(number, unique=True, trim="-")


def _text(array: Any) -> Any:
    for fits, write in _WAYS:
        if fits(array.type):
            return write(array)
    return array.cast(pa.string())


def _is_bytes(kind: pa.DataType) -> bool:
    tests = ("is_binary", "is_large_binary", "is_fixed_size_binary", "is_binary_view")
    return any(getattr(pa.types, test)(kind) for test in tests)


def _is_uuid(kind: pa.DataType) -> bool:
    return isinstance(kind, pa.UuidType)


def _is_extension(kind: pa.DataType) -> bool:
    return isinstance(kind, pa.BaseExtensionType)


def _each(array: Any, write: Any) -> Any:
    written = (None if value is None else write(value) for value in array.to_pylist())
    return pa.array(written, pa.string())


def _floating(array: Any) -> Any:
    if pa.types.is_float16(array.type):
        # Arrow writes half floats with the digits of a wider type.
        return _each(array, lambda value: plain(np.float16(value)))
    return _decimal(array)


def _decimal(array: Any) -> Any:
    text = array.cast(pa.string())
    scientific = pc.match_substring_regex(text, "[0-9.][eE]").fill_null(False)
    if not pc.any(scientific).as_py():
        return text
    values = array.filter(scientific)
    if pa.types.is_floating(array.type):
        rewritten = [plain(value) for value in values.to_numpy(zero_copy_only=False)]
    else:
        rewritten = [f"{value:f}" for value in values.to_pylist()]
    return pc.replace_with_mask(text, scientific, pa.array(rewritten, pa.string()))


def _temporal(array: Any) -> Any:
    kind = array.type
    if pa.types.is_duration(kind):
        places = _PER_SECOND[kind.unit]
        return _each(array.cast(pa.int64()), lambda ticks: _seconds(ticks, places))
    if pa.types.is_interval(kind):
        return _each(array, str)
    if pa.types.is_date64(kind):
        moment = _short(array.cast(pa.int64()).cast(pa.timestamp("ms")))
        return pc.replace_substring_regex(moment, " 00:00:00$", "")
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        utc = _short(array.cast(pa.timestamp(kind.unit)))
        return pc.binary_join_element_wise(utc, "Z", "")
    return _short(array)


def _short(array: Any) -> Any:
    """Write a moment without the zeros that end its fraction, three at a time."""
    return pc.replace_substring_regex(array.cast(pa.string()), r"(\.0+|(000)+)$", "")


def _seconds(ticks: int, places: int) -> str:
    text = f"{Decimal(ticks).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_json_part)


def _json_part(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _bytes(array: Any) -> Any:
    """Read bytes as the text they mostly are; what is no UTF-8 is written in hexadecimals."""
    try:
        return array.cast(pa.string())
    except pa.ArrowInvalid:
        return _each(array, _text_or_hex)


def _text_or_hex(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return f"0x{value.hex()}"


_WAYS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[Any], Any]], ...] = (
    (_is_uuid, lambda array: _each(array, str)),
    (_is_extension, lambda array: _text(array.storage)),
    (pa.types.is_dictionary, lambda array: _text(array.dictionary_decode())),
    (pa.types.is_floating, _floating),
    (pa.types.is_decimal, _decimal),
    (pa.types.is_nested, lambda array: _each(array, _json)),
    (_is_bytes, _bytes),
    (pa.types.is_temporal, _temporal),
)
"""The first that fits a type says how its values become text; others are cast as they are."""
