"""Issues Python warnings that point at the line of the user's code that called the library."""

from __future__ import annotations

import sys
import warnings


def warn_caller(message: str | Warning, category: type[Warning] | None = None) -> None:
    """Issue a warning at the nearest stack frame outside of this library.

    Args:
        message: The probable mistake, and what to do; or the warning itself, without a category.
        category: Class of the warning.
    """
    level = 1
    frame = sys._getframe()  # noqa: SLF001 - skip_file_prefixes of warnings.warn needs Python 3.12
    while frame.f_back is not None and _is_library_module(frame.f_globals.get("__name__", "")):
        frame = frame.f_back
        level += 1
    warnings.warn(message, category, stacklevel=level)


def _is_library_module(module: str) -> bool:
    return module == "cosanim" or module.startswith("cosanim.")
