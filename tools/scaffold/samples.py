"""The samples of a page as documents: found, repaired, parsed."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lxml import etree

from tools.pages.document import Fence
from tools.scaffold.repair import Repair, repaired

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tools.pages import Page

_BODY: Final = re.compile(r"^[ \t]*<(?P<root>[A-Za-z]\w*)>.*", re.DOTALL | re.MULTILINE)
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A document that a page shows.

    Attributes:
        line: Line of the page on which it begins.
        root: Its root element.
        xml: Its text, well-formed.
        repairs: What was done to make it so.
    """

    line: int
    root: etree._Element
    xml: str
    repairs: tuple[Repair, ...]


def samples_of(page: Page) -> list[Sample]:
    """Return the XML documents of a page in page order; those of other roots than the tables have are left out.

    Args:
        page: The page.
    """
    roots = {row.path.partition(".")[0] for row in page.rows if row.section != "query"} or {"Request", "Response"}
    known = {row.path for row in page.rows}
    samples = []
    for block in page.document.blocks:
        if not isinstance(block, Fence):
            continue
        for body in _BODY.finditer(block.text):
            if body["root"] in roots:
                line = page.line_in(block, body.start())
                text = body[0].strip()
                xml, repairs = repaired(text, line, is_known=known.__contains__)
                root = etree.fromstring(xml.encode(), _PARSER)
                samples.append(Sample(line=line, root=root, xml=xml, repairs=tuple(repairs)))
            break
    return samples


def filled(samples: Sequence[Sample], required: Collection[str]) -> list[Sample]:
    """Return the samples with their blank required leaves filled in from other samples of the page.

    A page may show a request once with every node and no value.

    Args:
        samples: The samples.
        required: Paths of the leaves that must not be blank.
    """
    values: dict[str, str] = {}
    for sample in samples:
        for path, leaf in leaves_of(sample.root):
            if text_of(leaf):
                values.setdefault(path, text_of(leaf))
    return [_filled(sample, values, required) for sample in samples]


def _filled(sample: Sample, values: dict[str, str], required: Collection[str]) -> Sample:
    root, names = copy.deepcopy(sample.root), []
    for path, leaf in leaves_of(root):
        if path in required and not text_of(leaf) and path in values:
            leaf.text = values[path]
            names.append(path)
    if not names:
        return sample
    repair = Repair(sample.line, f"blank, but required; filled in from another sample: {', '.join(names)}")
    return replace(sample, root=root, xml=etree.tostring(root, encoding="unicode"), repairs=(*sample.repairs, repair))


def leaves_of(element: etree._Element, path: str = "") -> list[tuple[str, etree._Element]]:
    """Return the leaves of a document with their paths, in document order."""
    path = f"{path}.{element.tag!s}" if path else str(element.tag)
    return [found for child in element for found in leaves_of(child, path)] if len(element) else [(path, element)]


def text_of(element: etree._Element) -> str:
    """Return the text of a leaf."""
    return (element.text or "").strip()
