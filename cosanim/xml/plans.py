"""Plans: the compiled schema of a class, used by the writer, the reader and the checker.

A plan is compiled on first use. A family of classes is a module of ``cosanim_bindings``; its schema data is the module
of the same name in ``cosanim_bindings.schema``. Both are loaded when one of the classes is first used, so that
submitting a job loads neither batches nor templates.
"""

from __future__ import annotations

import importlib
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cosanim.xml.facets import compile_facets
from cosanim.xml.value_texts import READERS
from cosanim.xml.xpath import compile_test

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from lxml import etree

    from cosanim.schema import ComplexType, Element, Rule, SimpleType
    from cosanim.xml.facets import FindProblems

_BINDINGS = "cosanim_bindings"


class Tags(NamedTuple):
    """The tags of an element.

    Attributes:
        start: Start tag.
        end: End tag.
        empty: Tag of an empty element.
    """

    start: str
    end: str
    empty: str


def _tags(name: str) -> Tags:
    return Tags(f"<{name}>", f"</{name}>", f"<{name}/>")


class SimplePlan:
    """A simple type, compiled on first use.

    Attributes:
        name: Name of the XSD type.
        is_text: Whether all values are texts, so that no conversion is needed.
        takes_text: Whether a value may be any text.
    """

    def __init__(self, type_: SimpleType) -> None:
        """Store the type.

        Args:
            type_: The simple type.
        """
        self._type = type_
        self.name = type_.name
        self.is_text = type_.kinds == ("str",)
        self.takes_text = "str" in type_.kinds
        self._readers = tuple(READERS[kind] for kind in type_.kinds if kind != "str")

    @cached_property
    def takes_blank(self) -> bool:
        """Whether the empty text is a valid value of this type."""
        return self.takes_text and not self.problems("")

    @cached_property
    def problems(self) -> FindProblems:
        """Function that returns every rule of the type that a value breaks."""
        return compile_facets(self._type)

    def value(self, text: str) -> int | Decimal | bool | None:
        """Return the number or bool that is encoded as exactly this text; None when there is none."""
        for read in self._readers:
            value = read(text)
            if value is not None:
                return value
        return None


class ElementPlan:
    """A child element: its tags, its field, and how its value is handled.

    Attributes:
        name: Name in XML.
        field: Name of the field in the class.
        array: Whether it may occur more than once.
        required: Whether it must occur.
        spellings: Other names that it may have in replies.
        nested: Names of child elements in which a reply may wrap the values, one value for each child element.
        simple: Plan of its simple type; None for an element with children.
        tags: Its tags.
    """

    def __init__(self, element: Element) -> None:
        """Compile everything that does not depend on another class.

        Args:
            element: The element of the schema.
        """
        self.name, self.field, type_, self.array, self.required, self.spellings, self.nested = element
        self.simple = None if isinstance(type_, str) else _simple_plan(type_)
        self._type = type_
        self.tags = _tags(self.name)

    @cached_property
    def problems(self) -> FindProblems | None:
        """Function that returns the rules of its simple type that a value breaks; None for an element with children."""
        return None if self.simple is None else self.simple.problems

    @cached_property
    def complex(self) -> Plan:
        """Plan of its complex type; accessing it loads the family of that type."""
        family, _, name = str(self._type).partition(".")
        return plan_of(getattr(importlib.import_module(f"{_BINDINGS}.{family}"), name))


