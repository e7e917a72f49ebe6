"""Plans: the compiled schema of the classes of the bindings, for the writer, the reader and the checker.

The plan of a class is compiled when the class is first used. A family of classes is a module of ``cosanim_bindings``;
its schema data is the module of the same name in ``cosanim_bindings.schema``. Schema data is loaded with the first plan
of its family, so that submitting a job loads neither batches nor templates.
"""

from __future__ import annotations

import importlib
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cosanim.argument_hints import document_error
from cosanim.close_match import close_match
from cosanim.xml.facets import compile_facets
from cosanim.xml.value_texts import READERS
from cosanim.xml.violations import abbreviate
from cosanim.xml.xpath import compile_test

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from lxml import etree

    from cosanim.schema import ComplexType, Element, Rule, SimpleType
    from cosanim.xml.facets import FindProblems
    from cosanim.xml.value_texts import ReadValue

_BINDINGS = "cosanim_bindings"


class Tags:
    """The tags of an element, as texts.

    Attributes:
        start: Start tag.
        end: End tag.
        empty: Empty-element tag.
    """

    __slots__ = ("empty", "end", "start")

    def __init__(self, name: str) -> None:
        """Build the tags from the name of the element."""
        self.start, self.end, self.empty = f"<{name}>", f"</{name}>", f"<{name}/>"


class SimplePlan:
    """The compiled schema of a simple type.

    Attributes:
        name: Name of the XSD type.
        is_text: Whether every value is a text, so that texts need no conversion.
        takes_text: Whether a value can be a text that is not a number or a bool.
        value: Function that returns the number or bool that is encoded as exactly a given text; None if there is none.
    """

    __slots__ = ("__dict__", "_type", "is_text", "name", "takes_text", "value")

    def __init__(self, type_: SimpleType) -> None:
        """Store the type; its facets are compiled at the first validation.

        Args:
            type_: The simple type of the schema.
        """
        self._type = type_
        self.name = type_.name
        self.is_text = type_.kinds == ("str",)
        self.takes_text = "str" in type_.kinds
        self.value = _first_value([READERS[kind] for kind in type_.kinds if kind != "str"])

    @cached_property
    def takes_blank(self) -> bool:
        """Whether the empty text is a valid value of this type."""
        return self.takes_text and not self.problems("")

    @cached_property
    def problems(self) -> FindProblems:
        """Function that returns the rules of the type that a value breaks."""
        return compile_facets(self._type)


class ElementPlan:
    """The compiled schema of a child element.

    Attributes:
        name: Name in XML.
        field: Name of the field in the class.
        array: Whether the element may occur more than once.
        required: Whether the element must occur.
        spellings: Old names of the element, which replies may contain.
        nested: Names of the elements in which a reply may wrap the members of the array, one in each.
        simple: Plan of the simple type; None for an element with children.
        tags: The tags of the element.
    """

    # The dictionary is that of the cached properties.
    __slots__ = ("__dict__", "_type", "array", "field", "name", "nested", "required", "simple", "spellings", "tags")

    def __init__(self, element: Element) -> None:
        """Compile the element, except for its complex type, which is compiled when ``complex`` is first read.

        Args:
            element: The element of the schema.
        """
        self.name, self.field, type_, self.array, self.required, self.spellings, self.nested = element
        self.simple = None if isinstance(type_, str) else _simple_plan(type_)
        self._type = type_
        self.tags = Tags(self.name)

    @cached_property
    def problems(self) -> FindProblems | None:
        """Function that returns the rules of the simple type that a value breaks; None for an element with children."""
        return None if self.simple is None else self.simple.problems

    @cached_property
    def complex(self) -> Plan:
        """Plan of the complex type. The first access loads the family of the type."""
        family, _, name = str(self._type).partition(".")
        return plan_of(getattr(importlib.import_module(f"{_BINDINGS}.{family}"), name))


