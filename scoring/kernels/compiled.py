"""The arithmetic over rows, compiled: a twin of every function in `reference`, to the bit.

All of it stands in this one file, since what is kept of a compilation is only as good as the
text that it is keyed by. Kernels are serial and let other threads run; whoever wants several
cores calls them from several threads. Inputs are declared read-only, as Arrow's buffers are.
What a function does is said at its twin.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from scoring.kernels.cache import Kernels

_MICROSECONDS = 1_000_000
_INT64_MAX = 2**63 - 1
_COUNTS = 1
_BUCKET_BITS = 32


def _read(kind: Any, dimensions: int = 1) -> Any:
    return types.Array(kind, dimensions, "C", readonly=True)


_VOID, _N, _F, _T = types.void, types.int64, types.float64, types.boolean
_INTS, _INT8S, _INT32S = _read(types.int64), _read(types.int8), _read(types.int32)
_DOUBLES, _BYTES, _BOOLS = _read(types.float64), _read(types.uint8), _read(types.boolean)
_INTS_OUT, _INT8S_OUT, _BOOLS_OUT = types.int64[::1], types.int8[::1], types.boolean[::1]
_TABLE, _INT32_TABLE = _read(types.int64, 2), _read(types.int32, 2)
_TABLE_OUT, _COUNTS_OUT = types.int64[:, ::1], types.int32[:, ::1]
_INT32S_OUT, _WORDS, _WORDS_OUT = types.int32[::1], _read(types.uint64), types.uint64[::1]
KERNELS = Kernels(__file__)
_kernel = KERNELS.kernel


@_kernel(_VOID(_BYTES, _N, _BOOLS_OUT), _VOID(_BYTES, _N, _INTS_OUT))
def unpack(bits, offset, out):
    whole = out.size >> 3 if offset & 7 == 0 else 0
    for k in range(whole):  # eight at a time, where they begin with a byte
        byte = bits[(offset >> 3) + k]
        for j in range(8):
            out[8 * k + j] = (byte >> j) & 1
    for i in range(8 * whole, out.size):
        at = offset + i
        out[i] = (bits[at >> 3] >> (at & 7)) & 1


@_kernel(_T(_INTS, _BOOLS, _N, _INTS_OUT))
def narrow_decimals(words, known, factor, out):
    limit = _INT64_MAX // factor
    well = True
    for i in range(out.size):
        low, high = words[2 * i], words[2 * i + 1]
        fits = (high == low >> 63) & (low >= -limit) & (low <= limit)
        out[i] = low * factor if known[i] & fits else 0
        well &= fits | (not known[i])
    return well


@_kernel(_T(_DOUBLES, _BOOLS, _F, _INTS_OUT))
def whole_doubles(value, known, scale, out):
    well = True
    for i in range(out.size):
        units = np.rint(value[i] * scale)
        enters = (abs(units) <= 1e15) & (units / scale == value[i])
        out[i] = np.int64(units) if known[i] & enters else 0
        well &= enters | (not known[i])
    return well


@_kernel(_T(_INTS, _BOOLS, _N, _N))
def all_within(value, known, low, high):
    well = True
    for i in range(value.size):
        well &= (not known[i]) | ((value[i] >= low) & (value[i] <= high))
    return well


@_kernel(_T(_INTS, _INTS, _BOOLS))
def all_in_order(earlier, later, both_known):
    well = True
    for i in range(later.size):
        well &= (not both_known[i]) | (later[i] >= earlier[i])
    return well


@_kernel(_T(_INTS))
def increases(value):
    well = True
    for i in range(1, value.size):
        well &= value[i] > value[i - 1]
    return well


@_kernel(_T(_INT32S, _BYTES))
def texts_increase(begin, data):
    for i in range(1, begin.size - 1):
        a, b, end = begin[i - 1], begin[i], begin[i + 1]
        j = 0
        while b + j < end and a + j < b and data[a + j] == data[b + j]:
            j += 1
        if b + j >= end or (a + j < b and data[a + j] > data[b + j]):
            return False
    return True


@_kernel(_T(_INT32S, _BYTES, _N))
def texts_are_plain(begin, data, longest):
    well = True
    for i in range(begin.size - 1):
        size = begin[i + 1] - begin[i]
        well &= (size > 0) & (size <= longest)
    for j in range(begin[0], begin[-1]):
        well &= (data[j] > 0x20) & (data[j] < 0x7F)
    return well


@_kernel(_VOID(_INTS, _INTS, _INTS_OUT))
def elapsed_seconds(start_us, end_us, out):
    for i in range(out.size):
        took = end_us[i] - start_us[i]
        whole = took // _MICROSECONDS
        out[i] = whole


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


@_kernel(_VOID(_INTS, _INTS, _INTS, _INTS, _BOOLS_OUT))
def inside(stamp_us, start_us, end_us, agent, out):
    if start_us.size == 1:
        start, end = start_us[0], end_us[0]
        for i in range(out.size):
            out[i] = (stamp_us[i] >= start) & (stamp_us[i] < end)
        return
    for i in range(out.size):
        whose = agent[i]
        out[i] = (stamp_us[i] >= start_us[whose]) & (stamp_us[i] < end_us[whose])


@_kernel(_VOID(_INTS, _BOOLS, _INTS, _INTS_OUT))
def spans(stamp_us, known, edge_us, out):
    last = edge_us.size - 1
    span = -1  # rows often come in the order of time: most lie where the one before them lay
    for i in range(out.size):
        if not known[i]:
            out[i] = -1
            continue
        at = stamp_us[i]
        if not ((span < 0 or at >= edge_us[span]) and (span == last or at < edge_us[span + 1])):
            low, high = 0, last + 1
            while low < high:
                middle = (low + high) >> 1
                if edge_us[middle] <= at:
                    low = middle + 1
                else:
                    high = middle
            span = low - 1
        out[i] = span


@_kernel(_VOID(_INTS, _BOOLS, _BOOLS, _BOOLS_OUT))
def looked_up(code, known, table, out):
    if table.size == 0:
        out[:] = False
        return
    for i in range(out.size):
        out[i] = known[i] and table[code[i]]


@_kernel(_VOID(_INTS, _BOOLS, _INTS, _N, _INTS_OUT))
def translated(code, known, table, otherwise, out):
    for i in range(out.size):
        out[i] = table[code[i]] if known[i] else otherwise


@_kernel(_VOID(_INTS, _INTS, _BOOLS, _INTS, _INT8S_OUT))
def kept_within(took_s, by, by_known, owed_s, code):
    unknown = owed_s.size - 1
    for i in range(code.size):
        which = by[i] if by_known[i] else unknown
        code[i] = took_s[i] <= owed_s[which]


@_kernel(_VOID(_BOOLS, _N, _INT8S_OUT))
def leave_out(stays, reason, code):
    out = np.int8(reason)
    for i in range(code.size):
        code[i] = code[i] if stays[i] else out


@_kernel(_VOID(_BOOLS, _N, _INT8S_OUT))
def take_out(leaves, reason, code):
    out = np.int8(reason)
    for i in range(code.size):
        code[i] = out if leaves[i] & (code[i] <= _COUNTS) else code[i]


@_kernel(_VOID(_INT8S, _INT8S_OUT))
def overrule(ruling, code):
    for i in range(code.size):
        code[i] = ruling[i] if ruling[i] != 0 else code[i]


@_kernel(_VOID(_INT8S, _BOOLS_OUT))
def note_used(code, used):
    for i in range(code.size):
        used[i] |= code[i] <= _COUNTS


@_kernel(_VOID(_INTS, _BOOLS, _BOOLS, _BOOLS, _INTS_OUT))
def became(agent, used, in_period, dated, out):
    for i in range(out.size):
        if agent[i] < 0:
            out[i] = 1 if agent[i] == -1 else 2
        elif used[i]:
            out[i] = 0
        elif not dated[i]:
            out[i] = 3
        else:
            out[i] = 5 if in_period[i] else 4


@_kernel(_VOID(_INTS, _INT8S, _COUNTS_OUT), _VOID(_INTS, _INT8S, _TABLE_OUT))
def group_count(agent, code, counts):
    for i in range(agent.size):
        counts[code[i], agent[i]] += 1


@_kernel(_VOID(_INTS, _INTS, _TABLE_OUT))
def count_cells(row, column, counts):
    for i in range(row.size):
        counts[row[i], column[i]] += 1


@_kernel(_VOID(_INTS, _INTS, _INTS, _INTS, _BOOLS_OUT))
def mark(agent, stamp_us, start_us, end_us, met):
    for i in range(agent.size):
        whose = agent[i]
        if whose >= 0 and start_us[whose] <= stamp_us[i] < end_us[whose]:
            met[whose] = True


@_kernel(_N(_INTS, _INT8S))
def largest(value, code):
    low, high = 0, 0
    for i in range(value.size):
        x = value[i] if code[i] <= _COUNTS else 0
        low, high = min(low, x), max(high, x)
    return max(high, _INT64_MAX if low < -_INT64_MAX else -low)


@_kernel(_VOID(_INTS, _INTS, _INT8S, _INTS_OUT))
def group_sum(agent, value, code, total):
    for i in range(agent.size):
        if code[i] <= _COUNTS:
            total[agent[i]] += value[i]


@_kernel(_N(_INTS, _INTS, _INT8S, _N, _INTS_OUT, _INTS_OUT))
def collect(agent, value, code, at, agents, values):
    for i in range(agent.size):
        if code[i] <= _COUNTS:
            agents[at], values[at] = agent[i], value[i]
            at += 1
    return at


@_kernel(
    _VOID(_INTS, _INTS, _INTS_OUT, _INT32S_OUT),
    _VOID(_INTS, _INTS, _INTS_OUT, _INTS_OUT),
)
def order_by_agent(agent, value, first, out):
    first[:] = 0
    for i in range(agent.size):
        first[agent[i] + 1] += 1
    for a in range(1, first.size):
        first[a] += first[a - 1]
    at = first[:-1].copy()
    for i in range(agent.size):
        place = at[agent[i]]
        out[place] = value[i]
        at[agent[i]] = place + 1


@_kernel(_VOID(_INTS, _INT32S, _INTS_OUT, _INTS_OUT), _VOID(_INTS, _INTS, _INTS_OUT, _INTS_OUT))
def gather(first, values, at, out):
    for a in range(at.size):
        place = at[a] - first[a]
        for i in range(first[a], first[a + 1]):
            out[place + i] = values[i]
        at[a] += first[a + 1] - first[a]


@_kernel(_VOID(_INTS, _INTS, _INTS, _INTS_OUT))
def select(values, end, rank, out):
    # Halve the span in which the value lies, count, and keep what lies in it: two loops without
    # a branch that a processor would guess wrongly half of the time.
    room = np.empty(0, np.int64)
    begin = 0
    for a in range(end.size):
        left, wanted = end[a] - begin, rank[a]
        out[a] = 0
        if wanted > 0:
            if room.size < left:
                room = np.empty(2 * left, np.int64)
            low = high = values[begin]
            for i in range(left):
                x = values[begin + i]
                room[i] = x
                low, high = min(low, x), max(high, x)
            while low < high:
                middle = (low & high) + ((low ^ high) >> 1)  # of any two, and nothing is carried
                reached = 0
                for i in range(left):
                    reached += 1 if room[i] <= middle else 0
                below = reached >= wanted
                kept = 0
                for i in range(left):
                    x = room[i]
                    room[kept] = x
                    kept += 1 if (x <= middle) == below else 0
                left = kept
                if below:
                    high = middle
                else:
                    low = middle + 1
                    wanted -= reached
            out[a] = low
        begin = end[a]


@_kernel(_VOID(_INTS, _BYTES, _WORDS, _WORDS_OUT, _WORDS_OUT))
def hash_texts(begin, data, key, high, low):
    # 64 bits are added in two halves, so that plain Python, which would complain of a sum that
    # wraps, gives the same; 0xEE and 0xDD part the halves of the hash, after its last word.
    half, mask = np.uint64(32), np.uint64(0xFFFFFFFF)
    for i in range(high.size):
        at, size = begin[i], begin[i + 1] - begin[i]
        whole = size >> 3
        v0, v1 = np.uint64(0x736F6D6570736575) ^ key[0], np.uint64(0x646F72616E646F83) ^ key[1]
        v2, v3 = np.uint64(0x6C7967656E657261) ^ key[0], np.uint64(0x7465646279746573) ^ key[1]
        for step in range(whole + 3):
            word, rounds = np.uint64(0), 2
            if step <= whole:
                for j in range(8 if step < whole else size & 7):
                    word |= np.uint64(data[at + 8 * step + j]) << np.uint64(8 * j)
            if step == whole:
                word |= np.uint64(size & 255) << np.uint64(56)
            elif step == whole + 1:
                v2, rounds = v2 ^ np.uint64(0xEE), 4
            elif step == whole + 2:
                low[i] = v0 ^ v1 ^ v2 ^ v3
                v1, rounds = v1 ^ np.uint64(0xDD), 4
            v3 ^= word
            for _ in range(rounds):
                a, b = (v0 & mask) + (v1 & mask), (v2 & mask) + (v3 & mask)
                v0 = ((v0 >> half) + (v1 >> half) + (a >> half)) << half | a & mask
                v2 = ((v2 >> half) + (v3 >> half) + (b >> half)) << half | b & mask
                v1 = (v1 << np.uint64(13) | v1 >> np.uint64(51)) ^ v0
                v3 = (v3 << np.uint64(16) | v3 >> np.uint64(48)) ^ v2
                v0 = v0 << half | v0 >> half
                a, b = (v2 & mask) + (v1 & mask), (v0 & mask) + (v3 & mask)
                v2 = ((v2 >> half) + (v1 >> half) + (a >> half)) << half | a & mask
                v0 = ((v0 >> half) + (v3 >> half) + (b >> half)) << half | b & mask
                v1 = (v1 << np.uint64(17) | v1 >> np.uint64(47)) ^ v2
                v3 = (v3 << np.uint64(21) | v3 >> np.uint64(43)) ^ v0
                v2 = v2 << half | v2 >> half
            v0 ^= word
        high[i] = v0 ^ v1 ^ v2 ^ v3
