"""The types of the spec, as a changed page is held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.generator.components import load_components, load_schema

if TYPE_CHECKING:
    from pathlib import Path


class SpecTypes:
    """The named types of a spec, and whether a simple type takes a value."""

    def __init__(self, spec: Path) -> None:
        """Read the spec.

        Args:
            spec: The folder ``spec/``.

        Raises:
            GenerationError: An XSD cannot be read.
        """
        self.components = load_components(spec)
        self._types: dict[str, Any] = dict(load_schema(spec).types.items())

    @property
    def names(self) -> set[str]:
        """Names of all types."""
        return set(self._types)

    def accepts(self, name: str, value: str) -> bool:
        """Return whether a simple type takes a value."""
        return bool(self._types[name].is_valid(value))

    def enumeration(self, values: tuple[str, ...]) -> str:
        """Return the simple type that has exactly these values, "" where there is none."""
        if set(values) == {"true", "false"}:
            return "Flag"
        return next((leaf.name for leaf in self.components.leaves.values() if set(leaf.enumeration) == set(values)), "")
