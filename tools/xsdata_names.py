"""What xsdata has to be told before it reads and writes the bindings.

It finds the names on the wire in the metadata of fields, which the bindings do not have, as schema data holds them.
"""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def name_for_xsdata(cls: type[Any], *, root: str, names: Mapping[str, str]) -> None:
    """Give a class what xsdata looks for; nothing else looks there.

    Args:
        cls: A class of the bindings.
        root: Name of the element that stands for it on the wire.
        names: Names of the child elements by field; other fields are left out.
    """
    cls.Meta = type("Meta", (), {"name": root})
    for field in fields(cls):
        known = field.name in names
        metadata = {"name": names[field.name], "type": "Element"} if known else {"type": "Ignore"}
        field.metadata = MappingProxyType(metadata)
