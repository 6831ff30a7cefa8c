"""A browser for the tests that need one; they are skipped where there is none."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No sandbox, since containers allow none; nothing that would reach for the network by itself.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if executable is None:
        pytest.skip(f"there is no chromium here (looked for {', '.join(CHROMIUMS)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a past."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page's console says is wrong, as it comes: faults of scripts, breaches of the policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def wait_until(page: Page, expression: str, argument: object = None, patience: float = 30) -> Any:
    """What an expression or function of JavaScript says, as soon as that is true; at most so many seconds.

    Playwright's own ``wait_for_function`` asks again from within the page, where the policy forbids it.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        # a page that is being loaded anew has nobody to ask
        with suppress(Error):
            if found := page.evaluate(expression, argument):
                return found
        page.wait_for_timeout(20)
    pytest.fail(f"{expression} did not come true")
