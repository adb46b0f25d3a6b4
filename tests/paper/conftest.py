"""Paper that is made once from a month reckoned by hand, where the machine can draw Chinese."""

import shutil
import subprocess

import pytest

from tests.paper import made


def _lacking() -> str | None:
    """What this machine lacks to draw paper; None where it has everything."""
    try:
        import weasyprint  # noqa: F401 - whether it loads is the question
    except ImportError:
        return "no WeasyPrint: install the extra pdf"
    except OSError:
        return "no Pango: `make pdf-libraries` installs it"
    listed = shutil.which("fc-list")
    fonts = (
        subprocess.run([listed, ":lang=zh-cn"], capture_output=True, check=False).stdout
        if listed
        else b""
    )
    return None if fonts.strip() else "no Chinese fonts: `make pdf-libraries` installs them"


LACKING = _lacking()


@pytest.fixture(scope="session", autouse=True)
def here():
    """Skip everything in this folder where paper cannot be drawn, before anything is made."""
    if LACKING is not None:
        pytest.skip(LACKING)


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """The published run of the month."""
    return made.run_of(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="session")
def both(run, tmp_path_factory):
    """Its paper in both languages, a file for each agent."""
    out = tmp_path_factory.mktemp("both") / "paper"
    return made.paper(run, out)


@pytest.fixture(scope="session")
def teams(run, tmp_path_factory):
    """Its paper in English, a file for each team."""
    out = tmp_path_factory.mktemp("teams") / "paper"
    return made.paper(run, out, "--lang", "en", "--per", "team")
