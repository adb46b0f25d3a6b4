"""The examples on the page can be put into a data folder as they stand."""

from scoring.docs.company_page import COMPANY, company_page
from scoring.docs.dictionary import data_dictionary
from scoring.docs.yaml_files import CALENDAR, CONTROLS, yaml_pages
from scoring.intake.calendar_lint import WEEKDAYS
from scoring.intake.calendars import read_calendar
from scoring.intake.files import KEYS, TABLES
from scoring.intake.stated import read_controls
from scoring.plan.company import load_company


def test_the_calendar_of_the_page_can_be_read(tmp_path):
    path = tmp_path / "north.yaml"
    path.write_text(CALENDAR, encoding="utf-8")
    calendar = read_calendar(path, "calendars/north.yaml")
    assert [calendar.calendar, calendar.hours.sunday] == ["north", "closed"]
    assert CALENDAR in yaml_pages()


def test_the_figures_of_the_page_can_be_read(tmp_path):
    path = tmp_path / "controls.yaml"
    path.write_text(CONTROLS, encoding="utf-8")
    assert read_controls(path).tables["interactions"].rows == 52_000
    assert CONTROLS in yaml_pages()


def test_every_key_and_every_table_is_on_the_page():
    page = data_dictionary()
    days = ("holidays", "working_days", "exceptions", "breaks", "effective", "on")
    for key in (*WEEKDAYS, *days, "calendar", "from", "to", "rows", "sums"):
        assert f"`{key}`" in page
    for name in TABLES:
        assert f"## `{name}`" in page
    for key in KEYS.values():
        assert f"Its key: {', '.join(f'`{column}`' for column in key)}." in page


def test_the_company_of_the_page_can_be_read(tmp_path):
    path = tmp_path / "company.yaml"
    path.write_text(COMPANY, encoding="utf-8")
    assert load_company(path).plans[1].covers.where[0].one_of == ("supervisor",)
    assert COMPANY in company_page()
    for key in ("company", "as_of", "plans", "plan", "versions", "covers", "file", "from", "to"):
        assert f"`{key}`" in company_page()
