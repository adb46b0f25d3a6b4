"""Statements on paper, read back by another reader: what each says, and whom else it names."""

import re

import pypdf
import pytest

from tests.paper import made


@pytest.fixture(scope="module")
def english(both):
    """The text of each English file, by the agent whose name it holds."""
    return _by_agent(both / "en")


@pytest.fixture(scope="module")
def chinese(both):
    """The text of each Chinese file."""
    return _by_agent(both / "zh")


def _by_agent(folder):
    found = {}
    for path in made.files(folder):
        said = made.text(path)
        (agent,) = (k for k, name in made.NAMES.items() if _plain(name) in _plain(said))
        found[agent] = said
    return found


def _plain(text):
    """A text without its spaces: lines break within long names."""
    return re.sub(r"\s", "", text)


def test_each_agent_has_one_file_that_names_nobody_else(english, chinese):
    # `_by_agent` has found exactly one name in each file.
    assert set(english) == set(chinese) == set(made.NAMES)


@pytest.mark.parametrize("agent", made.EXPECTED)
def test_score_and_pay_are_those_reckoned_by_hand(english, chinese, agent):
    score, amount = made.EXPECTED[agent]
    for said, words in ((english[agent], "Score"), (chinese[agent], "综合得分")):
        assert words in said
        assert score in said
        amounts = re.findall(r"(?:CNY|JPY) [\d,.]+\d", said)
        assert set(amounts) == ({amount} if amount else set())


def test_words_are_those_of_the_language(english, chinese):
    assert "The way from rows to pay" in english["a1"]
    assert "October 2026" in english["a1"]
    assert "从数据到奖金" in chinese["a1"]
    assert "2026年10月" in chinese["a1"]
    assert "小方案" in chinese["a1"]
    assert "Small plan" not in chinese["a1"]


def test_sheets_are_counted_and_few(both):
    for path in made.files(both):
        count = len(pypdf.PdfReader(path).pages)
        assert 1 <= count <= 3
        said = made.text(path)
        last = f"Page {count} of {count}" if "en" in path.parts else f"第{count}页，共{count}页"
        assert last in said


def test_sheets_are_a4(both):
    for path in made.files(both):
        for page in pypdf.PdfReader(path).pages:
            box = page.mediabox
            assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)


def test_files_can_be_read_aloud(both):
    for path in made.files(both):
        reader = pypdf.PdfReader(path)
        root = reader.root_object
        assert root["/Lang"] == ("en" if "en" in path.parts else "zh-Hans")
        assert root["/MarkInfo"]["/Marked"] is not False
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        kinds = {o["/S"] for o in made.objects(path) if isinstance(o, dict) and "/S" in o}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds
        drawn = [o for o in made.objects(path) if isinstance(o, dict) and o.get("/S") == "/Figure"]
        assert all(figure["/Alt"] for figure in drawn)


def test_pictures_say_what_they_show(both):
    (path,) = (p for p in made.files(both / "en") if "Agent 0001" in made.text(p))
    said = {o["/Alt"] for o in made.objects(path) if isinstance(o, dict) and "/Alt" in o}
    # Fewer than five agents have points, so that there is no mean to compare with.
    assert said == {"Score 100.00, tier A", "100.00 points"}


def test_fonts_are_in_the_file_and_cut_down(both):
    for path in made.files(both):
        fonts = [o for o in made.objects(path) if isinstance(o, dict) and "/FontDescriptor" in o]
        assert fonts
        for font in fonts:
            assert re.match(r"/[A-Z]{6}\+", font["/BaseFont"])
            assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object())


def test_titles_say_who_and_when_and_no_clock_is_told(both):
    for path in made.files(both / "en"):
        about = pypdf.PdfReader(path).metadata
        assert about.title.endswith(" · October 2026")
        assert set(about) == {"/Title", "/Producer"}


def test_the_index_says_whose_each_file_is(both):
    page = (both / "en" / "index.html").read_text(encoding="utf-8")
    for path in made.files(both / "en"):
        (row,) = re.findall(rf'<tr>[^\n]*href="statements/{path.name}"[^\n]*</tr>', page)
        (agent,) = re.findall(r"<td>(a1|b2|c3|d4)</td>", row)
        assert _plain(made.NAMES[agent]) in _plain(made.text(path))
    assert made.HOSTILE not in page


def test_pages_can_be_told_apart_by_nothing_in_their_names(both):
    names = [path.name for path in made.files(both / "en")]
    assert all(re.fullmatch(r"[0-9a-f]{24}\.pdf", name) for name in names)
    assert names == [path.name for path in made.files(both / "zh")]


def test_words_from_outside_without_a_space_stay_on_the_sheet(tmp_path):
    center = "W" * 64  # the longest that a roster may have, in the widest letter
    run = made.run_of(tmp_path, cost_center=center)
    made.paper(run, tmp_path / "paper", "--lang", "en")
    pieces = [
        (len(text.strip()), begin, size)
        for path in made.files(tmp_path / "paper")
        for page in pypdf.PdfReader(path).pages
        for text, begin, size in made.drawn(page)
        if set(text.strip()) == {"W"}
    ]
    assert sum(letters for letters, _, _ in pieces) == 3 * 64  # three of four have a pay line
    # A4 is 595 points wide, with margins of 16 mm; a W is 0.88 of its size or wider.
    assert max(begin + 0.88 * size * letters for letters, begin, size in pieces) < 595 - 45
