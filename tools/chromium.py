"""Starts a headless Chromium, for the tests of the local service's page and for its picture."""

from __future__ import annotations

import shutil

from selenium.webdriver import Chrome, ChromeOptions, ChromeService


def start_chromium() -> Chrome | None:
    """Return a running browser without a window, which the caller quits; None if it or its driver is not installed."""
    chromium, chromedriver = (shutil.which(name) for name in ("chromium", "chromedriver"))
    if chromium is None or chromedriver is None:
        return None
    options = ChromeOptions()
    options.binary_location = chromium
    # As root, as in most containers, Chromium starts without its sandbox only.
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return Chrome(options=options, service=ChromeService(chromedriver))
