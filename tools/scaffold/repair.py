"""Malformed samples made readable: each of the forms that the documentation has, and what was done about it.

A sample is read tag by tag with a stack of open elements. What does not fit is closed, renamed or left out by the
first rule that knows it; the result is well-formed, and every repair is said with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN: Final = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|</?[A-Za-z_][^<>]*>|[^<]+|<", re.DOTALL)
_TAG: Final = re.compile(r"<(?P<close>/?)\s*(?P<name>[A-Za-z_][\w.*-]*)(?P<rest>[^<>]*?)(?P<empty>/?)\s*>", re.DOTALL)
_ELLIPSIS: Final = re.compile(r"\s*(?:\.{3,}|…+)\s*")
_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_NEAR: Final = 0.75


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: the line of the page and what was done."""

    line: int
    what: str


@dataclass(slots=True)
class _Open:
    name: str
    path: str
    line: int
    has_text: bool = False
    children: set[str] = field(default_factory=set)


def repaired(text: str, line: int, *, is_known: Callable[[str], bool] = lambda _: False) -> tuple[str, list[Repair]]:
    """Return a sample as well-formed XML.

    Args:
        text: The sample, from its root on.
        line: Line of the page on which it begins.
        is_known: Tells whether the page documents a node at a path, to find out where one was left unclosed.

    Returns:
        The XML and the repairs; none where it was well-formed.
    """
    if _is_well_formed(text):
        return text, []
    reader = _Reader(text, line, is_known)
    reader.read()
    xml = "".join(reader.out)
    if not _is_well_formed(xml):
        root = etree.fromstring(xml.encode(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
        # A root there is: the sample begins with one.
        xml = etree.tostring(root, encoding="unicode")
        reader.repairs.append(Repair(line, "no known form of mistake: read as far as a lenient parser can"))
    return xml, reader.repairs


def _is_well_formed(text: str) -> bool:
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    # On one line and alone, an ellipsis is a value.
    return not any(
        text and _ELLIPSIS.fullmatch(text) and ("\n" in text or len(element) or text is element.tail)
        for element in root.iter()
        for text in (element.text, element.tail)
    )


class _Reader:
    def __init__(self, text: str, line: int, is_known: Callable[[str], bool]) -> None:
        self.out: list[str] = []
        self.repairs: list[Repair] = []
        self._tokens = _TOKEN.findall(text)
        self._stack: list[_Open] = []
        self._line = line
        self._is_known = is_known
        self._root = ""

    def read(self) -> None:
        """Read all tokens, then close what is still open."""
        for index, token in enumerate(self._tokens):
            if self._root and not self._stack:
                if token.strip():
                    self._say("what follows the root was left out")
                    break
            elif tag := _TAG.fullmatch(token):
                self._tag(tag, index)
            else:
                self._text(token, index)
            self._line += token.count("\n")
        while self._stack:
            self._say(f"<{self._stack[-1].name}> was not closed: closed at the end")
            self._close()

    def _tag(self, tag: re.Match[str], index: int) -> None:
        name, rest = tag["name"], tag["rest"].strip()
        if tag["close"]:
            if tag["empty"] or rest:
                self._say(f"{tag[0].strip()} read as </{name}>")
            self._end(name)
        elif rest and "=" not in rest:
            self._value_in_tag(name + tag["rest"], index)
        else:
            self._start(name, tag, index)

    def _start(self, name: str, tag: re.Match[str], index: int) -> None:
        top = self._stack[-1] if self._stack else None
        is_leaf = top is not None and top.has_text and not top.children
        if top is not None and name == top.name and is_leaf and not tag["empty"]:
            self._say(f"<{name}> after its text read as </{name}>")
            self._close()
            return
        if name == self._root and not tag["empty"] and len(self._stack) == 1:
            self._say(f"<{name}> at the end read as </{name}>")
            self._close()
            return
        self._close_unclosed(name, index)
        parent = self._stack[-1] if self._stack else None
        path = f"{parent.path}.{name}" if parent else name
        if parent:
            parent.children.add(name)
        self.out.append(tag[0])
        self._root = self._root or name
        if not tag["empty"]:
            self._stack.append(_Open(name, path, self._line))

    def _close_unclosed(self, name: str, index: int) -> None:
        """Close the elements that are never closed, where the page documents this one further up."""
        for depth in range(len(self._stack), 0, -1):
            if depth < len(self._stack) and self._is_closed_later(self._stack[depth].name, index):
                return
            if self._is_known(f"{self._stack[depth - 1].path}.{name}"):
                while len(self._stack) > depth:
                    self._say(f"<{self._stack[-1].name}> was not closed before <{name}>: closed")
                    self._close()
                return

    def _is_closed_later(self, name: str, index: int) -> bool:
        depth = 1
        for token in self._tokens[index:]:
            tag = _TAG.fullmatch(token)
            if tag and tag["name"] == name and not tag["empty"]:
                depth += -1 if tag["close"] else 1
                if depth == 0:
                    return True
        return False

    def _end(self, name: str) -> None:
        if not self._stack:
            self._say(f"</{name}> without an open element was left out")
            return
        top = self._stack[-1]
        is_value = top.has_text and not top.children
        if name == top.name:
            self._close()
        elif any(element.name == name for element in self._stack):
            while self._stack[-1].name != name:
                self._say(f"<{self._stack[-1].name}> was not closed before </{name}>: closed")
                self._close()
            self._close()
        elif is_value or _near(name, top.name):
            self._say(f"</{name}> read as </{top.name}>")
            self._close()
        else:
            self._say(f"</{name}> without an open element read as <{name}/>")
            top.children.add(name)
            self.out.append(f"<{name}/>")

    def _value_in_tag(self, text: str, index: int) -> None:
        """Read ``<Name2022-…></Name>``, a value inside the tag, as ``<Name>2022-…</Name>``."""
        following = next((token for token in self._tokens[index + 1 :] if token.strip()), "")
        closing = _TAG.fullmatch(following)
        name = closing["name"] if closing and closing["close"] else ""
        if name and text.startswith(name):
            self._say(f"the value inside the tag {name} was taken out")
            top = self._stack[-1] if self._stack else None
            self.out.append(f"<{name}>{text.removeprefix(name)}")
            self._stack.append(_Open(name, f"{top.path}.{name}" if top else name, self._line, has_text=True))
        else:
            self._say(f"<{text}> is no element; it was left out")

    def _text(self, token: str, index: int) -> None:
        if not self._stack:
            return
        if token.startswith(("<!--", "<?")):
            self._say("a comment was left out")
            return
        top = self._stack[-1]
        if token.startswith("<") and not token.startswith("<![CDATA["):
            self._say("a < that begins no element was escaped")
            token = "&lt;" + token[1:]
        if token.strip():
            if _ELLIPSIS.fullmatch(token) and ("\n" in token or not self._is_whole_value(index, top)):
                self._say("an ellipsis was left out")
                self.out.append("\n")
                return
            if not token.startswith("<") and _AMPERSAND.search(token):
                self._say("a bare & was escaped")
                token = _AMPERSAND.sub("&amp;", token)
            top.has_text = True
        self.out.append(token)

    def _is_whole_value(self, index: int, top: _Open) -> bool:
        following = _TAG.fullmatch(self._tokens[index + 1]) if index + 1 < len(self._tokens) else None
        return not top.children and following is not None and following["name"] == top.name

    def _close(self) -> None:
        self.out.append(f"</{self._stack.pop().name}>")

    def _say(self, what: str) -> None:
        self.repairs.append(Repair(self._line, what))


def _near(name: str, other: str) -> bool:
    return SequenceMatcher(None, name.lower(), other.lower()).ratio() >= _NEAR
