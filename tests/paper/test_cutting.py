"""Fonts that were cut for a report: smaller files with the same words, and no letter lost."""

import io

import pytest

from scoring.report import cutting, paper
from scoring.report.audience import Asked
from tests.paper import made


@pytest.fixture(scope="module")
def cut(run, tmp_path_factory):
    """The paper of the month with cut fonts, made twice."""
    folder = tmp_path_factory.mktemp("cut")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "_CUT_FROM", 1)
        for name in ("one", "two"):
            paper.write_papers(run, folder / name, ("en", "zh"), Asked())
    return folder


def test_words_are_the_same_and_files_are_small(cut, both):
    for path in made.files(cut / "one"):
        whole = both / path.relative_to(cut / "one")
        assert made.text(path) == made.text(whole)
        assert path.stat().st_size * 2 < whole.stat().st_size


def test_a_cut_font_is_the_only_one_in_a_file(cut):
    for path in made.files(cut / "one"):
        fonts = [o for o in made.objects(path) if isinstance(o, dict) and "/FontDescriptor" in o]
        assert {font["/BaseFont"].partition("+")[2] for font in fonts} == {
            "Plaudit-Paper",
            "Plaudit-Paper-Bold",
        }


def test_cut_fonts_give_the_same_bytes_again(cut):
    for path in made.files(cut / "one"):
        assert path.read_bytes() == (cut / "two" / path.relative_to(cut / "one")).read_bytes()


def test_a_cut_font_has_what_is_asked_for_and_western_letters():
    from fontTools.ttLib import TTFont

    regular, bold = cutting.cut_faces("绩效，“员工”")
    for face in (regular, bold):
        with TTFont(io.BytesIO(face.content)) as font:
            has = set(font.getBestCmap())
            assert has >= {ord(one) for one in "绩效员工，“”Az09 é−÷≈…\N{NO-BREAK SPACE}"}
            assert ord("奖") not in has
            assert font["name"].getDebugName(1).startswith(cutting.FAMILY)
    assert (regular.weight, bold.weight) == (400, 700)


def test_without_the_tool_that_finds_fonts_none_is_cut(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cutting.cut_faces("绩") == ()


def test_what_finds_fonts_is_not_believed_blindly(monkeypatch):
    # fc-match always names some font, the nearest where the machine lacks the one asked for.
    monkeypatch.setattr(cutting, "_WHOLE", ("No Such Family",))
    assert cutting.cut_faces("绩") == ()
