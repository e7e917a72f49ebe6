"""The command line ``cosanim``. Its commands are in ``cosanim.cli.commands``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED: Final = 130
"""``exit_codes.INTERRUPTED``, which is not loaded yet when Ctrl-C comes early."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. Only ``SystemExit`` is raised. A closed output pipe does not change the code.

    Args:
        arguments: The arguments after ``cosanim``; by default those of the process.
    """
    try:
        # Loading takes most of the time of a short command, so that Ctrl-C in it is quiet too.
        from cosanim.cli.program import run

        code = run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        code = _INTERRUPTED
    sys.exit(code)
