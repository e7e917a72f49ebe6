"""Whether the samples of a page are valid documents of the XSD that was made from it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

import xmlschema

from tools.scaffold.drafting import assembled
from tools.scaffold.samples import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from tools.scaffold.drafting import Draft


def faults_of(draft: Draft, base: Path) -> Iterator[tuple[int, str]]:
    """Yield line and reason of each sample that is not valid; blank optional leaves are taken as absent.

    Args:
        draft: The files of the API, with the samples.
        base: The spec with the other types.
    """
    if not draft.source.xsd:
        return
    with assembled(base, draft.files) as spec:
        schema = xmlschema.XMLSchema11(str(spec / draft.source.xsd))
        for sample in draft.samples:
            root = _without_blanks(sample.root)
            for error in schema.iter_errors(cast("Any", root)):
                yield sample.line, f"{error.path}: {error.reason}"


def _without_blanks(root: etree._Element) -> etree._Element:
    """Return a copy without blank leaves: they say that a value is not set."""
    root = copy.deepcopy(root)
    for leaf in [element for element in root.iter() if not len(element) and not text_of(element)]:
        parent = leaf.getparent()
        if parent is not None:
            parent.remove(leaf)
    return root
