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
        other = OTHER[tongue.language] if self.both else None
        return {
            "plan": tongue.label(opened.plan.title),
            "period": tongue.period(span(opened)),
            "scope": "; ".join(self._scope()),
            "pages": list(self._pages()),
            "other": f"../{other}" if other else None,
            "other_html": HTML_LANGUAGES[other] if other else None,
            "run_id": opened.run_id,
            "suppressed": True,
        }

    def _scope(self) -> Iterator[str]:
        asked, managers = self.brief.audience.asked, self.brief.audience.managers
        if asked.manager is not None:
            yield self.tongue("people_of", manager=managers[asked.manager])
        if asked.anonymous:
            yield self.tongue("anonymous")

    def _pages(self) -> Iterator[tuple[str, str]]:
        tongue, asked = self.tongue, self.brief.audience.asked
        yield tongue("overview"), INDEX
        yield tongue("scorecard"), SCORECARD
        if asked.manager is None:
            yield tongue("managers"), MANAGERS
        yield tongue("people"), PEOPLE
        if self.brief.opened.plan.awards:
            yield tongue("honours"), HONOURS
