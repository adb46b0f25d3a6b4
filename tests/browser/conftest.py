"""Sites to look at, each made once, and a browser that must stay silent."""

import pytest

from tests.browser import made
from tests.browser.chromium import MISSING, PLACE, Eyes, chromium


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """Skip all of this folder where there is no Chromium, before anything is made, in one line."""
    if PLACE is None:
        pytest.skip(MISSING)


@pytest.fixture(scope="module")
def browser():
    """Chromium, started for each file: whatever else is tested in this process is left alone."""
    with chromium() as started:
        yield started


@pytest.fixture
def eyes(browser):
    """Opens pages; fails a test at whose end a page has said, asked for or broken anything."""
    opened = Eyes(browser)
    yield opened
    opened.close()
    assert opened.heard == []


@pytest.fixture
def wary(browser):
    """Opens pages, for tests that look at what was heard themselves."""
    opened = Eyes(browser)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def large(demonstration, tmp_path_factory) -> made.Made:
    """The site of the demonstration: six hundred agents."""
    return made.site_of(tmp_path_factory.mktemp("large"), demonstration.run)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> made.Made:
    """The site of sixty agents, with an earlier month."""
    return made.small(tmp_path_factory.mktemp("small"))
