"""Types of the spec, to compare them with the limits and types of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.generator.components import load_components, load_schema
from tools.generator.xsd_positions import XS

if TYPE_CHECKING:
    from pathlib import Path


class SpecTypes:
    """The named types of a spec; validates values against simple types.

    Attributes:
        components: The component model.
        names: Names of all types.
    """

    def __init__(self, spec: Path) -> None:
        """Read the spec.

        Args:
            spec: The folder ``spec/``.

        Raises:
            GenerationError: An XSD cannot be read.
        """
        self.components = load_components(spec)
        schema = load_schema(spec)
        self.names = frozenset(schema.types)
        self._types: Any = schema.maps.types

    def accepts(self, name: str, value: str) -> bool:
        """Return whether a value is valid for a simple type."""
        return bool(self._types[name.replace("xs:", XS)].is_valid(value))

    def enumeration(self, values: tuple[str, ...]) -> str:
        """Return the name of the simple type with exactly these values; "" if there is none."""
        if set(values) == {"true", "false"}:
            return "Flag"
        return next(
            (one.name for one in self.components.simple_types.values() if set(one.enumeration) == set(values)), ""
        )
