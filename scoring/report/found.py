"""What was found, as a reader of a language reads it: its heading, its rule, its sentence.

A run stores sentences in English, which never change. Here one is read by the template that made it
and written anew; a sentence that no template made stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from scoring.report.found_fields import field
from scoring.report.opened import Opened
from scoring.report.tongue import Language, Tongue
from scoring.report.words import WORDS
from scoring.report.words_rules import ANCHORS, ROW_SAID, RULES
from scoring.report.words_said_data import DATA, Said
from scoring.report.words_said_pay import PAY_SAID
from scoring.report.words_said_people import PEOPLE

SAID = {**DATA, **PEOPLE, **PAY_SAID}
"""Templates of sentences by the code of the finding."""
OF_ROWS = frozenset(
    ("quarantined", "blanked", "emptied", "filled", "filtered", "repeated", "superseded")
)
"""Codes of what was found row by row, each with the reason of whatever rule it was."""
_OF_MEASURES = frozenset(
    (
        *("below-volume", "beyond-data", "dates-not-met", "prior", "no-prior", "no-result"),
        *("result-for-nobody", "begins-at-zero", "unknown-so-far"),
        *("no-earlier-run", "no-earlier-value"),
    )
)
_OF_ANCHORS = frozenset(("no-target", "no-anchor", "target-not-positive"))
_OF_LINES = frozenset(
    (
        *("no-bonus-base", "several-currencies", "no-step-for-currency", "no-amount-for-currency"),
        *("pool-not-shared", "pool-left-over", "no-result-for-fund", "no-base-in-payroll"),
        *("no-fund-for-group", "too-few-candidates", "cool-down", "over-budget"),
    )
)
"""Codes by what their rule is a name of: a measure, an anchor of one, a pay line or an award."""
_KEPT = 4096


class Sentence(NamedTuple):
    """What a finding says, and the language that it is in."""

    text: str
    language: Language


class _Read(NamedTuple):
    """A template: how a stored sentence of it is told, and what is written for it."""

    pattern: re.Pattern[str]
    written: str


class Found:
    """What findings of a run are called and say in a language."""

    def __init__(self, opened: Opened, tongue: Tongue) -> None:
        """Take the run, whose plan has the titles, and the language."""
        self.opened, self.tongue = opened, tongue
        self._lines = {line.name for line in opened.plan.lines} | opened.titles.awards.keys()

    def heading(self, code: str) -> str:
        """Return what a kind of finding is called; its code where it has no words."""
        key = f"code_{code}"
        return self.tongue(key) if key in WORDS else code

    def rule(self, code: str, rule: str) -> str:
        """Return what a finding goes by: a piece of the plan by its title, a rule of the data.

        Args:
            code: of the finding, which tells what kind of thing its rule is.
            rule: as the run has it; it stays so where it has no other name.
        """
        titled = self._titled(code, rule)
        if titled is not None or self.tongue.language == "en":
            return titled or rule
        if code == "period-already-run":
            return field("period").write(self.tongue, rule)
        return RULES.get(rule) or self.heading(rule)

    def said(self, code: str, reason: str) -> Sentence:
        """Return what a finding says.

        Args:
            code: of the finding.
            reason: the sentence that the run has.
        """
        if self.tongue.language == "en":
            return Sentence(reason, "en")
        for pattern, written in templates(code):
            if (found := pattern.fullmatch(reason)) is not None:
                parts = {
                    name: field(name).write(self.tongue, text)
                    for name, text in found.groupdict().items()
                }
                return Sentence(written.format(**parts), self.tongue.language)
        return Sentence(reason, "en")

    def _titled(self, code: str, rule: str) -> str | None:
        """Return the title of a piece of the plan; None where the rule is no such piece."""
        titles, language = self.opened.titles, self.tongue.language
        if code in _OF_MEASURES:
            return self._measure(rule)
        if code in _OF_ANCHORS:
            name, _, word = rule.partition("/")
            title = self._measure(name)
            anchor = word if language == "en" else ANCHORS.get(word, word)
            return title and self.tongue("named", name=title, said=anchor)
        if code == "crossed-anchors":
            return titles.members[rule][language] if rule in titles.members else None
        known = code in _OF_LINES and rule in self._lines
        return titles.line(rule, language) if known else None

    def _measure(self, name: str) -> str | None:
        measures = self.opened.plan.measures
        if name == "score":
            return self.tongue("score")
        return self.tongue.label(measures[name].title) if name in measures else None


@lru_cache(maxsize=_KEPT)
def templates(code: str) -> tuple[_Read, ...]:
    """Return the templates of a kind of finding, those with most words of their own first.

    Where two fit, the one with fewer words would take words of the other for a name.
    """
    said: Said = SAID.get(code, ()) + (ROW_SAID if code in OF_ROWS else ())
    return tuple(_Read(read(en), zh) for en, zh in sorted(said, key=_own, reverse=True))


def read(template: str) -> re.Pattern[str]:
    """Return the pattern of all sentences that a template makes; each field is a group."""
    return re.compile("".join(_patterns(template)), re.DOTALL)


def _patterns(template: str) -> Iterator[str]:
    for literal, name, _, _ in Formatter().parse(template):
        yield re.escape(literal)
        if name is not None:
            yield f"(?P<{name}>{field(name).pattern})"


def _own(said: tuple[str, str]) -> int:
    return sum(len(literal) for literal, *_ in Formatter().parse(said[0]))
