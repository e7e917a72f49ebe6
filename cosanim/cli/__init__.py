"""The command line ``cosanim``. Its commands are in ``cosanim.cli.commands``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C."""


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
        code = INTERRUPTED
    sys.exit(code)
