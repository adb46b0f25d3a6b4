"""The same run gives the same bytes, whoever draws and whenever; what stands is not replaced."""

import pytest

from scoring.report import paper
from scoring.report.audience import Asked
from tests.paper import made


def _bytes(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_drawn_twice_is_the_same(both, run, tmp_path):
    again = made.paper(run, tmp_path / "again")
    assert _bytes(again) == _bytes(both)


def test_drawn_by_processes_is_the_same(both, run, tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "_ALONE", 1)
    monkeypatch.setattr(paper, "_AT_ONCE", 1)
    heard = []
    written = paper.write_papers(
        run, tmp_path / "shared", ("en", "zh"), Asked(), progress=lambda *said: heard.append(said)
    )
    assert _bytes(tmp_path / "shared") == _bytes(both)
    assert written[1:] == (10, 4, False)
    assert [count for _, count in heard] == [1, 2, 3, 4] * 2


def test_once_more_at_the_same_place_says_so(run, tmp_path):
    words = ("--lang", "zh", "--scope", "manager=m2")
    made.paper(run, tmp_path / "paper", *words)
    before = _bytes(tmp_path)
    said = made.plaudit("report", run, "--pdf", tmp_path / "paper", *words)
    assert "written before, the same again" in said
    assert _bytes(tmp_path) == before


def test_something_else_is_not_replaced(run, tmp_path):
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "mine.txt").write_text("mine")
    said = made.plaudit(
        "report", run, "--pdf", tmp_path / "paper", "--lang", "en", "--scope", "manager=m2", code=6
    )
    assert "folder-taken" in said
    assert {str(name) for name in _bytes(tmp_path)} == {"paper/mine.txt"}


@pytest.mark.parametrize("word", ["agent", "team"])
def test_identifiers_of_files_differ_and_stay(both, teams, word):
    import pypdf

    folder = both / "en" if word == "agent" else teams
    marks = [pypdf.PdfReader(path).trailer["/ID"][0] for path in folder.rglob("*.pdf")]
    assert len(set(marks)) == len(marks)
