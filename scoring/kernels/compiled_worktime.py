"""Working time, compiled: the twin of `reference.open_seconds`, to the bit."""

# ruff: noqa: ANN001, ANN201, D103
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

from numba import njit, types

_MICROSECONDS = 1_000_000
_BUCKET_BITS = 32


def _read(kind: Any, dimensions: int = 1) -> Any:
    return types.Array(kind, dimensions, "C", readonly=True)


_T = types.boolean
_INTS, _INT32S, _BOOLS = _read(types.int64), _read(types.int32), _read(types.boolean)
_INTS_OUT = types.Array(types.int64, 1, "C")
_TABLE, _INT32_TABLE = _read(types.int64, 2), _read(types.int32, 2)


def _kernel(*signatures: Any) -> Any:
    return njit(list(signatures), nogil=True, cache=True, fastmath=False, error_model="python")


@_kernel(_T(_INTS, _INTS, _BOOLS, _INT32S, _TABLE, _INT32_TABLE, _INTS_OUT))
def open_seconds(start_us, end_us, counted, calendar, interval, bucket, out):
    well = True
    origin, limit = interval[0, 0], bucket.shape[1] << _BUCKET_BITS
    alike = calendar.size == 1
    for i in range(out.size):
        out[i] = 0
        if not counted[i]:
            continue
        start, end = start_us[i], end_us[i]
        # Where a difference wraps, it is negative or far beyond the last bucket.
        from_start, from_end = start - origin, end - origin
        if not ((0 <= from_start < limit) & (0 <= from_end < limit)):
            well = False
            continue
        whose = calendar[0] if alike else calendar[i]
        a = bucket[whose, from_start >> _BUCKET_BITS]
        while interval[a + 1, 0] <= start:
            a += 1
        b = bucket[whose, from_end >> _BUCKET_BITS]
        while interval[b + 1, 0] <= end:
            b += 1
        passed = interval[b, 2] - interval[a, 2]
        passed += min(end, interval[b, 1]) - interval[b, 0]
        passed -= min(start, interval[a, 1]) - interval[a, 0]
        out[i] = passed // _MICROSECONDS
    return well
