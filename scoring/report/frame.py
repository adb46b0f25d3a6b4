"""What every page of a site has around it: its title, its navigation, and its language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from scoring.report.brief import Brief
from scoring.report.opened import span
from scoring.report.pages import render
from scoring.report.tongue import HTML_LANGUAGES, OTHER, Tongue

INDEX, SCORECARD, MANAGERS, PEOPLE = "index.html", "scorecard.html", "managers.html", "people.html"
HONOURS, CERTIFICATES, STATEMENTS = "honours.html", "certificates.html", "statements"


class Page(NamedTuple):
    """A finished page: where it lies within the site of its language, and its bytes."""

    path: str
    content: bytes


class Site(NamedTuple):
    """The pages of a run in one language.

    Attributes:
        brief: what they are about.
        tongue: their language.
        both: whether the site is written in the other language, too.
    """

    brief: Brief
    tongue: Tongue
    both: bool

    @property
    def other(self) -> str | None:
        """Return the way from the site to the one in the other language, if that is written."""
        return f"../{OTHER[self.tongue.language]}" if self.both else None

    @property
    def lists_managers(self) -> bool:
        """Tell whether there are pages of managers: for everybody, where some are named."""
        audience = self.brief.audience
        return audience.asked.manager is None and "manager" in audience.columns

    @property
    def honours(self) -> bool:
        """Tell whether awards are shown: whoever has won one is known, so that they name people."""
        return bool(self.brief.opened.plan.awards) and not self.brief.audience.asked.anonymous

    def page(self, path: str, template: str, title: str, **context: Any) -> Page:
        """Render a page of the site.

        Args:
            path: where it lies, such as `managers/ab12.html`.
            template: its file in `templates/`.
            title: what it is about.
            context: what else the template asks for; `here` is the navigation's page it is under.
        """
        root = "../" * path.count("/")
        context = {"here": path} | context
        content = render(
            template,
            "site",
            t=self.tongue,
            frame=self._frame(),
            root=root,
            path=path,
            title=title,
            **context,
        )
        return Page(path, content)

    def _frame(self) -> dict[str, Any]:
        opened, tongue = self.brief.opened, self.tongue
        return {
            "plan": tongue.label(opened.plan.title),
            "period": tongue.period(span(opened)),
            "scope": "; ".join(self._scope()),
            "pages": list(self._pages()),
            "other": self.other,
            "other_html": HTML_LANGUAGES[OTHER[tongue.language]],
            "run_id": opened.run_id,
            "suppressed": True,
        }

    def _scope(self) -> Iterator[str]:
        asked, managers = self.brief.audience.asked, self.brief.audience.managers
        if asked.manager is not None:
            named = managers.get(asked.manager)
            one = self.tongue("people_of_one")
            yield one if named is None else self.tongue("people_of", manager=named)
        if asked.anonymous:
            yield self.tongue("anonymous")

    def _pages(self) -> Iterator[tuple[str, str]]:
        tongue = self.tongue
        yield tongue("overview"), INDEX
        yield tongue("scorecard"), SCORECARD
        if self.lists_managers:
            yield tongue("managers"), MANAGERS
        yield tongue("people"), PEOPLE
        if self.honours:
            yield tongue("honours"), HONOURS
