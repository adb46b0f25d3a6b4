"""A real browser for tests and pictures: Debian's Chromium, which reaches nothing and tells all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PLACE = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "no Chromium here: `make browser` installs Debian's and runs these tests"
_FLAGS = (
    "--no-sandbox",  # containers have no user namespaces; every page is our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_TELLS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=PLACE, headless=True, args=[*_FLAGS], chromium_sandbox=False
        )
        try:
            yield browser
        finally:
            browser.close()


class Eyes:
    """Opens pages from files, and hears whatever a page says, asks for or breaks.

    Attributes:
        heard: messages of the console, errors, dialogs, broken policies, and requests for anything
            but a file; a page that behaves leaves it empty.
    """

    def __init__(self, browser: Browser) -> None:
        self.heard: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def page(self, **options: Any) -> Page:
        """Return an empty page in a context of its own, made with Playwright's options."""
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(_TELLS)
        context.on("console", lambda said: self.heard.append(f"{said.type}: {said.text}"))
        context.on("weberror", lambda error: self.heard.append(f"error: {error.error}"))
        context.on("request", self._asked)
        context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page = context.new_page()
        page.on("dialog", self._dialog)
        return page

    def at(self, file: Path, **options: Any) -> Page:
        """Open a file as people do, without any server."""
        page = self.page(**options)
        page.goto(file.as_uri())
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()

    def _asked(self, request: Any) -> None:
        if not request.url.startswith("file:"):
            self.heard.append(f"request: {request.url[:200]}")

    def _dialog(self, dialog: Any) -> None:
        self.heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()
