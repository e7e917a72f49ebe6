"""Reads lead sentences, which name the node that the next table describes. A Parent Node column has precedence."""

from __future__ import annotations

import re
from typing import Final

from tools.documentation.pages.cell_text import bare, plain

_NODE: Final = r"[A-Za-z][\w.*\\-]*"
_FOLLOWS: Final = r"(?:is|are) as follows\s*:"
_NODES: Final = rf"{_NODE}(?:\s*(?:,|、|and|和|及)\s*{_NODE})*"
# The forms on the pages of 2022, 2023 and 2025, English and Chinese, without backticks.
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:The )?(?P<nodes>{_NODES}) (?:node )?ha(?:s|ve) the following (?:sub-?nodes|nodes|parameters|content)\b.*",
        rf"(?:The )?contents? of (?:the )?(?:container )?(?:node |type )?(?P<nodes>{_NODES})\s*(?:is as follows)?\s*:",
        rf"Container (?:node|type) (?P<nodes>{_NODES}) contents?\s*:",
        rf"(?:Specific )?data descriptions? (?:for|of) (?:the )?Container (?:type|node) (?P<nodes>{_NODES}) {_FOLLOWS}",
        rf"(?P<nodes>{_NODES}) (?:is|are) as described below\s*:",
        rf"(?:{_NODE}\s*)?(?:节点|类型)\s*(?P<nodes>{_NODES})\s*的(?:具体)?(?:数据)?(?:内容|描述)(?:描述)?.*",
        rf"(?P<nodes>{_NODES})\s*的具体(?:数据)?(?:内容|描述)(?:描述)?.*",
    )
)
_GENERAL: Final = re.compile(
    r"(?:The )?(?:specific )?(?:nodes|parameters|data|details)(?: descriptions?)? (?:is|are) (?:as )?"
    r"(?:described )?(?:as )?(?:below|follows)?\s*:"
    r"|.*具体(?:的)?(?:数据|节点|参数)?(?:的)?(?:内容|描述)(?:描述)?如下\s*[:：]|参数(?:的具体内容|说明)如下\s*[:：]",
    re.IGNORECASE,
)
_NOT_NODES: Final = frozenset({"the", "nodes", "parameters", "container", "data", "details"})


def lead_nodes(text: str) -> tuple[str, ...]:
    """Return the nodes that a lead sentence names; () if the text is not a lead sentence or names no node.

    Only the last line is read, since notes and references may precede it in the paragraph.
    """
    line = plain(text.rsplit("\n", maxsplit=1)[-1])
    for form in _FORMS:
        found = form.fullmatch(line)
        if found:
            nodes = (bare(node) for node in re.split(r"\s*(?:,|、|\band\b|和|及)\s*", found["nodes"]))
            return tuple(node for node in nodes if node and node.lower() not in _NOT_NODES)
    return ()


def is_lead_sentence(text: str) -> bool:
    """Return whether a text introduces a table, with or without the name of a node."""
    return bool(lead_nodes(text)) or _GENERAL.fullmatch(plain(text.rsplit("\n", maxsplit=1)[-1])) is not None
