"""Which small vocabulary words belong to, in the languages of exports, and what they stand for.

A column is known by its words where its name says nothing: `Email, Phone, Chat` is a channel
whatever it is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from scoring.importing.proposal.glossary import RATINGS, SURNAMES, TOPICS, TRUTHS, VOCABULARIES
from scoring.importing.proposal.headings import spoken

_CJK = "\u2e7f"
_STATES = frozenset({"done", "escalated", "new", "open"})


def vocabulary_of(words: Iterable[str]) -> tuple[str, float]:
    """Return the vocabulary that most of some different words belong to, and their share."""
    found: Counter[str] = Counter()
    size = 0
    for word in words:
        size += 1
        kinds = kinds_of(word)
        found.update({"status" if one in _STATES else one for one in kinds})
    if not found:
        return "", 0.0
    # What is in several vocabularies (`Medium`, `West`) speaks for the one that has the others too.
    best = max(found, key=lambda one: (found[one], one != "team"))
    return best, found[best] / size


@lru_cache(maxsize=1 << 14)
def kinds_of(word: str) -> frozenset[str]:
    """Return the vocabularies that a word belongs to."""
    plain = re.sub(r"^[0-9]+ ", "", spoken(word))
    kinds = {name for name, phrases in _vocabularies().items() if plain in phrases}
    if kinds & _STATES:
        return frozenset(kinds)
    parts = set(plain.split())
    if len(parts) <= 3:
        for name in ("channel", "priority", "shift", "region"):
            if parts & _vocabularies()[name] - {"media", "text", "post", "day", "plan", "call"}:
                kinds.add(name)
    if parts & _vocabularies()["team"] or re.search("[组队班]$|部$", plain):
        kinds.add("team")
    return frozenset(kinds)


def topical(word: str) -> bool:
    """Say whether a word is about a matter and not the name of somebody."""
    plain = spoken(word)
    if not plain.isascii() and max(plain) > _CJK:
        return any(topic in plain for topic in _topics() if topic[0] > _CJK)
    return bool(set(plain.split()) & _topics())


def chinese_name(word: str) -> bool:
    """Say whether a word is written like a Chinese name: a surname, and one or two characters."""
    return bool(re.fullmatch("[\u4e00-\u9fff]{2,3}", word)) and word[0] in SURNAMES


def truth_of(words: Iterable[str]) -> tuple[str, str] | None:
    """Return the pair of words for true and false that some different words are taken from."""
    found = set(words)
    if not found or len(found) > 2:
        return None
    for pair in TRUTHS:
        if found <= set(pair):
            return pair
    return None


def rating_of(word: str) -> str:
    """Return the rating from 1 to 5 that a word stands for, `none` for no rating, or nothing."""
    plain = spoken(word)
    for rating, phrases in _ratings().items():
        if plain in phrases:
            return rating
    return ""


@lru_cache(maxsize=1)
def _vocabularies() -> dict[str, frozenset[str]]:
    return {name: _phrases(text) for name, text in VOCABULARIES.items()}


@lru_cache(maxsize=1)
def _topics() -> frozenset[str]:
    return _phrases(TOPICS)


@lru_cache(maxsize=1)
def _ratings() -> dict[str, frozenset[str]]:
    return {rating: _phrases(text) for rating, text in RATINGS.items()}


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split("|"))
