"""What the tests tell a browser: its theme, its width, and to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver import Chrome

PHONE = (360, 780)
DESKTOP = (1200, 900)


def set_screen(driver: Chrome, theme: str, size: tuple[int, int], *, reduced_motion: bool = False) -> None:
    """Show pages in a theme, light or dark, on a screen of a width and height in CSS pixels."""
    width, height = size
    features = [
        {"name": "prefers-color-scheme", "value": theme},
        {"name": "prefers-reduced-motion", "value": "reduce" if reduced_motion else "no-preference"},
    ]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def until(driver: Chrome, condition: Callable[[], Any], *, timeout: float = 60) -> Any:
    """Wait until a condition holds, and return its value."""
    # The page may replace an element between two commands.
    waiting = WebDriverWait(driver, timeout, poll_frequency=0.1, ignored_exceptions=[StaleElementReferenceException])
    return waiting.until(lambda _: condition())
