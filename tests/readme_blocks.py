"""The code blocks of README.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
_BLOCK = re.compile(
    r"^(?:<!-- *not run:(?P<reason>[^\n]*?)-->\n+)?^(?P<fence>```+)(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A code block.

    Attributes:
        line: Line of its opening fence.
        language: Its language, "" if it has none.
        code: Its content.
        reason: Why it is not run; None if it is.
    """

    line: int
    language: str
    code: str
    reason: str | None

    @property
    def needs_pytest(self) -> bool:
        """Whether it has tests that use the fixtures of the pytest plugin."""
        return self.language == "python" and "cosanim_service" in self.code

    def commands(self) -> list[str]:
        """Return its commands, those of a console without the prompt."""
        lines = self.code.replace("\\\n", " ").splitlines()
        if self.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        return [line.strip() for line in lines]


def blocks_of(text: str) -> list[Block]:
    """Return the code blocks of a document."""
    return [
        Block(
            text.count("\n", 0, found.start("fence")) + 1,
            found["language"].strip(),
            found["code"],
            None if found["reason"] is None else found["reason"].strip(),
        )
        for found in _BLOCK.finditer(text)
    ]


BLOCKS = blocks_of(README)
