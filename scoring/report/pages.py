"""Pages from templates: everything is escaped, nothing is fetched, no script runs but ours.

A page carries its style and its script within it, and a policy that names both by their digests:
whatever a name or a team tries to be, a browser runs and loads nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

Kind = Literal["site", "statement"]
"""Pages of the site have its script and its navigation; a statement stands alone, without any."""

_STYLES = {"site": ("base.css", "site.css"), "statement": ("base.css", "statement.css")}


def render(template: str, kind: Kind, **context: Any) -> bytes:
    """Render a page.

    Args:
        template: its file in `templates/`.
        kind: what it stands in.
        context: what it asks for; a name that is missing is an error.
    """
    text: str = _template(template).render(page=_frame(kind), **context)
    return text.encode()


def fragment(template: str, **context: Any) -> Markup:
    """Render a piece of a page, as the row of a table is."""
    return Markup(_template(template).render(**context))  # noqa: S704 - the template has escaped it


def compile_templates() -> None:
    """Compile what pages are made from, before the first is asked for."""
    for name in _environment().list_templates(extensions=["html"]):
        _template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("scoring.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _template(name: str) -> Any:
    return _environment().get_template(name)


@cache
def _frame(kind: Kind) -> dict[str, Any]:
    style = "".join(_read(name) for name in _STYLES[kind])
    script = _read("site.js") if kind == "site" else ""
    allowed = f"'sha256-{_digest(script)}'" if script else "'none'"
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src {allowed}; "
        "img-src 'none'; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - ours


def _read(name: str) -> str:
    """Read a style or script of ours, without the spaces that only its readers need."""
    text = resources.files("scoring.report").joinpath("templates", name).read_text("utf-8")
    return "\n".join(line.strip() for line in text.splitlines()) + "\n"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
