"""Hypothesis profile, lines shown at the end of a run, and runs without the tools, for all tests."""

import traceback
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.server_fixtures"]

settings.register_profile(
    "cosanim", derandomize=True, deadline=None, max_examples=24, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("cosanim")

_LINES = pytest.StashKey[list[str]]()


@pytest.fixture
def announce(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return a function that prints a line at the end of the run, also from the processes of pytest-xdist."""
    return request.config.stash.setdefault(_LINES, []).append


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["announced"] = session.config.stash.get(_LINES, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash.setdefault(_LINES, []).extend(getattr(node, "workeroutput", {}).get("announced", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in terminalreporter.config.stash.get(_LINES, []):
        terminalreporter.write_line(line)


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "skip modules that import a package that is not installed (the tools: xsdata, xmlschema, …)"
    parser.addoption("--without-tools", action="store_true", help=text)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if parent.config.getoption("--without-tools"):
        return ModuleOrSkip.from_parent(parent, path=module_path)
    return None


class ModuleOrSkip(pytest.Module):
    """A test module that is skipped, with the name of the package, when a package that it imports is not installed."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        try:
            return super().collect()
        except self.CollectError as error:
            missing = _missing_package(error.__cause__)
            if missing is None:
                raise
            reason = f"{self.nodeid} needs {missing}, which is not installed"
            pytest.skip(reason, allow_module_level=True)


def _missing_package(error: BaseException | None) -> str | None:
    """Return the missing package that a module of tests or tools imports; None if the library itself imports it."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    frames = [Path(frame.f_code.co_filename) for frame, _ in traceback.walk_tb(error.__traceback__)]
    root = Path(__file__).resolve().parent.parent
    importing = next(frame for frame in reversed(frames) if "importlib" not in str(frame))
    package = error.name.partition(".")[0]
    is_ours = any(importing.is_relative_to(root / folder) for folder in ("tests", "tools"))
    return package if is_ours and find_spec(package) is None else None
