"""Which simple type a leaf gets: one of the spec's own, a new one with the documented limits, or a plain one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.scaffold.limits import Limits, limits_of
from tools.type_words import DECIMAL, FLAG, STRING, WHOLE, xsd_type

if TYPE_CHECKING:
    from tools.scaffold.existing import Existing
    from tools.scaffold.nodes import Node, Tree

# Nodes that mean the same in every job, and the spec's type for them.
_COMMON: Final = {
    "Bucket": "BucketName",
    "CallBack": "CallBackUrl",
    "JobLevel": "JobLevel",
    "Object": "ObjectKey",
    "QueueId": "Identifier",
    "Region": "RegionName",
    "TemplateId": "Identifier",
    "UserData": "UserData",
}
_FORMS: Final = {
    WHOLE: re.compile(r"-?\d+"),
    DECIMAL: re.compile(r"-?\d+(\.\d+)?"),
    FLAG: re.compile(r"true|false"),
}
KINDS: Final = {
    STRING: "text",
    WHOLE: "whole number",
    DECIMAL: "number",
    FLAG: "true or false",
    "ReplyInteger": "whole number",
    "ReplyNumber": "number",
    "ReplyBoolean": "true or false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLeaf:
    """A simple type that the spec does not have yet.

    Attributes:
        name: Its name, without the API's prefix.
        base: The type that it restricts; "" of a union.
        facets: Names and values of its facets.
        member: Of a union with xs:string: its other member.
    """

    name: str
    base: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    member: str | NewLeaf = ""


def leaf_type(node: Node, existing: Existing, tree: Tree) -> str | NewLeaf:
    """Return the type of a leaf: the name of one that there is, or a new one.

    Args:
        node: The leaf.
        existing: The types that there are.
        tree: Takes the remarks.
    """
    limits = _certain_limits(node, tree)
    if not node.is_sent:
        return _reply_type(node, limits, existing)
    common = _COMMON.get(node.name, "")
    if common and existing.accepts(common, node.values):
        return common
    if limits.values:
        known = existing.leaf_of_values(node.name, limits.values)
        return known.name if known else NewLeaf(name=node.name, base=STRING, facets=limits.facets)
    plain = _plain_type(node)
    if not limits:
        return plain
    if limits.is_number and plain == STRING:
        plain = DECIMAL
    if limits.length is not None and plain != STRING:
        return plain
    return NewLeaf(name=node.name, base=plain, facets=limits.facets)


def _certain_limits(node: Node, tree: Tree) -> Limits:
    """Return the row's limits, unless a sample breaks them."""
    if node.row is None:
        return Limits()
    limits = limits_of(node.row)
    broken = [value for value in node.values if value and not limits.allow(value)]
    if broken and node.is_sent:
        tree.say(
            node.row.line, f"{node.path}: a sample has {broken[0]!r}, beyond the limits of its row: no limit taken"
        )
    return Limits() if broken else limits


def _plain_type(node: Node) -> str:
    form = _FORMS.get(wanted := xsd_type(node.type))
    return wanted if form and all(map(form.fullmatch, filter(None, node.values))) else STRING


def _reply_type(node: Node, limits: Limits, existing: Existing) -> str | NewLeaf:
    kind = xsd_type(node.type)
    if set(limits.values) == {"true", "false"} or kind == FLAG:
        return "ReplyBoolean"
    if len(limits.values) > 1:
        return _reply_enumeration(node, limits, existing)
    if kind == WHOLE:
        return "ReplyInteger"
    return "ReplyNumber" if kind == DECIMAL or limits.is_number else STRING


def _reply_enumeration(node: Node, limits: Limits, existing: Existing) -> str | NewLeaf:
    for prefix in ("Job", ""):
        known = existing.leaf_of_values(f"{prefix}{node.name}", limits.values)
        if known is not None and f"Reply{known.name}" in existing.components.leaves:
            return f"Reply{known.name}"
        if known is not None:
            return NewLeaf(name=f"Reply{node.name}", member=known.name)
    return NewLeaf(name=f"Reply{node.name}", member=NewLeaf(name=node.name, base=STRING, facets=limits.facets))
