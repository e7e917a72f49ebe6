"""Reads the entries of a section of a Google-style docstring."""

from __future__ import annotations

import re


def entries_of(docstring: str, section: str) -> dict[str, str]:
    """Return the texts of a section by their names, each on one line.

    Args:
        docstring: The docstring, as ``inspect.getdoc`` returns it.
        section: Name of the section, such as ``Args``.
    """
    found = re.search(rf"^{section}:\n((?: .*\n|\n)*)", f"{docstring}\n", re.MULTILINE)
    body = "" if found is None else found[1]
    entries = re.split(r"^ {4}(\*{0,2}\w+): ", body, flags=re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in zip(entries[1::2], entries[2::2], strict=True)}
