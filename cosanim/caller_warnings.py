"""Issues Python warnings that point at the line of the user's code that called the library."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Issue: TypeAlias = Callable[[str | Warning, type[Warning] | None], None]


_SKIPPED: Final = frozenset({"cosanim", "asyncio"})
"""Packages whose frames are not the caller's; asyncio runs the coroutines of ``cosanim.aio``."""


def warn_caller(message: str | Warning, category: type[Warning] | None = None) -> None:
    """Issue a warning at the nearest stack frame outside of this library.

    Args:
        message: The probable mistake, and what to do; or the warning itself, without a category.
        category: Class of the warning.
    """
    issue = _issue.get()
    if issue is not None:
        issue(message, category)
        return
    level = 1
    frame = sys._getframe()  # noqa: SLF001 - skip_file_prefixes of warnings.warn needs Python 3.12
    while frame.f_back is not None and _is_library_module(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
        level += 1
    warnings.warn(message, category, stacklevel=level)


@contextmanager
def warnings_issued_by(issue: Issue) -> Iterator[None]:
    """Let a function issue the warnings of the ``with`` block, which the caller's thread does not run.

    Args:
        issue: Called with the arguments of ``warn_caller``; what it raises, such as for ``python -W error``, is raised
            there.
    """
    token = _issue.set(issue)
    try:
        yield
    finally:
        _issue.reset(token)


_issue: Final[ContextVar[Issue | None]] = ContextVar("cosanim_issue", default=None)


def _is_library_module(module: str) -> bool:
    return module.partition(".")[0] in _SKIPPED
