"""What the tests share: the place of the material that may lie beside the project."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the project, where there is one."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the project: real exports and published cases not here")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT
