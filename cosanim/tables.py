"""The generated tables and straight-line functions, each loaded when it is first asked for.

They are large, and a program that starts, prints its help or signs a request needs none of them yet.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim_bindings.structure import Shape
    from lxml import etree


@cache
def shapes() -> Mapping[type[Any], Shape]:
    """Return what the schema says of each class of the bindings."""
    from cosanim_bindings.shapes import SHAPES

    return SHAPES


@cache
def roots() -> Mapping[str, Mapping[str, type[Any]]]:
    """Return the classes of each API's documents by API and root."""
    from cosanim_bindings.shapes import ROOTS

    return ROOTS


@cache
def writers() -> Mapping[type[Any], Callable[[Any, list[str]], None]]:
    """Return the functions that write plain objects; they raise NotPlain for others."""
    from cosanim_bindings.writers import WRITERS

    return WRITERS


@cache
def readers() -> Mapping[type[Any], Callable[[etree._Element], Any]]:
    """Return the functions that read plain elements; they raise NotPlain for others."""
    from cosanim_bindings.readers import READERS

    return READERS


@cache
def checks() -> Mapping[type[Any], Callable[[Any], bool]]:
    """Return the functions that tell whether there is nothing to say of an object."""
    from cosanim_bindings.checks import CHECKS

    return CHECKS
