"""What the pages say is what the code does."""

import re
from pathlib import Path

import click
import pytest

from scoring.cli import cli
from scoring.docs import pages
from scoring.plan.load import load_plan

ROOT = Path(__file__).resolve().parents[2]
PAGES = pages.pages(ROOT)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_is_as_the_code_makes_it(path):
    assert path.read_text(encoding="utf-8") == PAGES[path], "run `make docs` and read the change"


def test_every_command_has_help_with_an_example():
    for name, command in cli.commands.items():
        assert command.help, name
        assert f"plaudit {name}" in command.help.split("Example:")[1], name
        assert all(p.help for p in command.params if isinstance(p, click.Option)), name


def test_every_test_that_the_readme_names_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\S+?\.py)::(\w+)`", readme)
    assert len(named) >= 10
    for file, test in named:
        assert re.search(
            rf"^def {test}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE
        ), test


def test_links_between_pages_lead_somewhere():
    for page in (*PAGES, ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_links_to_headings_lead_to_one():
    headings = {page: _anchors(page) for page in PAGES}
    for page in PAGES:
        links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
        for target, anchor in links:
            other = (page.parent / target).resolve() if target else page
            assert anchor in headings[other], f"{page.name}: {target}#{anchor}"


def _anchors(page):
    """The anchors of a page's headings, as hosts of Markdown name them."""
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    found = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def test_the_annotated_plan_of_the_readme_can_be_run(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(plan: .*?)```", readme, flags=re.DOTALL)
    (tmp_path / "small.yaml").write_text(block, encoding="utf-8")
    assert load_plan(tmp_path / "small.yaml").plan == "small"
