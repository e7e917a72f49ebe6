"""The generated tables, loaded when they are first asked for.

They are large, and a program that starts, prints its help or signs a request needs none of them yet.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim_bindings.structure import Shape


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
