"""A file for each team: its statements after each other, best first, and bookmarks by label."""

import re

import pypdf

from tests.paper import made


def _tops(path):
    return [one.title for one in pypdf.PdfReader(path).outline if not isinstance(one, list)]


def test_each_team_has_a_file_with_its_people_best_first(teams):
    found = sorted(map(_tops, made.files(teams)), key=len)
    # t2 in the south has c3; t1 in the north has a1 and b2 by score, then d4 without one.
    assert found[0] == [made.NAMES["c3"]]
    assert found[1] == [made.NAMES["a1"], made.NAMES["b2"], made.NAMES["d4"]]
    assert len(found) == 2


def test_each_statement_begins_on_its_own_sheet_and_is_counted_alone(teams):
    for path in made.files(teams):
        reader = pypdf.PdfReader(path)
        said = [page.extract_text() for page in reader.pages]
        counts = [tuple(map(int, re.search(r"Page (\d) of (\d)", one).groups())) for one in said]
        begins = [n for n, (page, _) in enumerate(counts) if page == 1]
        assert begins == [
            reader.get_destination_page_number(one)
            for one in reader.outline
            if not isinstance(one, list)
        ]
        for begin, end in zip(begins, [*begins[1:], len(counts)], strict=True):
            assert counts[begin:end] == [(n + 1, end - begin) for n in range(end - begin)]


def test_the_index_says_which_team_has_which_file(teams):
    page = (teams / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'href="teams/([0-9a-f]{24}\.pdf)">([^<]*)</a></th><td>(\d)</td>', page)
    assert [(label, count) for _, label, count in rows] == [("t1, north", "3"), ("t2, south", "1")]
    for file, _, count in rows:
        assert len(_tops(teams / "teams" / file)) == int(count)


def test_a_large_team_has_several_files(run, tmp_path, monkeypatch):
    from scoring.report import paper, sheaves
    from scoring.report.audience import Asked

    monkeypatch.setattr(sheaves, "SHEAF_MAX", 2)
    paper.write_papers(run, tmp_path / "paper", ("en",), Asked("m1"), per="team")
    assert [_tops(path) for path in made.files(tmp_path)] == [
        [made.NAMES["a1"], made.NAMES["b2"]],
        [made.NAMES["d4"]],
    ]
    page = (tmp_path / "paper" / "index.html").read_text(encoding="utf-8")
    assert "t1, north, part 2 of 2" in page
