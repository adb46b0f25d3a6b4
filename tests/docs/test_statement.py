"""The statement in README.md is one that the demonstration gives, line for line."""

import re

import pytest

from scoring.outputs.explain import explain

AGENT = "A0546"


def quoted(root):
    """The blocks of the README's chapter on the statement, as they are printed there."""
    text = (root / "README.md").read_text(encoding="utf-8")
    chapter = text.partition("\n## A statement, line by line\n")[2].partition("\n## ")[0]
    return re.findall(r"^```text\n(.*?)^```$", chapter, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def statement(demonstration):
    """The statement of the agent whom the demonstration itself suggests to explain."""
    assert f"plaudit explain {demonstration.run} {AGENT}\n" in demonstration.said
    return explain(demonstration.run, AGENT).to_text()


def test_the_readme_quotes_a_statement(root):
    blocks = quoted(root)
    heads = [block.partition("\n")[0] for block in blocks]
    assert heads == [
        "1. Rows to values",
        "2. Values to points",
        "3. Score, gates, tier and rank",
        "4. Pay",
    ]
    assert all(len(block.splitlines()) > 2 for block in blocks)


@pytest.mark.parametrize("number", range(4))
def test_every_quoted_line_stands_in_the_statement_in_this_order(root, statement, number):
    # The README shortens: lines may be missing between two that it quotes, and none may differ.
    block, said = quoted(root)[number].splitlines(), statement.splitlines()
    assert [line for line in block if line not in said] == []
    rest = iter(said)
    assert all(line in rest for line in block), "the lines stand there in another order"


def test_no_line_is_wider_than_a_terminal_of_a_hundred(statement):
    # Characters of Chinese take two columns; the labels hold no other wide ones.
    wide = re.compile(r"[\u2e80-\u9fff\uff00-\uff60]")
    assert all(len(line) + len(wide.findall(line)) <= 100 for line in statement.splitlines())