class Plan:
    """The compiled schema of a class of the bindings.

    Attributes:
        cls: The class.
        name: Name of the complex type.
        root: Name of the root element of a document that represents an object of the class.
        tags: Tags of the root element.
        open: Whether objects keep unknown nodes.
        elements: The child elements, in the order in which they are written.
        by_name: The child elements by their names in XML.
        values: Function that returns the values of all fields of an object, in the order of ``elements``.
        required_fields: The fields that the constructor requires, each with the value None.
    """

    __slots__ = (
        "__dict__",
        "_by_spelling",
        "_rules",
        "_type",
        "by_name",
        "cls",
        "elements",
        "name",
        "open",
        "required_fields",
        "root",
        "tags",
        "values",
    )

    def __init__(self, cls: type[Any], complex_type: ComplexType) -> None:
        """Compile the child elements; rules are compiled at the first validation.

        Args:
            cls: The class.
            complex_type: The schema of the class.
        """
        self.cls = cls
        self.name, elements, self.root, self._rules, self.open = complex_type
        self._type = complex_type
        self.tags = Tags(self.root)
        self.elements = tuple(ElementPlan(element) for element in elements)
        self.by_name = {element.name: element for element in self.elements}
        self._by_spelling = {name: element for element in self.elements for name in element.spellings}
        self.values = _getter([element.field for element in self.elements])
        self.required_fields = {one.field: None for one in self.elements if one.required and not one.array}

    def element_by_spelling(self, child: etree._Element, occurring: dict[str, bool]) -> ElementPlan | None:
        """Return the plan of a child whose name is an old spelling.

        Args:
            child: A child whose name is not in the schema.
            occurring: By name, whether an element occurs in the parent under its current name. The function fills
                the dictionary; pass the same one for all children of a parent.

        Returns:
            The plan. None if the name is not an old spelling, if the element also occurs under its current name, or if
            the child has children although the element is of simple type. Such a child is an unknown node.
        """
        element = self._by_spelling.get(child.tag)  # type: ignore[arg-type]  # the tag of an entity is not a text
        if element is None or (element.simple is not None and len(child)):
            return None
        if element.name not in occurring:
            parent = child.getparent()
            occurring[element.name] = parent is not None and parent.find(element.name) is not None
        return None if occurring[element.name] else element

    @cached_property
    def checks(self) -> tuple[tuple[ElementPlan, bool, FindProblems | None], ...]:
        """Triples for the checker: a child element, its ``array`` and its ``problems``."""
        return tuple((element, element.array, element.problems) for element in self.elements)

    @cached_property
    def rules(self) -> tuple[tuple[Rule, Callable[[Any], bool]], ...]:
        """The rules of the complex type, each with a function that returns whether an object satisfies the rule."""
        return tuple((rule, compile_test(rule.test, self._type, _complex_type)) for rule in self._rules)


_plans: dict[type[Any], Plan] = {}


def plan_of(cls: type[Any]) -> Plan:
    """Return the plan of a class; the first call compiles it.

    Args:
        cls: A class of ``cosanim.models``.

    Raises:
        TypeError: The class is not one of ``cosanim.models``.
    """
    try:
        plan = _plans.get(cls)
    except TypeError:  # it cannot be hashed, so it is not a class
        plan = None
    if plan is None:
        if not isinstance(cls, type):
            raise TypeError(f"a class of cosanim.models is expected, not {abbreviate(cls)}")
        package, _, family = cls.__module__.rpartition(".")
        known = _complex_types(family) if package == _BINDINGS else {}
        if cls.__name__ not in known:
            raise TypeError(f"{cls.__name__} is not a class of cosanim.models")
        # Concurrent threads may compile the same plan; setdefault keeps the first.
        plan = _plans.setdefault(cls, Plan(cls, known[cls.__name__]))
    return plan


def plan_of_object(document: object, function: str) -> Plan:
    """Return the plan of the class of an argument.

    Args:
        document: The argument.
        function: Name of the function that takes it, for the error.

    Raises:
        TypeError: The argument is not an object of a class of ``cosanim.models``.
    """
    try:
        return plan_of(type(document))
    except TypeError:
        raise document_error(function, document) from None


@cache
def roots() -> Mapping[str, Mapping[str, type[Any]]]:
    """Return the classes of all APIs' documents, by name of the API and then by root element. Loads every family."""
    return {api: roots_of(api) for api in apis()}


def apis() -> tuple[str, ...]:
    """Return the names of the APIs whose requests or replies have a body, as in ``spec/<api>.xsd``."""
    return tuple(_roots())


@cache
def roots_of(api: str) -> Mapping[str, type[Any]]:
    """Return the classes of an API's documents, by root element.

    Args:
        api: Name of the API, as in ``spec/<api>.xsd``.

    Raises:
        ValueError: There is no API with this name.
    """
    declared = _roots().get(api)
    if declared is None:
        close = close_match(str(api), _roots())
        question = "" if close is None else f": did you mean {close!r}?"
        raise ValueError(f"there is no API {api!r}; there are {', '.join(_roots())}{question}")
    return {
        root: getattr(importlib.import_module(f"{_BINDINGS}.{family}"), name)
        for root, (family, _, name) in ((root, path.partition(".")) for root, path in declared.items())
    }


def _roots() -> Mapping[str, Mapping[str, str]]:
    from cosanim_bindings.schema.roots import ROOTS

    return ROOTS


@cache
def _complex_types(family: str) -> Mapping[str, ComplexType]:
    """Return the complex types of a family, by name; an empty mapping if the family does not exist."""
    name = f"{_BINDINGS}.schema.{family}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        # If another module is missing, the installation is broken.
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


def _first_value(readers: list[ReadValue]) -> ReadValue:
    """Return a function that returns the first value that one of some functions reads from a text."""
    if len(readers) == 1:
        return readers[0]

    def value(text: str) -> int | Decimal | bool | None:
        for read in readers:
            if (found := read(text)) is not None:
                return found
        return None

    return value
