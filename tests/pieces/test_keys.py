"""Keys of rows: published vectors of SipHash, a plain loop beside it, and when rows are equal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import text_column
from scoring.kernels import compiled, reference
from scoring.pieces.keys import Keying, hash_texts, key_of

MASK = 2**64 - 1


def turned(x: int, bits: int) -> int:
    return (x << bits | x >> 64 - bits) & MASK


def sip_round(v: list[int]) -> list[int]:
    a, b, c, d = v
    a, c = (a + b) & MASK, (c + d) & MASK
    b, d = turned(b, 13) ^ a, turned(d, 16) ^ c
    a = turned(a, 32)
    c, a = (c + b) & MASK, (a + d) & MASK
    b, d = turned(b, 17) ^ c, turned(d, 21) ^ a
    return [a, b, turned(c, 32), d]


def siphash(text: bytes, key: bytes) -> bytes:
    """SipHash-2-4-128 in plain integers, after the paper and the authors' reference."""
    k0, k1 = (int.from_bytes(key[i : i + 8], "little") for i in (0, 8))
    names = b"somepseudorandomlygeneratedbytes"
    a, b, c, d = (int.from_bytes(names[i : i + 8], "big") for i in (0, 8, 16, 24))
    v = [a ^ k0, b ^ k1 ^ 0xEE, c ^ k0, d ^ k1]
    padded = text + bytes(7 - len(text) % 8) + bytes([len(text) % 256])
    for i in range(0, len(padded), 8):
        word = int.from_bytes(padded[i : i + 8], "little")
        v[3] ^= word
        v = sip_round(sip_round(v))
        v[0] ^= word
    found = b""
    for which, said in ((2, 0xEE), (1, 0xDD)):
        v[which] ^= said
        for _ in range(4):
            v = sip_round(v)
        found += (v[0] ^ v[1] ^ v[2] ^ v[3]).to_bytes(8, "little")
    return found


def hashed(words: tuple[str, ...], key: bytes, kernels=reference) -> list[bytes]:
    high, low = hash_texts(words, key, kernels)
    return [
        int(b).to_bytes(8, "little") + int(a).to_bytes(8, "little")
        for a, b in zip(high, low, strict=True)
    ]


@pytest.mark.parametrize(
    ("length", "vector"),
    # From the authors' vectors of SipHash-2-4-128: bytes 0, 1, 2 … under the key 00 01 … 0f.
    [
        (0, "a3817f04ba25a8e66df67214c7550293"),
        (1, "da87c1d86b99af44347659119b22fc45"),
        (8, "3b62a9ba6258f5610f83e264f31497b4"),
    ],
)
def test_the_published_vectors_come_out(length, vector):
    text = bytes(range(length))
    for kernels in (reference, compiled):
        assert hashed((text.decode(),), bytes(range(16)), kernels) == [bytes.fromhex(vector)]
    assert siphash(text, bytes(range(16))).hex() == vector


@given(words=st.lists(st.text(max_size=40) | st.text("ab", max_size=300), max_size=30))
def test_every_text_is_hashed_as_a_plain_loop_hashes_it(words):
    key = key_of("customer_id")
    expected = [siphash(word.encode(), key) for word in words]
    assert hashed(tuple(words), key) == expected
    assert hashed(tuple(words), key, compiled) == expected


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 16, 255, 256])
def test_the_compiled_hash_is_the_same_as_plain_python(length):
    """Without numba's compiler a kernel is a function like any other, and warns of no sum."""
    text = np.arange(length, dtype=np.uint8)
    key = np.array([2**64 - 1, 2**63 + 1], np.uint64)
    found = [np.zeros(1, np.uint64) for _ in range(4)]
    begin = np.array([0, length], np.int64)
    compiled.hash_texts.function(begin, text, key, *found[:2])
    compiled.hash_texts(begin, text, key, *found[2:])
    assert [int(half[0]) for half in found[:2]] == [int(half[0]) for half in found[2:]]
    assert int(found[1][0]).to_bytes(8, "little") == siphash(text.tobytes(), key.tobytes())[:8]


def test_many_texts_are_hashed_as_few_are():
    words = tuple(f"customer {i}" * (1 + i % 3) for i in range(20_000))
    high, low = hash_texts(words, key_of("customer_id"), reference)
    own = hash_texts(words[12_345:12_346], key_of("customer_id"), reference)
    assert (high[12_345], low[12_345]) == (own[0][0], own[1][0])
    assert len({*zip(high.tolist(), low.tolist(), strict=True)}) == 20_000


def keys_of(by, **columns):
    rows = len(next(iter(columns.values())))
    found = Keying().keys(by, {n: text_column(items) for n, items in columns.items()}, rows)
    return list(zip(found.high.tolist(), found.low.tolist(), found.known.tolist(), strict=True))


def test_rows_with_equal_texts_have_equal_keys_whatever_batch_they_came_in():
    both = ("customer_id", "category")
    one = keys_of(both, customer_id=["a", "b", "a"], category=["x", "x", "x"])
    other = keys_of(both, customer_id=["zz", "a"], category=["y", "x"])
    assert one[0] == one[2] == other[1]
    assert len({*one, *other}) == 3
    assert keys_of(both[::-1], customer_id=["a"], category=["x"]) == [one[0]]


def test_texts_that_change_columns_or_run_together_have_other_keys():
    rows = {"customer_id": ["a", "x", "ab", "a", ""], "category": ["x", "a", "c", "bc", "ax"]}
    assert len(set(keys_of(("customer_id", "category"), **rows))) == 5
    alike = {"customer_id": ["a", "b"], "category": ["a", "b"]}  # no text cancels its own twin
    assert len(set(keys_of(("customer_id", "category"), **alike))) == 2


def test_a_null_or_a_column_that_is_not_there_makes_no_key():
    both = ("customer_id", "category")
    found = keys_of(both, customer_id=["a", None, "a", None], category=["x", "x", None, None])
    assert [known for *_, known in found] == [True, False, False, False]
    assert [known for *_, known in keys_of(both, customer_id=["a"])] == [False]


def test_words_that_come_again_are_not_hashed_again(monkeypatch):
    keying, column = Keying(), text_column(["a", "b"])
    first = keying.keys(("customer_id",), {"customer_id": column}, 2)
    monkeypatch.setattr("scoring.pieces.keys.hash_texts", None)
    again = keying.keys(("customer_id",), {"customer_id": column}, 2)
    assert np.array_equal(first.high, again.high)
    with pytest.raises(TypeError):  # other words are, even where they are as many
        keying.keys(("customer_id",), {"customer_id": text_column(["a", "c"])}, 2)
