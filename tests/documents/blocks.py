"""The code blocks of README.md, of its translation and of the pages of the documentation site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

REPOSITORY: Final = Path(__file__).parents[2]
DOCUMENTS: Final = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8")
    for path in (*sorted(REPOSITORY.glob("README*.md")), *sorted((REPOSITORY / "docs").rglob("*.md")))
}
"""The texts of the documents by their paths."""
_BLOCK: Final = re.compile(
    r"^(?:<!-- *file: *(?P<file>\S+) *-->\n+)?(?:<!-- *not run:(?P<reason>[^\n]*?)-->\n+)?"
    r"^(?P<fence>```+)(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_COMMENT: Final = re.compile(r"\s#\s*(?:exit (?P<code>[0-9]+)|not run:(?P<reason>.*))")
_SESSION_STARTS: Final = re.compile(r"^\$ cosanim local .*&$", re.MULTILINE)
_SESSION_ENDS: Final = "$ kill %1\n"


class Command(NamedTuple):
    """A command of a block.

    Attributes:
        text: What is typed.
        exit_code: The exit code that is expected.
        reason: Why it is not run; None if it is.
    """

    text: str
    exit_code: int
    reason: str | None


class Block(NamedTuple):
    """A code block.

    Attributes:
        document: Path of its document.
        line: Line of its opening fence.
        language: Its language, "" if it has none; in braces it is a directive of the site.
        code: Its content.
        reason: Why it is not run; None if it is.
        file: Name of the file as which the reader saves it, for the session of the document; None for no file.
    """

    document: str
    line: int
    language: str
    code: str
    reason: str | None
    file: str | None

    @property
    def id(self) -> str:
        """Document and line, as the id of a test."""
        return f"{self.document}:{self.line}"

    @property
    def needs_pytest(self) -> bool:
        """Whether it has tests that use the fixtures of the pytest plugin."""
        return self.language == "python" and "cosanim_service" in self.code

    @property
    def is_receiver(self) -> bool:
        """Whether it makes an ``app``, which receives callbacks."""
        return self.language == "python" and re.search(r"^app\b.* = ", self.code, re.MULTILINE) is not None

    def commands(self) -> list[Command]:
        """Return its commands, those of a console without the prompt."""
        lines = self.code.replace("\\\n", " ").splitlines()
        if self.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        found = [(line.strip(), _COMMENT.search(line)) for line in lines if line.strip()]
        return [
            Command(
                line,
                int(comment["code"] or 0) if comment else 0,
                comment["reason"].strip() if comment and comment["reason"] is not None else None,
            )
            for line, comment in found
        ]


def blocks_of(document: str, text: str) -> list[Block]:
    """Return the code blocks of a document.

    Args:
        document: Its path.
        text: Its text.
    """
    return [
        Block(
            document,
            text.count("\n", 0, found.start("fence")) + 1,
            found["language"].strip(),
            found["code"],
            None if found["reason"] is None else found["reason"].strip(),
            found["file"],
        )
        for found in _BLOCK.finditer(text)
    ]


def sessions_of(blocks: list[Block]) -> list[list[Block]]:
    """Return the blocks that are typed into one shell, from the start of a local service to its end.

    Args:
        blocks: The blocks of one document.
    """
    found: list[list[Block]] = []
    is_open = False
    for block in blocks:
        if block.language == "console" and _SESSION_STARTS.search(block.code):
            found.append([])
            is_open = True
        if is_open and block.language == "console":
            found[-1].append(block)
            is_open = _SESSION_ENDS not in block.code
    return found


BLOCKS: Final = [block for document, text in DOCUMENTS.items() for block in blocks_of(document, text)]
_ALL_SESSIONS: Final = [
    session
    for document in DOCUMENTS
    for session in sessions_of([block for block in BLOCKS if block.document == document])
]
SESSIONS: Final = list({tuple(block.code for block in session): session for session in _ALL_SESSIONS[::-1]}.values())
"""The sessions of all documents; of equal ones, as those of translated pages, the first."""
_IN_SESSIONS: Final = {block.id for session in _ALL_SESSIONS for block in session}


def files_of(document: str) -> dict[str, str]:
    """Return the files that a document says to save, for its sessions.

    Args:
        document: Its path.
    """
    return {block.file: block.code for block in BLOCKS if block.document == document and block.file is not None}


def runnable(*languages: str) -> list[Block]:
    """Return the blocks that are run by themselves: of equal ones the first, none of a session, and no files of one.

    Args:
        *languages: Their languages.
    """
    chosen = {}
    for block in BLOCKS:
        is_alone = block.id not in _IN_SESSIONS and block.file is None
        if block.language in languages and block.reason is None and is_alone:
            chosen.setdefault((block.language, block.code), block)
    return list(chosen.values())


def left_out() -> set[tuple[str, str]]:
    """Return document and reason of what is not run: blocks, and commands within blocks."""
    blocks = {(block.document, block.reason) for block in BLOCKS if block.reason is not None}
    shells = (block for block in BLOCKS if block.language in {"console", "sh", "bash"})
    commands = ((block.document, command.reason) for block in shells for command in block.commands())
    return blocks | {(document, reason) for document, reason in commands if reason is not None}
