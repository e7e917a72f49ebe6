"""xsdata as an oracle: it reads and writes the bindings without code of this library.

xsdata needs the names of elements in the metadata of fields. The bindings lack them, so this module adds them from the
XSD, which it reads with xmlschema.
"""

from __future__ import annotations

import functools
import warnings
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.writers import LxmlEventWriter

from cosanim.xml.codec import decode
from tests.strategies import COMPLEX, class_of, fields_of, root_of


@functools.cache
def add_xsdata_metadata() -> None:
    """Add the names of elements and roots to all classes, as metadata for xsdata."""
    for type_name in COMPLEX:
        cls = class_of(type_name)
        elements = {field: name for name, field in fields_of(cls).items()}
        cls.Meta = type("Meta", (), {"name": root_of(type_name)})
        for field in fields(cls):
            metadata = (
                {"name": elements[field.name], "type": "Element"} if field.name in elements else {"type": "Ignore"}
            )
            field.metadata = MappingProxyType(metadata)


def read_by_xsdata(data: bytes, type_name: str, *, drop_unknown: bool = False) -> Any:
    """Return the object that xsdata reads.

    Args:
        data: The document.
        type_name: Its type.
        drop_unknown: Whether to ignore unknown elements, which are errors otherwise.
    """
    add_xsdata_metadata()
    parser = XmlParser(ParserConfig(fail_on_unknown_properties=not drop_unknown))
    return parser.from_bytes(data, class_of(type_name))


def write_by_xsdata(document: Any) -> bytes:
    """Return an object as xsdata writes it."""
    add_xsdata_metadata()
    return XmlSerializer(writer=LxmlEventWriter).render(document).encode()


def comparable(document: Any, *, without_unknown: bool = False) -> Any:
    """Return a comparable form in which blank and absent elements are equal, since xsdata does not distinguish them.

    Args:
        document: An object of the bindings, or a part of one.
        without_unknown: Whether to leave out unknown elements.
    """
    if isinstance(document, list | tuple):
        return [comparable(item, without_unknown=without_unknown) for item in document]
    if hasattr(document, "__dataclass_fields__"):
        names = [name for name in document.__dataclass_fields__ if not (without_unknown and name == "unknown")]
        values = {name: comparable(getattr(document, name), without_unknown=without_unknown) for name in names}
        return type(document), {name: value for name, value in values.items() if value is not None}
    return None if document == "" else document


def assert_xsdata_agrees(data: bytes, type_name: str) -> None:
    """Assert that xsdata and cosanim read a document as equal objects, and cosanim the output of xsdata likewise."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both libraries warn of odd values
        ours, theirs = decode(data, class_of(type_name)), read_by_xsdata(data, type_name, drop_unknown=True)
        again = decode(write_by_xsdata(theirs), class_of(type_name))
    expected = comparable(ours, without_unknown=True)
    assert comparable(theirs, without_unknown=True) == expected
    assert comparable(again, without_unknown=True) == expected
