"""The pytest plugin: a local service for the tests of code that uses this library, started when a test needs it.

Importing it imports neither the HTTP stack nor the service, since pytest imports it in every run.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cosanim.client import AnimationClient
    from cosanim.local import LocalService

_MARKER = "cosanim"
_MARKER_HELP = (
    "cosanim(render=False, transitions='immediate'): whether cosanim_service renders, which needs PyAV,"
    " or when jobs end: 'immediate', 'manual' (service.advance) or after a number of seconds."
)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER_HELP)


@pytest.fixture(scope="session")
def cosanim_options() -> Mapping[str, Any]:
    """Arguments of ``LocalService`` for the services of this session; override it to give some.

    Examples are ``bucket`` and ``strict``. ``transitions`` are those of tests without a marker. Only markers
    ask for rendering.
    """
    return {}


@pytest.fixture(scope="session")
def _cosanim_services(cosanim_options: Mapping[str, Any]) -> Iterator[Callable[[bool], LocalService]]:
    """Return a function that returns the service with or without rendering, and starts it at the first call."""
    running: dict[bool, LocalService] = {}
    with ExitStack() as stack:

        def service_of(render: bool) -> LocalService:
            from cosanim.testing.services import local_service  # imported when a test needs it

            if render not in running:
                options = {**cosanim_options, "transitions": None} if render else cosanim_options
                running[render] = stack.enter_context(local_service(render=render, **options))
            return running[render]

        yield service_of


@pytest.fixture
def cosanim_service(
    request: pytest.FixtureRequest,
    cosanim_options: Mapping[str, Any],
    _cosanim_services: Callable[[bool], LocalService],
) -> LocalService:
    """A local service without objects, jobs, faults and recorded requests, started once for the session.

    Jobs end at once, with placeholder images, unless the test has a marker: ``@pytest.mark.cosanim(render=True)`` or
    ``@pytest.mark.cosanim(transitions=...)``, as described at ``LocalService``.
    """
    default = cosanim_options.get("transitions", "immediate")
    render, transitions = _asked(request.node, default=default)
    service = _cosanim_services(render)
    service.reset()
    if not render:
        service.transitions = transitions
    return service


@pytest.fixture
def cosanim_client(cosanim_service: LocalService) -> Iterator[AnimationClient]:
    """A client of ``cosanim_service``, whose delays suit tests."""
    with cosanim_service.client() as client:
        yield client


def _asked(item: pytest.Item, *, default: Any) -> tuple[bool, Any]:
    """Return whether a test asks for rendering, and the transitions that it asks for.

    The marker nearest to the test counts.

    Args:
        item: The test.
        default: The transitions that are used if the test asks for none.

    Raises:
        pytest.UsageError: The marker has other arguments, or both.
    """
    marker = item.get_closest_marker(_MARKER)
    options = {} if marker is None else dict(marker.kwargs)
    render = options.pop("render", False)
    if (marker is not None and marker.args) or options.keys() - {"transitions"} or not isinstance(render, bool):
        raise pytest.UsageError(f"the marker of {item.nodeid} has other arguments than {_MARKER_HELP}")
    if render and "transitions" in options:
        raise pytest.UsageError(f"the marker of {item.nodeid} has transitions, which need render=False")
    return render, options.get("transitions", default)
