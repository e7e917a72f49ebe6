"""Generates the dataclasses with the generator of xsdata, with names, types and layout of our own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from xsdata.formats.dataclass.filters import Filters
from xsdata.formats.dataclass.generator import DataclassGenerator
from xsdata.formats.mixins import GeneratorResult

from tools.generator.names import REQUEST_ID_FIELD, UNKNOWN_FIELD, WITH_REQUEST_ID, field_name
from tools.generator.schema_data import render_schema_data
from tools.generator.simple_type_source import limits_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsdata.codegen.models import Attr, Class
    from xsdata.models.config import GeneratorConfig

    from tools.generator.components import Components

HERE = Path(__file__).parent
HEADER = "# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.\n"


class BindingFilters(Filters):
    """Template filters for the names and types of fields."""

    __slots__ = ("components", "enumerations")
    components: Components
    enumerations: frozenset[str]

    def field_name(self, name: str, class_name: str) -> str:  # noqa: ARG002 - the signature is xsdata's
        """Return the field name for a node."""
        return field_name(name)

    def field_type(self, obj: Class, attr: Attr) -> str:
        """Return the type annotation of a field."""
        if attr.is_wildcard:
            return "list[UnknownNode]"
        child = self.components.complex_types[obj.name].child(attr.name)
        if child is not None and child.is_simple:
            # xsdata types a boolean with a pattern as str; the component model has the correct type.
            names = [self.class_name(kind.name) for kind in attr.types if kind.qname in self.enumerations]
            names += self.components.simple_types[child.type].kinds
        else:
            names = [self._field_type_name(obj, kind) for kind in attr.types]
        joined = " | ".join(names)
        if attr.is_list:
            return f"list[{joined}]"
        return f"{joined} | None" if attr.is_optional else joined

    def field_definition(self, obj: Class, attr: Attr, parent_namespace: str | None) -> str:  # noqa: ARG002
        """Return the source of the default of a field, without the metadata that xsdata adds."""
        if attr.is_wildcard or attr.is_list:
            return " = field(default_factory=list)"
        return " = None" if attr.is_optional else ""

    def class_params(self, obj: Class) -> Iterator[tuple[str, str]]:
        """Yield all fields with their documentation, including the request id, which is not in the XML."""
        limits = self._limits(obj)
        yield from (
            (name, f"{doc}{limits.get(name, '')}" or "Nodes that the schema does not know, in their own order.")
            for name, doc in super().class_params(obj)
        )
        if has_request_id(obj):
            yield (
                REQUEST_ID_FIELD,
                "The service's id of the request to which this is the reply; not part of the XML.",
            )

    def _limits(self, obj: Class) -> dict[str, str]:
        """Return a sentence with the limits for each field that has some."""
        complex_type = self.components.complex_types.get(obj.name)
        children = () if complex_type is None else complex_type.children
        words = {
            child.name: limits_in_words(self.components.simple_types[child.type])
            for child in children
            if child.is_simple
        }
        return {field_name(name): f" Allowed: {limits}." for name, limits in words.items() if limits}

    @classmethod
    def build_import_patterns(cls) -> dict[str, dict[str, Any]]:
        """Add the imports that our annotations need."""
        patterns: dict[str, dict[str, Any]] = super().build_import_patterns()
        patterns["enum"] = {"StrEnum": ["(StrEnum)"]}
        patterns["cosanim.schema"] = {
            "UnknownNode": ["[UnknownNode]"],
            "equal_fields": ["equal_fields"],
            "no_such_choice": ["no_such_choice"],
            "short_repr": ["short_repr"],
        }
        return patterns


def has_request_id(obj: Class) -> bool:
    """Return whether a class has a field for the request id besides its XML nodes."""
    is_root = obj.meta_name == "Response"
    has_node = any(attr.name == "RequestId" for attr in obj.attrs)
    return (is_root or obj.name in WITH_REQUEST_ID) and not has_node


class BindingGenerator(DataclassGenerator):
    """Writes the modules of dataclasses and the modules of schema data."""

    __slots__ = ()
    components: ClassVar[Components]
    filters: BindingFilters

    @classmethod
    def get_template_paths(cls) -> list[str]:
        """Return the template folders, with ours before those of xsdata."""
        return [str(HERE / "templates"), *super().get_template_paths()]

    @classmethod
    def init_filters(cls, config: GeneratorConfig) -> BindingFilters:
        """Return our filters, without the substitutions of xsdata."""
        filters = BindingFilters(config)
        filters.substitutions.clear()
        return filters

    def render_header(self) -> str:
        """Return a fixed header without date and version, so that the output is the same on every machine."""
        return HEADER

    def render(self, classes: list[Class]) -> Iterator[GeneratorResult]:
        """Yield every module of the package."""
        package = Path.cwd() / self.config.output.package
        components = self.components
        self.filters.components = components
        self.filters.enumerations = frozenset(obj.qname for obj in classes if obj.is_enumeration)
        for obj in classes:
            obj.meta_name = components.root_of(obj.name)
            for attr in obj.attrs:
                # xsdata renames nodes whose names differ in case only; the XML names must not change.
                attr.name = UNKNOWN_FIELD if attr.is_wildcard else attr.local_name
        self.env.globals["has_request_id"] = has_request_id

        # Extra modules must precede xsdata's own to be formatted with ruff.
        containers = [obj.name for obj in classes if not obj.is_enumeration]
        modules = {"__init__": '"""Schema data of the bindings, a module for each of their modules."""\n'}
        for name, source in (modules | render_schema_data(components, containers)).items():
            yield GeneratorResult(path=package / "schema" / f"{name}.py", title=name, source=source)
        yield from super().render(classes)
