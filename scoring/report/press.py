"""Pages drawn as PDF by WeasyPrint: nothing is fetched, the same page gives the same bytes.

A file is tagged, so that it can be read aloud, and holds its fonts. What no font of the machine can
draw is told, never drawn as a box.
"""

from __future__ import annotations

import contextlib
import io
import string
import unicodedata
import warnings
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from markupsafe import escape

from scoring.errors import Problem, StorageError, UsageError, counted
from scoring.report.cutting import Face, rules
from scoring.report.ink import inked
from scoring.report.tongue import Tongue

_STYLES = ("base.css", "statement.css", "paper.css")
_STYLE = ("<style>", "</style>")
_VARIANT = "pdf/ua-1"
_NOWHERE = "about:blank"
_NOBODYS = {"Cn", "Co"}
_PICTURES = range(0x1F000, 0x1FC00)
_SCRIPTS_SAID = 5


class Drawn(NamedTuple):
    """A PDF file.

    Attributes:
        content: its bytes.
        pages: how many pages it has.
        missing: characters in it that no font of this machine has.
    """

    content: bytes
    pages: int
    missing: frozenset[str]


@cache
def library() -> Any:
    """Return WeasyPrint.

    Raises:
        UsageError: it or what it draws with is not installed.
        StorageError: the machine has no fonts at all.
    """
    said = io.StringIO()
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(said):
        warnings.simplefilter("always")
        try:
            import weasyprint  # noqa: PLC0415 - slow, and not there where nobody asks for paper
        except ImportError as error:
            what = "needs WeasyPrint, which is not installed"
            hint = "Install it: pip install 'plaudit[pdf]'."
            raise UsageError(Problem("no-weasyprint", "--pdf", what, hint)) from error
        except OSError as error:
            what = "needs Pango, which this machine does not have"
            hint = (
                "Install it, on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0"
                " libharfbuzz-subset0 fonts-noto-cjk."
            )
            raise UsageError(Problem("no-pango", "--pdf", what, hint)) from error
    if any(one.category is UserWarning for one in warned):
        raise no_fonts(string.printable.strip())
    return weasyprint


def require_press() -> None:
    """Refuse where nothing can be drawn.

    Raises:
        UsageError: WeasyPrint or what it draws with is not installed.
        StorageError: the machine has no fonts at all.
    """
    library()


def no_fonts(missing: Collection[str]) -> StorageError:
    """Say that the machine lacks fonts for some characters, and of which scripts they are."""
    scripts = Counter(unicodedata.name(one, "OTHER").split()[0] for one in missing)
    said = ", ".join(f"{name} {count}" for name, count in scripts.most_common(_SCRIPTS_SAID))
    what = f"no font of this machine has {counted(len(missing), 'character')} of the pages ({said})"
    hint = (
        "Install fonts, then run the same again; on Debian and Ubuntu: apt install fonts-noto-cjk"
        " for Chinese (CJK), fonts-noto-core for other scripts."
    )
    return StorageError(Problem("no-fonts", "--pdf", what, hint))


class Press:
    """What draws pages of one language: its style, its fonts, and what files are called inside."""

    def __init__(self, tongue: Tongue, faces: Collection[Face] = ()) -> None:
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

        self._fonts, self._language = FontConfiguration(), tongue.html
        self._closed = URLFetcher(allowed_protocols=())
        style = rules(faces) + "".join(map(_read, _STYLES)) + _margins(tongue)
        held = URLFetcher(allowed_protocols=("data",))  # for what the style itself holds
        self._style = library().CSS(
            string=style, url_fetcher=held, font_config=self._fonts, base_url=_NOWHERE
        )

    def drawn(self, pages: Iterable[bytes], title: str, identifier: bytes) -> Drawn:
        """Draw pages of HTML after each other, each counted by itself, as one file.

        Args:
            pages: at least one.
            title: what the file is called inside.
            identifier: tells the file from all others, and is the same for the same file.
        """
        made = [self._laid(page.decode()) for page in pages]
        whole = made[0].copy([sheet for one in made for sheet in one.pages])
        whole.metadata.title = _drawable(title)
        content = whole.write_pdf(pdf_identifier=identifier, pdf_variant=_VARIANT)
        return Drawn(content, len(whole.pages), _missing(whole))

    def lacking(self, letters: Iterable[str]) -> frozenset[str]:
        """Return those of some characters that no font of this machine has."""
        text = escape(_drawable(" ".join(sorted(letters))))
        laid = self._laid(
            f'<html lang="{self._language}"><title>-</title><p>{text}</p><p><b>{text}'
        )
        laid.write_pdf(pdf_variant=_VARIANT)
        return _missing(laid)

    def _laid(self, page: str) -> Any:
        text = inked(_drawable(_bare(page)))
        html = library().HTML(string=text, url_fetcher=self._closed, base_url=_NOWHERE)
        return html.render(self._fonts, stylesheets=[self._style], pdf_variant=_VARIANT)


def _missing(document: Any) -> frozenset[str]:
    return frozenset(chr(code) for font in document.fonts.values() for code in font.missing)


def _drawable(text: str) -> str:
    """Replace what no font can be asked for: characters that are private or not assigned.

    Pictures (emoji) too: whether a machine has them is chance, and no name shall stop all paper.
    """
    odd = [o for o in set(text) if unicodedata.category(o) in _NOBODYS or ord(o) in _PICTURES]
    return text.translate(dict.fromkeys(map(ord, odd), "\N{REPLACEMENT CHARACTER}"))


def _bare(page: str) -> str:
    """Cut the page's own style: paper has one, which is read once."""
    before, _, rest = page.partition(_STYLE[0])
    return before + rest.partition(_STYLE[1])[2]


def _margins(tongue: Tongue) -> str:
    """Return what stands below each sheet: the plan and the period, and which of how many."""
    counted = tongue("page_of", page="\0page\0", pages="\0pages\0").split("\0")
    said = " ".join(f"counter({x})" if n % 2 else f'"{x}"' for n, x in enumerate(counted))
    return (
        "@page { size: A4; margin: 13mm 16mm 15mm; font-size: 7pt; color: #46535f; "
        "@bottom-left { content: string(running); width: 75%; } "
        f"@bottom-right {{ content: {said}; }} }}"
    )


@cache
def _read(name: str) -> str:
    return resources.files("scoring.report").joinpath("templates", name).read_text("utf-8")
