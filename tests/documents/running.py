"""Runs a python block of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.http.endpoints import Endpoint
from tests.cli.support import VARIABLES, environment
from tests.documents.blocks import REPOSITORY

if TYPE_CHECKING:
    import pytest

    from cosanim.local import LocalService
    from tests.documents.blocks import Block


def run(block: Block, service: LocalService, monkeypatch: pytest.MonkeyPatch, **more: str) -> dict[str, Any]:
    """Run a block with the local service in place of the cloud, and return its global names.

    Args:
        block: The block.
        service: The service.
        monkeypatch: Undoes the changes of the environment after the test.
        **more: More variables of the environment.
    """
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(service.url, COSANIM_SHORT_DELAYS="1", **more).items():
        monkeypatch.setenv(name, value)
    made = Endpoint.of
    monkeypatch.setattr(Endpoint, "of", lambda host, endpoint=None: made(host, endpoint or service.url))
    # The lines of tracebacks are those of the document.
    code = compile("\n" * block.line + block.code, str(REPOSITORY / block.document), "exec")
    names = {"__name__": "__main__"}
    exec(code, names)  # noqa: S102 - our own documents
    return names
