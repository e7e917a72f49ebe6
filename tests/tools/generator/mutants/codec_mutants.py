"""Mutants of the codec: each replaces a function or a constant of cosanim.xml by a typical programming error."""

# ruff: noqa: E501 - each mutant is on one line
from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tests.tools.generator.mutants.mutant import (
    Change,
    Mutant,
    change_first_argument,
    change_result,
    exchange,
    replace_by,
    return_always,
    without_keys,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _clear_node_field(*, name: str = "", text: str = "", tail: str = "") -> Change:
    """Return a change after which a function clears some fields of the unknown node that it returns."""

    def forget(node: Any) -> Any:
        for field in (name, text, tail):
            if field:
                setattr(node, field, type(getattr(node, field))())
        return node

    return change_result(forget)


def _ge_to_gt(comparisons: dict[str, Any]) -> dict[str, Any]:
    return {**comparisons, "ge": comparisons["gt"]}


def _replace_reader(kind: str, read: Callable[[str], object]) -> Change:
    return lambda old: {**old, kind: read}


def _without_short_tag(tags: Any) -> Any:
    tags.empty = tags.start + tags.end
    return tags


def _with_exchanged_tags(tags: Any) -> Any:
    tags.start, tags.end = tags.end, tags.start
    return tags


_MATCHES_NOTHING: Final = re.compile("(?!)")

# Module of cosanim.xml to its mutants: description, name of the replaced object, and change.
CHANGES: Final[dict[str, list[tuple[str, str, Change]]]] = {
    "reader": [
        ("texts between nodes ignored", "holds_text", return_always(result=False)),
        ("attributes and texts of objects ignored", "_Reader._handle_attributes_and_text", return_always(None)),
        ("members of arrays not counted", "path_of", replace_by(lambda parent, element, _: f"{parent}.{element.name}")),
        ("nested names ignored", "values_in", replace_by(lambda child, _: [child])),
        ("all texts taken for values as they are", "_Reader._value", replace_by(lambda _, child, *__: child.text or "")),
        ("tails of unknown nodes lost", "unknown_node", _clear_node_field(tail="tail")),
        ("texts of unknown nodes lost", "unknown_node", _clear_node_field(text="text")),
        ("attributes of unknown nodes lost", "unknown_node", _clear_node_field(name="attributes")),
        ("children of unknown nodes lost", "unknown_node", _clear_node_field(name="children")),
        ("a no-break space as white space", "XML_SPACE", replace_by(" \t\r\n\u00a0")),
    ],
    "codec": [
        ("unknown nodes dropped", "_DecodeSink.unknown", return_always(None)),
        ("repeated nodes dropped", "_DecodeSink.repeated", return_always(None)),
        ("nodes inside leaves dropped", "_DecodeSink.nested", return_always(None)),
        ("attributes passed over by decode", "_DecodeSink.attributes", return_always(None)),
        ("text between nodes passed over by decode", "_DecodeSink.text_between", return_always(None)),
        ("numbers of replies stay texts", "_DecodeSink.value", replace_by(lambda _, text, *__: text)),
        ("odd values without a warning", "warn_of_odd_values", return_always(None)),
    ],
    "validation": [
        ("attributes passed over by validate", "ValidateSink.attributes", return_always(None)),
        ("text between nodes passed over by validate", "ValidateSink.text_between", return_always(None)),
        ("unknown nodes passed over by validate", "ValidateSink.unknown", return_always(None)),
        ("repeated nodes passed over by validate", "ValidateSink.repeated", return_always(None)),
        ("nodes inside leaves passed over by validate", "ValidateSink.nested", return_always("")),
        ("text after surplus nodes passed over", "ValidateSink._report_tail", return_always(None)),
        ("blank leaves as they are", "ValidateSink.value", replace_by(lambda _, text, *__: text)),
        ("violations without their order", "in_document_order", replace_by(lambda _, __, beyond, found: [*found, *(one for _, one in beyond)])),
        ("violations without their lines", "in_document_order", change_result(lambda found: [one._replace(line=None) for one in found])),
    ],
    "parsing": [
        ("attributes never looked for", "may_have_attributes", return_always(result=False)),
        ("namespaces kept", "drop_namespace", return_always(None)),
        ("a DTD read", "_after_prolog", return_always(10**9)),
    ],
    "writer": [
        ("& not escaped", "_ESCAPES", lambda old: {key: value for key, value in old.items() if chr(key) != "&"}),
        ("< not escaped", "_ESCAPES", lambda old: {key: value for key, value in old.items() if chr(key) != "<"}),
        ("> not escaped", "_ESCAPES", lambda old: {key: value for key, value in old.items() if chr(key) != ">"}),
        ("carriage return not escaped", "_ESCAPES", lambda old: {key: value for key, value in old.items() if chr(key) != "\r"}),
        ("anything taken for a list", "items_of", replace_by(lambda value, _: list(value or ()))),
        ("lists only, no tuples", "items_of", lambda old: lambda value, name: old(None if type(value) is tuple else value, name)),
        ("texts not looked at", "written_text", replace_by(lambda value, _: str(value))),
        ("objects inside not written", "_write_object", return_always(None)),
        ("unknown nodes without text and children", "_set_content", return_always(None)),
    ],
    "checker": [
        ("children not looked into", "_check_object", return_always(result=True)),
        ("members of arrays not looked at", "_check_array", return_always(result=True)),
        ("unknown nodes not looked at", "_check_unknown_elements", return_always(None)),
        ("names and texts of unknown nodes not looked at", "_check_unknown", return_always(None)),
        ("any name allowed", "_is_name", return_always(result=True)),
        ("simple values not looked at", "_report", return_always(None)),
    ],
    "plans": [
        ("no rules", "Plan.rules", replace_by(())),
        ("no advice", "Plan.rules", lambda old: property(lambda plan: tuple(one for one in old.func(plan) if one[0].severity == "error"))),
        ("no rules of simple types", "ElementPlan.problems", replace_by(return_always(())(None))),
        ("other spellings not known", "Plan.element_by_spelling", return_always(None)),
        ("other spellings beside the name itself", "Plan.element_by_spelling", replace_by(lambda plan, child, _: plan._by_spelling.get(child.tag))),
        ("no short tags", "Tags", change_result(_without_short_tag)),
        ("tags of an object exchanged", "Tags", change_result(_with_exchanged_tags)),
        ("fields turned round", "_getter", change_first_argument(lambda fields: fields[::-1])),
        ("blank for every type", "SimplePlan.takes_blank", replace_by(True)),
        ("blank for no type", "SimplePlan.takes_blank", replace_by(False)),
    ],
    "value_texts": [
        ("control characters carried", "INVALID_CHARACTER", replace_by(_MATCHES_NOTHING)),
        ("surrogates carried", "INVALID_CHARACTER", replace_by(re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"))),
        ("any text for a whole number", "READERS", _replace_reader("int", lambda text: int(text) if re.fullmatch("[+-]?[0-9]{1,3000}", text) else None)),
        ("any text for a decimal", "READERS", _replace_reader("Decimal", lambda text: Decimal(text) if re.fullmatch(r"[+-]?[0-9]+\.?[0-9]*", text) else None)),
        ("truth values in Python's spelling", "READERS", _replace_reader("bool", {"True": True, "False": False}.get)),
        ("truth values not read", "READERS", without_keys("bool")),
        ("numbers with an exponent", "value_text", lambda old: lambda value: str(value) if isinstance(value, Decimal) else old(value)),
        ("values without a text written as Python does", "value_text", lambda old: lambda value: old(value) or str(value)),
        ("truth values written as Python does", "value_text", lambda old: lambda value: str(value) if isinstance(value, bool) else old(value)),
        ("a text's str() for the text", "value_text", lambda old: lambda value: str(value) if isinstance(value, str) else old(value)),
        ("infinite numbers written", "value_text", lambda old: lambda value: str(value) if isinstance(value, float) else old(value)),
        ("whole numbers of any length", "_MAX_INT_DIGITS", replace_by(10)),
        ("decimals of few digits", "_MAX_DIGITS", replace_by(20)),
    ],
    "facets": [
        ("truth values as numbers", "_parse_boolean", replace_by({"1": 1, "0": 0}.get)),
        ("decimals for whole numbers", "_parse_integer", replace_by(lambda text: Decimal(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None)),
        ("zeros at the end counted", "_fraction_digits", replace_by(lambda number: len(format(number, "f").partition(".")[2]))),
        ("no bounds", "_bounds", return_always(())),
        ("bounds compared the other way", "_bounds", change_result(lambda bounds: tuple((limit, lambda a, b, c=call: c(b, a), *rest) for limit, call, *rest in bounds))),
        ("no patterns and lengths", "_pattern_and_length_check", return_always(None)),
        ("patterns open at the end", "_compiled", change_first_argument(lambda pattern: f"(?:{pattern}).*")),
        ("no advice on values", "_with_advice", replace_by(lambda _, check: check)),
        ("any message for characters", "_characters_problem", change_result(lambda problem: problem._replace(message=""))),
        ("type problems reported for texts", "_EXPECTED", without_keys("str")),
    ],
    "xpath": [
        ("absent numbers count as zero", "number", lambda old: lambda value: 0.0 if value is None else old(value)),
        ("truth values compared as Python writes them", "_equality", replace_by(lambda get, literal: lambda value: str(get(value)) == literal)),
        ("or turned to and", "_either", lambda _: lambda one, other: lambda value: one(value) and other(value)),
        ("and turned to or", "_both", lambda _: lambda one, other: lambda value: one(value) or other(value)),
        ("the second of two conditions ignored", "_both", lambda _: lambda one, _other: one),
        ("the second of two choices ignored", "_either", lambda _: lambda one, _other: one),
        ("ge turned to gt", "_COMPARISONS", _ge_to_gt),
        ("absent steps not looked for", "_step", lambda _: lambda outer, inner: lambda value: inner(outer(value))),
        ("numbers with white space are none", "_NUMBER", replace_by(_MATCHES_NOTHING)),
    ],
    "value_advice": [
        ("every host public", "VALUE_TESTS", lambda old: {**old, "public-host": lambda _: None}),
        ("every host private", "VALUE_TESTS", lambda old: {**old, "public-host": lambda address: address}),
        ("addresses of any scheme taken for web addresses", "_WEB_ADDRESS", replace_by(re.compile("[a-z]+://.*"))),
        ("any event documented", "VALUE_TESTS", lambda old: {**old, "documented-events": lambda _: None}),
        ("no event documented", "_EVENTS", replace_by(frozenset())),
        ("names of private networks public", "_PRIVATE_SUFFIXES", replace_by((".nowhere",))),
        ("full-width letters as they are", "_resolved_form", replace_by(lambda host: host)),
        ("names with escapes as they are", "unquote", replace_by(str)),
    ],
    "dict_form": [
        ("texts of dicts not converted to numbers", "_DictSink.value", replace_by(lambda _self, text, *_: text)),
        ("unknown nodes of dicts left out", "_DictSink.unknown", return_always(None)),
    ],
    "mappings": [
        ("lists of one always as their member", "_LISTS_OF_SERVICE", replace_by(frozenset())),
        ("values not read from JSON", "Tree._append_children", return_always(None)),
        ("unknown nodes left out of JSON", "_value_of_unknown", return_always(None)),
    ],
}  # fmt: skip


def codec_mutants() -> list[Mutant]:
    """Return all mutants of the codec."""
    return [
        Mutant(f"{module}: {what}", module, exchange(f"cosanim.xml.{module}:{name}", change))
        for module, changes in CHANGES.items()
        for what, name, change in changes
    ]
