"""The page that explains the plan language says all of it and leads nowhere in vain."""

import re

import pytest

from scoring.cases import load_cases, run_cases
from scoring.docs.handbook import EXAMPLE_LINES, plan_language
from scoring.plan.calendars import calendars_named
from scoring.plan.lint import notices
from scoring.plan.load import load_plan
from scoring.plan.model import Plan
from scoring.plan.words import fields_of
from scoring.stages.tiers import places_in
from tests.plans import MINIMAL, RICH, changed, plan_of


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "minimal.yaml").write_text(MINIMAL, encoding="utf-8")
    (folder / "rich.yaml").write_text(RICH, encoding="utf-8")
    return plan_language([folder / "minimal.yaml", folder / "rich.yaml"])


def test_every_key_of_a_plan_is_explained(page):
    for key in fields_of(Plan):
        assert f"| `{key}`" in page


def test_every_kind_of_measure_has_a_section(page):
    over_rows = ("count", "sum", "mean", "quantile", "share", "kept", "ratio", "repeat_rate")
    for kind in (*over_rows, "given", "result", "events", "rollup", "so_far"):
        assert f"## Measure `kind: {kind}`" in page


def test_required_keys_are_marked_and_others_are_not(page):
    assert "| `volume_min` **required** |" in page
    assert "| `where` |" in page
    assert "| `period_on` **required** |" in page


def test_links_lead_to_headings(page):
    headings = re.findall(r"^## (.+)$", page, flags=re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9_ -]", "", h.lower()).replace(" ", "-") for h in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors


def test_sections_stand_once(page):
    headings = re.findall(r"^## .+$", page, flags=re.MULTILINE)
    assert len(headings) == len(set(headings))


def test_examples_are_cut_out_of_the_plans(page):
    assert "```yaml\napplies_to:\n  everyone: true\n```" in page
    assert "\n  cap: [{times_base: 2}]\n" in page
    for example in re.findall(r"```yaml\n(.*?)\n```", page.split("## Filters")[0], flags=re.DOTALL):
        assert example.count("\n") < EXAMPLE_LINES


def test_the_examples_of_ranks_and_tiers_are_part_of_a_plan(page, tmp_path):
    chapter = page.partition("\n## Ranks and tiers\n")[2].partition("\n## ")[0]
    ranking, tiers = re.findall(r"```yaml\n(.*?)\n```", chapter, flags=re.DOTALL)
    text = MINIMAL[: MINIMAL.index("tiers:")] + f"{tiers}\n{ranking}\npay: none\n"
    plan = plan_of(tmp_path, text.replace("speed}", "satisfaction}"))
    assert notices(plan) == []
    assert places_in(plan.tiers, 13) == [1, 4, 10, 12]
    assert places_in(plan.tiers, 7) == [1, 2, 6, 7]
    assert places_in(plan.tiers, 3) == [0, 1, 3, 3]


def test_the_example_of_prizes_is_part_of_a_plan(page, tmp_path):
    # The amounts that the page names are reckoned in tests/stages/test_prizes.py.
    example = next(
        e for e in re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL) if "podium" in e
    )
    plan = plan_of(tmp_path, MINIMAL + example)
    assert [(p.places, *p.amount.values()) for p in plan.awards[0].ladder] == [
        (1, 500), (2, 300), (3, 100),
    ]  # fmt: skip
    assert [told.code for told in notices(plan)] == ["budget-short"], "1400, where 1200 are paid"


def test_the_example_of_working_time_is_part_of_a_plan(page, tmp_path):
    example = page.split("## Working time")[1].split("```yaml\n")[1].split("```")[0]
    inside = "".join(f"    {line}\n" for line in example.splitlines())
    text = changed(("    of: csat\n    unit: points\n", f"{inside}    unit: min\n"))
    plan = plan_of(tmp_path, text)
    assert list(calendars_named(plan)) == ["east", "berlin"]


def test_the_example_of_repeats_is_a_plan_without_complaint(page, tmp_path):
    example = page.split("## Repeats")[1].split("```yaml\n")[1].split("```")[0]
    block = "".join(f"  {line}\n" for line in example.splitlines())
    plan = plan_of(tmp_path, changed(("components:\n", f"{block}components:\n")))
    assert [plan.measures[name].kind for name in ("repeat_problems", "solved_at_once")] == [
        "repeat_rate"
    ] * 2
    assert notices(plan) == []


def test_the_examples_of_few_facts_are_a_plan_without_complaint(page, tmp_path):
    example = page.split("## Few facts")[1].split("```yaml\n")[1].split("```")[0]
    block = "".join(f"  {line}\n" for line in example.splitlines())
    plan = plan_of(tmp_path, changed(("components:\n", f"{block}components:\n")))
    assert [plan.measures[name].adjusted.by for name in ("satisfied", "handling")] == [
        "wilson",
        "shrinkage",
    ]


@pytest.mark.parametrize(("section", "kind"), [("Ledgers", "events"), ("Rollups", "rollup")])
def test_the_examples_beside_rows_are_plans_without_complaint(page, tmp_path, section, kind):
    example = page.split(f"## {section}\n")[1].split("```yaml\n")[1].split("```")[0]
    block = "".join(f"  {line}\n" for line in example.splitlines())
    plan = plan_of(tmp_path, changed(("components:\n", f"{block}components:\n")))
    assert [m.kind for m in plan.measures.values()] == ["mean", kind]
    assert notices(plan) == []


def test_the_examples_of_what_is_so_far_are_a_plan_without_complaint(page, tmp_path):
    section = page.split("## So far\n")[1].split("\n## ")[0]
    example, openings = re.findall(r"```yaml\n(.*?)```", section, flags=re.DOTALL)
    sold = """\
  sold: {kind: given, given: sold, title: Sold, unit: CNY, better: higher, places: 2,
         volume_min: 0, missing: zero}
"""
    for opening in ("", *openings.splitlines()):
        block = sold + "".join(f"  {line}\n" for line in [*example.splitlines()])
        block += f"    {opening}\n" if opening else ""
        plan = plan_of(tmp_path, changed(("components:\n", f"{block}components:\n")))
        assert plan.measures["sold_before"].of == "sold"
        assert notices(plan) == []


def test_the_example_of_cases_comes_out(page, tmp_path, root):
    # By hand: (92 x 0.3 + 90 x 0.2 + 80 x 0.1) / 0.6 = 89.33; 300000 x 0.3 x 15 / 31 = 43548.39.
    path = tmp_path / "plan.cases.yaml"
    path.write_text(page.split("## Cases")[1].split("```yaml\n")[1].split("```")[0])
    plan = load_plan(root / "rules" / "aftersales-monthly.yaml")
    assert [p for outcome in run_cases(plan, load_cases(path)) for p in outcome.problems] == []


def test_the_page_in_the_tree_is_the_one_made_from_the_model(root):
    plans = sorted(p for p in (root / "rules").glob("*.yaml") if not p.stem.endswith(".cases"))
    written = (root / "rules" / "README.md").read_text(encoding="utf-8")
    assert written == plan_language(plans), "run `make docs`"


def test_no_word_of_the_machinery_comes_through(page):
    assert not re.search(r"pydantic|Annotated|NoneType|Literal|Decimal\(|tuple", page)
