"""A real browser, where there is one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SOFTWARE = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
PATIENCE = 60_000
"""Milliseconds that a state may take on a machine with other work to do."""


@contextmanager
def chromium(*arguments: str) -> Iterator[Any]:
    """A browser for some tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=[*SOFTWARE, *arguments])
        try:
            yield running
        finally:
            running.close()


@contextmanager
def opened(browser: Any, page: Path, *, address: str = "", **context: Any) -> Iterator[Any]:
    """A page that is ready; whatever it complains of, or asks a network for, fails the test."""
    faults: list[str] = []
    with browser.new_context(**context) as surroundings:
        surroundings.set_default_timeout(PATIENCE)
        tab = surroundings.new_page()
        tab.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda request: faults.append(request.url) if _leaves(request.url, page) else None)
        tab.goto(f"{page.as_uri()}{address}")
        if context.get("java_script_enabled", True):
            tab.wait_for_selector("html[data-ready]", state="attached")
        yield tab
        assert not faults


def _leaves(url: str, page: Path) -> bool:
    return not url.startswith(("data:", "blob:", page.as_uri()))
