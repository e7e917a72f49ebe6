"""Randomly damaged documents, on which ``validate`` and xmlschema must agree."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from lxml import etree

from cosanim.xml.validation import errors_of, validate
from tests.strategies import COMPLEX, ROOT_TYPES, children_of, xmlschema_errors

TEXTS: Final = (
    *("", " ", "\n", "0", "-0", "+5", "007", "5.", ".5", "1e5", "127", "128", " 128 ", "4096", "4097", "60", "60.001"),
    *("0.0010", "0.0001", "-1", "true", "false", "1", "TRUE", " true", "\u00a0", "gif", "GIF", " gif", "TDMQ", "Url"),
    *("a.${ext}", "${x}", "$", "$$", "a" * 1025, "６４", "INF", "NaN", "\r", "é", "no", "http://a", "sh", "Animation"),
)
NAMES: Final = tuple(sorted({child.name for name in COMPLEX for child in children_of(name)} | {"New", "Request"}))
NO_BREAK_SPACE: Final = "\u00a0"
"""xmlschema treats this character as white space between elements, although XML does not."""
MUTATIONS: Final = ("drop", "duplicate", "reorder", "retype", "rename", "nest", "text", "attribute", "insert", "empty")


def mutate(root: etree._Element, mutation: str, which: int, other: int, text: str) -> None:
    """Apply one of ``MUTATIONS`` to a document; ``which`` and ``other`` select elements, ``text`` is the new text."""
    elements = list(root.iter())
    element, target = elements[which % len(elements)], elements[other % len(elements)]
    parent = element.getparent()
    match mutation:
        case "drop" if parent is not None:
            parent.remove(element)
        case "duplicate" if parent is not None:
            parent.append(etree.fromstring(etree.tostring(element)))
        case "reorder" if len(element):
            element.insert(0, element[other % len(element)])
        case "retype" if not len(element) and text != NO_BREAK_SPACE:
            element.text = text
        case "rename" if parent is not None:
            element.tag = NAMES[other % len(NAMES)]
        case "nest" if parent is not None and target not in set(element.iter()):
            target.append(element)
        case "text" if text != NO_BREAK_SPACE:
            element.text = text
        case "attribute":
            element.set("a", text)
        case "insert":
            etree.SubElement(element, NAMES[other % len(NAMES)]).text = text
        case "empty":
            for child in element:
                element.remove(child)
            element.text = None


def without_blanks(root: etree._Element, paths: list[str]) -> etree._Element:
    """Remove the blank elements at some paths, which ``validate`` treats as absent and xmlschema does not."""
    for path in paths:
        element = root.find("/".join(path.split(".")[1:]))
        siblings = element.getparent().findall(element.tag)
        if len(siblings) == 1 and not len(element) and not element.attrib:
            element.getparent().remove(element)
    return root


STEPS: Final = st.lists(
    st.tuples(st.sampled_from(MUTATIONS), st.integers(0, 400), st.integers(0, 400), st.sampled_from(TEXTS)),
    min_size=1,
    max_size=3,
)


def compare_with_xmlschema(root: etree._Element, steps: list[tuple[str, int, int, str]], api: str) -> None:
    """Mutate a document, and assert that both ``validate`` and xmlschema find errors, or neither does.

    Args:
        root: The root of the document, which is changed.
        steps: The mutations, drawn from ``STEPS``.
        api: The API that the document belongs to.
    """
    type_name = ROOT_TYPES[api, root.tag]
    for step in steps:
        mutate(root, *step)
    data = etree.tostring(root, encoding="utf-8")
    ours = validate(data, api=api)
    blanks = [violation.path for violation in ours if violation.rule == "blank"]
    theirs = xmlschema_errors(without_blanks(etree.fromstring(data), blanks), type_name)
    assert bool(errors_of(ours)) == bool(theirs), (data, ours, theirs)
