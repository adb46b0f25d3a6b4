"""What can be asked of paper: whose, by what names, with awards; and what is refused."""

import sys

import pypdf
import pytest

from scoring.report import press
from tests.paper import made

DEJAVU = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{dir}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def test_a_manager_gets_only_the_own_people(run, tmp_path):
    out = made.paper(run, tmp_path / "paper", "--lang", "en", "--scope", "manager=m2")
    (path,) = made.files(out)
    assert "62.50" in made.text(path)
    assert not (out / "certificates.pdf").exists()  # the winner has another manager


def test_nobody_is_named_where_that_is_asked(run, tmp_path):
    out = made.paper(run, tmp_path / "paper", "--lang", "en", "--anonymous")
    said = " ".join(map(made.text, out.rglob("*.pdf")))
    said += (out / "index.html").read_text(encoding="utf-8")
    assert "№ 001" in said
    assert [name for name in made.NAMES.values() if name in said] == []
    assert [one for one in ("a1", "b2", "c3", "d4", "m1", "m2") if f" {one} " in said] == []


def test_certificates_have_a_sheet_each(both):
    for language, words in (("en", "Star of the month"), ("zh", "月度之星")):
        path = both / language / "certificates.pdf"
        (page,) = pypdf.PdfReader(path).pages
        said = made.text(path)
        assert words in said
        assert "Agent 0001" in said  # a1 has the best score
        assert page.mediabox.width > page.mediabox.height
        assert "Page" not in said
        assert 'href="certificates.pdf"' in (both / language / "index.html").read_text()


def test_both_are_written_when_both_are_asked_for(run, tmp_path):
    words = ("--lang", "en", "--scope", "manager=m2")
    said = made.plaudit(
        "report", run, "--out", tmp_path / "site", "--pdf", tmp_path / "paper", *words
    )
    assert said.splitlines() == [
        str(tmp_path / "site" / "index.html"),
        "1 statement",
        str(tmp_path / "paper" / "index.html"),
        "1 statement, 1 PDF file",
    ]


def test_nothing_asked_for_is_refused(plaudit, run):
    left = plaudit("report", run)
    assert left.code == 2
    assert "--pdf" in left.err


@pytest.mark.parametrize("folder", ["/usr/share/fonts/truetype/dejavu", "none"])
def test_boxes_are_refused_before_anything_is_written(run, tmp_path, folder):
    place = tmp_path / "fonts.conf"
    place.write_text(DEJAVU.format(dir=folder, cache=tmp_path / "cache"), encoding="utf-8")
    out = tmp_path / "out"
    said = made.plaudit("report", run, "--pdf", out, code=8, FONTCONFIG_FILE=str(place))
    assert "fonts-noto-cjk" in said
    assert "no-fonts" in said
    assert "员" not in said
    assert {path.name for path in tmp_path.iterdir()} <= {"fonts.conf", "cache"}


@pytest.mark.parametrize(
    ("fault", "hint"),
    [(ImportError, "plaudit[pdf]"), (OSError, "apt install libpango-1.0-0")],
)
def test_what_is_not_installed_is_named(plaudit, run, tmp_path, monkeypatch, fault, hint):
    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise fault("not here")

    for name in [n for n in sys.modules if n.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    press.library.cache_clear()
    left = plaudit("report", run, "--out", tmp_path / "site", "--pdf", tmp_path / "paper")
    assert left.code == 2
    assert hint in left.err
    assert left.out == ""
    assert list(tmp_path.iterdir()) == []
