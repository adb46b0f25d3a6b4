"""Digests of large files are taken beside other work; whatever goes wrong, nobody waits on."""

import hashlib
import os

import pytest

from scoring.intake import digests
from scoring.intake.digests import Digest


@pytest.fixture
def large(monkeypatch, tmp_path):
    """A file that counts as large, though it is small."""
    monkeypatch.setattr(digests, "LARGE", 1)
    path = tmp_path / "file"
    path.write_bytes(b"rows" * 1000)
    return path


def test_a_large_file_has_the_digest_of_its_bytes(large):
    taken = [Digest(large, 4000) for _ in range(5)]
    expected = hashlib.sha256(b"rows" * 1000).hexdigest()
    assert [digest.text for digest in taken] == [expected] * 5


@pytest.mark.parametrize("error", [OSError(5, "broken"), MemoryError()])
def test_an_error_is_raised_where_the_digest_is_asked_for(large, monkeypatch, error):
    def refuse(path):
        raise error

    monkeypatch.setattr(digests, "_sha256", refuse)
    digest = Digest(large, 4000)
    with pytest.raises(type(error)):
        _ = digest.text
    monkeypatch.undo()
    assert Digest(large, 1 << 30).text == hashlib.sha256(b"rows" * 1000).hexdigest()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_that_is_forked_off_has_a_line_of_its_own(large):
    assert Digest(large, 4000).text
    child = os.fork()
    if child == 0:  # the child says by its exit code whether it had to wait for nobody
        os._exit(0 if Digest(large, 4000).text else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
