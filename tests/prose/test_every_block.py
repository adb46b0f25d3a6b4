"""Every block of the plan language has a teller, and every word that may be chosen a meaning."""

import pytest

from scoring.plan.model import Plan
from scoring.plan.words import fields_of
from scoring.prose.columns import COLUMNS, FLAGS
from scoring.prose.page import TELLERS
from scoring.prose.said import WORDS
from scoring.prose.telling import TOLD, passage, phrase
from scoring.vocabulary import INTERACTION_COLUMNS, ROSTER_COLUMNS
from tests.blocks import blocks, plain, words_at


@pytest.mark.parametrize("model", dict.fromkeys(map(plain, blocks())), ids=lambda m: m.__name__)
def test_a_block_is_told_by_somebody(model):
    # Exactly this class: one that inherits its teller would lose the keys that it adds.
    assert TELLERS
    tellers = [phrase.registry, passage.registry, TOLD]
    told = any(model in teller for teller in tellers)
    assert told, f"write a phrase or a passage for {model.__name__} in scoring/prose/"


CHOICES = [
    (model, name, words)
    for model in blocks()
    for name, field in model.model_fields.items()
    if not field.exclude and (words := words_at(field))
]


@pytest.mark.parametrize(
    ("model", "name", "words"), CHOICES, ids=[f"{m.__name__}.{n}" for m, n, _ in CHOICES]
)
def test_a_word_that_a_plan_may_choose_has_a_meaning_in_both_languages(model, name, words):
    said = next((WORDS[m, name] for m in model.__mro__ if (m, name) in WORDS), {})
    assert set(words) <= set(said), f"add to choices({model.__name__}, {name!r}, ...)"
    for word in words:
        assert said[word].en
        assert said[word].zh
    for language in ("en", "zh"):
        meanings = [getattr(said[word], language) for word in words]
        assert len(set(meanings)) == len(words), "two words that mean the same to a reader"


def test_the_walk_meets_what_is_known_to_be_there():
    names = {model.__name__ for model in blocks()}
    assert {
        "Plan",
        "Elapsed",
        "ByRegion",
        "TextTable",
        "MoneyTable",
        "MoneyLine",
        "Neutral",
    } <= names
    assert ("Conventions", "order") in {(m.__name__, n) for m, n, _ in CHOICES}
    assert ("PayLine", "cap") in {(m.__name__, n) for m, n, _ in CHOICES}
    assert "kind" not in {n for _, n, _ in CHOICES}
    assert len(fields_of(Plan)) > 10


def test_columns_have_names_that_nobody_confuses():
    assert set(INTERACTION_COLUMNS) | set(ROSTER_COLUMNS) <= set(COLUMNS)
    for language in ("en", "zh"):
        names = [getattr(said, language) for said in COLUMNS.values()]
        assert len(set(names)) == len(names)
    truths = {name for name, known in INTERACTION_COLUMNS.items() if known.kind == "boolean"}
    assert set(FLAGS) == truths
