"""Names from outside on paper: they are text, and nothing in a file acts, links or fetches."""

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


def test_nothing_is_fetched(tmp_path):
    import weasyprint
    from PIL import Image

    from scoring.report.press import Press
    from scoring.report.tongue import Tongue

    Image.new("RGB", (2, 2)).save(tmp_path / "picture.png")
    place = (tmp_path / "picture.png").as_uri()
    page = f'<html lang="en"><title>x</title><p>x<img alt="y" src="{place}">'
    page += f'<link rel=attachment href="{place}"><link rel=stylesheet href="{place}">'
    willing = weasyprint.HTML(string=page).write_pdf()
    assert b"/Image" in willing
    assert b"/EmbeddedFile" in willing
    refused = Press(Tongue("en")).drawn([page.encode()], "x", b"x").content
    assert b"/Image" not in refused
    assert b"/EmbeddedFile" not in refused
