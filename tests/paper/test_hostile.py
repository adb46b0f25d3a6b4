"""Names from outside on paper: they are text, and nothing in a file acts, links or fetches."""

import pytest

from tests.paper import made

ACTS = {
    *("/JS", "/JavaScript", "/URI", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/AA"),
    *("/OpenAction", "/SubmitForm", "/GoToR", "/GoToE", "/RichMedia", "/AcroForm", "/Annots"),
}


def test_nothing_in_a_file_acts(both, teams):
    found = list(both.rglob("*.pdf")) + list(teams.rglob("*.pdf"))
    assert len(found) == 2 * 5 + 3
    for path in found:
        names = set().union(*map(made.names_in, made.objects(path)))
        assert "/StructTreeRoot" in names  # the walk does reach the catalogue
        assert names & ACTS == set()


def test_a_hostile_name_is_shown_as_text(both):
    said = ["".join(made.text(path).split()) for path in made.files(both / "en")]
    assert sum("".join(made.HOSTILE.split()) in one for one in said) == 1
    assert sum("javascript:0004" in one for one in said) == 1


@pytest.mark.parametrize("page", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_nothing_is_fetched(monkeypatch, page):
    from scoring.report import press as room
    from scoring.report.tongue import Tongue

    heard = []
    refuse = room._refuse

    def hear(url, *args, **named):
        heard.append(url)
        return refuse(url, *args, **named)

    monkeypatch.setattr(room, "_refuse", hear)
    text = f'<html lang="en"><title>x</title><p>x<img alt="y" src="{page}">'
    text += f'<link rel=attachment href="{page}">'
    drawn = room.Press(Tongue("en")).drawn([text.encode()], "x", b"x")
    assert page in heard
    assert b"/Image" not in drawn.content
    assert b"/EmbeddedFile" not in drawn.content
