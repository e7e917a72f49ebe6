"""Whether the samples of a page are valid documents of the XSD that was made from it."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import xmlschema

from tools.scaffold.drafting import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    with tempfile.TemporaryDirectory(prefix="cosanim-scaffold-") as folder:
        spec = Path(folder)
        assemble(spec, base, draft.files)
        schema = xmlschema.XMLSchema11(str(spec / draft.source.xsd))
        for sample in draft.samples:
            root = _without_blanks(sample.root)
            for error in schema.iter_errors(cast("Any", root)):
                yield sample.line, f"{error.path}: {error.reason}"


def _without_blanks(root: etree._Element) -> etree._Element:
    """Return a copy without blank leaves: they say that a value is not set."""
    root = copy.deepcopy(root)
    for leaf in [element for element in root.iter() if not len(element) and not (element.text or "").strip()]:
        parent = leaf.getparent()
        if parent is not None:
            parent.remove(leaf)
    return root
