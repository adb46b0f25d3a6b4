"""The pieces of a workbook: colours that all eyes tell apart, exact numbers, names of sheets."""

import itertools
from decimal import Decimal

import pytest

from scoring.report.opened import COMPONENTS, opened, table
from scoring.report.workbook.cells import Notes, guarded, number_of, text_of
from scoring.report.workbook.colours import BESIDE, colour
from scoring.report.workbook.names import sheet_names

# What eyes without one kind of cone see of linear red, green and blue: Viénot, Brettel and Mollon
# (1999) for the first two; for the third the matrix of Machado, Oliveira and Fernandes (2009).
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deutan": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def linear(code):
    parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lightness(rgb):
    """CIE 1976, from 0 to 100."""
    y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def lab(rgb):
    white = (0.95047, 1, 1.08883)
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in rows]
    f = [
        (v / w) ** (1 / 3) if v / w > 0.008856 else 7.787 * v / w + 16 / 116
        for v, w in zip(xyz, white, strict=True)
    ]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def seen(code, eyes):
    rgb = linear(code)
    made = [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in EYES[eyes]]
    return [min(max(part, 0), 1) for part in made]


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_every_eye_tells_the_tiers_apart(eyes, size):
    found = [lab(seen(colour(place, size).ground, eyes)) for place in range(size)]
    for one, other in itertools.combinations(found, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 12


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 10])
def test_letters_stand_out_from_their_ground(size):
    for one in (BESIDE, *(colour(place, size) for place in range(size))):
        lights = [
            0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, (one.ground, one.ink))
        ]
        assert (max(lights) + 0.05) / (min(lights) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize(
    "text",
    [
        "0.00",
        "87.38",
        "999999999999.999",
        "-99999999999999.9",
        "123456789012345",
        "0.1",
        "1" + "0" * 17,
    ],
)
def test_fifteen_digits_come_back_from_a_double(text):
    assert number_of(text) == Decimal(text)
    assert Decimal(f"{float(text):.15g}") == Decimal(text)


@pytest.mark.parametrize("text", ["9007199254740993", "12345678901234.56", "-1.000000000000001"])
def test_sixteen_digits_are_no_number_of_a_workbook(text):
    assert number_of(text) is None


def test_zeros_at_twelve_places_are_written_out(demonstration):
    points = table(opened(demonstration.run), COMPONENTS, ("points",))["points"].to_pylist()
    assert "0.000000000000" in points
    assert not [text for text in points if text and "E" in text]


def test_texts_are_counted_where_they_were_changed():
    notes = Notes()
    assert text_of("plain", notes) == "plain"
    assert text_of("a\u202eb", notes) == "a\ufffdb"
    assert len(text_of("y" * 32_768, notes)) == 32_767
    assert text_of("y" * 32_767, notes) == "y" * 32_767
    assert (notes["marked"], notes["cut"]) == (1, 1)


def test_what_looks_like_markup_of_the_library_is_given_as_one_run():
    assert guarded("<r>a&b</r>") == (
        '<r><t xml:space="preserve">&lt;r&gt;a&amp;b&lt;/r&gt;</t></r>'
    )
    assert guarded("<r>a</r> ") == "<r>a</r> "


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["A", "a"], ["A", "a (2)"]),
        (["HISTORY"], ["HISTORY (2)"]),
        (["a/b", "a\\b", "a?b"], ["a-b", "a-b (2)", "a-b (3)"]),
        (["'x'"], ["’x’"]),
        (["", "  ", "[]"], ["-", "- (2)", "--"]),
        (["n" * 40, "n" * 31], ["n" * 31, "n" * 27 + " (2)"]),
        (["西" * 40], ["西" * 31]),
        (["\N{GRINNING FACE}" * 16], ["\N{GRINNING FACE}" * 15]),
        (["straße", "STRASSE"], ["straße", "STRASSE (2)"]),
    ],
)
def test_names_of_sheets_are_free_and_allowed(wanted, found):
    assert sheet_names(wanted) == found