class Plan:
    """The compiled schema of a class of the bindings.

    Attributes:
        cls: The class.
        name: Name of its complex type.
        root: Name of the element when an object is the root of a document.
        tags: Tags of that element.
        open: Whether objects keep unknown nodes.
        elements: Its child elements in the order in which they are written.
        by_name: The child elements by their names in XML.
        values: Function that returns the values of all child elements of an object.
        required_fields: Required fields of the constructor, each with the value None.
    """

    def __init__(self, cls: type[Any], complex_type: ComplexType) -> None:
        """Compile the elements; rules are compiled at the first validation.

        Args:
            cls: The class.
            complex_type: The schema of the class.
        """
        self.cls = cls
        self.name, elements, self.root, self._rules, self.open = complex_type
        self._type = complex_type
        self.tags = _tags(self.root)
        self.elements = tuple(ElementPlan(element) for element in elements)
        self.by_name = {element.name: element for element in self.elements}
        self._by_spelling = {name: element for element in self.elements for name in element.spellings}
        self.values = _getter([element.field for element in self.elements])
        self.required_fields = {one.field: None for one in self.elements if one.required and not one.array}

    def respelled(self, child: etree._Element, occurs: dict[str, bool]) -> ElementPlan | None:
        """Return the element for a child with an old spelling of its name; None when there is none.

        Args:
            child: A child whose name is not in the schema.
            occurs: Cache of whether elements occur under their current names in the parent. It is filled here; pass
                the same dictionary for all children. If the current name occurs, even blank, old spellings are ignored,
                since a blank value is kept too.
        """
        element = self._by_spelling.get(child.tag)  # type: ignore[arg-type]  # the tag of an entity is not a text
        # The field takes plain text (an id); a child that contains elements is treated as an unknown node.
        if element is None or (element.simple is not None and len(child)):
            return None
        if element.name not in occurs:
            parent = child.getparent()
            occurs[element.name] = parent is not None and parent.find(element.name) is not None
        return None if occurs[element.name] else element

    @cached_property
    def checks(self) -> tuple[tuple[ElementPlan, bool, FindProblems | None], ...]:
        """Each child element, whether it is an array, and its ``problems``, for the checker."""
        return tuple((element, element.array, element.problems) for element in self.elements)

    @cached_property
    def rules(self) -> tuple[tuple[Rule, Callable[[Any], bool]], ...]:
        """Rules on the child elements, each with a function that returns whether an object satisfies it."""
        return tuple((rule, compile_test(rule.test, self._type, _complex_type)) for rule in self._rules)


_plans: dict[type[Any], Plan] = {}


def plan_of(cls: type[Any]) -> Plan:
    """Return the plan of a class, compiled on first use.

    Args:
        cls: A class of ``cosanim.models``.

    Raises:
        TypeError: It is not such a class.
    """
    plan = _plans.get(cls)
    if plan is None:
        package, _, family = cls.__module__.rpartition(".")
        known = _complex_types(family) if package == _BINDINGS else {}
        if cls.__name__ not in known:
            raise TypeError(f"{cls.__name__} is no class of cosanim.models")
        # Concurrent threads may compile the same plan; setdefault keeps the first.
        plan = _plans.setdefault(cls, Plan(cls, known[cls.__name__]))
    return plan


@cache
def roots() -> Mapping[str, Mapping[str, type[Any]]]:
    """Return the classes of each API's documents, by API and root element; loads every family."""
    return {api: roots_of(api) for api in apis()}


def apis() -> tuple[str, ...]:
    """Return the names of the APIs that have documents, as in ``spec/<api>.xsd``."""
    return tuple(_roots())


@cache
def roots_of(api: str) -> Mapping[str, type[Any]]:
    """Return the classes of an API's documents by root element.

    Args:
        api: Name of the API, as in ``spec/<api>.xsd``.

    Raises:
        ValueError: There is no such API.
    """
    declared = _roots().get(api)
    if declared is None:
        raise ValueError(f"there is no API {api!r}; there are {', '.join(_roots())}")
    return {
        root: getattr(importlib.import_module(f"{_BINDINGS}.{family}"), name)
        for root, (family, _, name) in ((root, path.partition(".")) for root, path in declared.items())
    }


def _roots() -> Mapping[str, Mapping[str, str]]:
    from cosanim_bindings.schema.roots import ROOTS

    return ROOTS


@cache
def _complex_types(family: str) -> Mapping[str, ComplexType]:
    """Return the complex types of a family by name; none when there is no such family."""
    name = f"{_BINDINGS}.schema.{family}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        # Any other missing module is a broken installation.
        if error.name != name:
            raise
        return {}
    types: Mapping[str, ComplexType] = module.COMPLEX_TYPES
    return types


def _complex_type(path: str) -> ComplexType:
    family, _, name = path.partition(".")
    return _complex_types(family)[name]


_simple_plans: dict[str, SimplePlan] = {}


def _simple_plan(type_: SimpleType) -> SimplePlan:
    plan = _simple_plans.get(type_.name)
    return plan if plan is not None else _simple_plans.setdefault(type_.name, SimplePlan(type_))


def _getter(fields: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if not fields:
        return lambda _: ()
    if len(fields) == 1:
        get = attrgetter(fields[0])
        return lambda value: (get(value),)
    return attrgetter(*fields)
