"""Records that describe the schema: simple types, elements, rules, complex types.

The generator writes them as plain data; ``cosanim.xml`` compiles plans from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class ValueAdvice(NamedTuple):
    """A warning about a value that the schema allows.

    Attributes:
        id: Name of the rule.
        test: Name of the test that the value should pass, one of ``cosanim.xml.value_advice.VALUE_TESTS``.
        message: What is wrong and what to do; ``{found}`` is replaced by the text that the test returns.
    """

    id: str
    test: str
    message: str


class SimpleType(NamedTuple):
    """A simple type: its valid texts and their Python values.

    Attributes:
        name: Name of the XSD type.
        kinds: Names of the Python types of a value (str, int, Decimal, bool) in the order in which they are tried;
            str accepts any text.
        enumeration: The texts allowed; empty when the type has no enumeration.
        patterns: Regular expressions that must all match the whole text.
        form: Description of the patterns for messages.
        min_inclusive: Smallest number allowed.
        min_exclusive: Number that the value must exceed.
        max_inclusive: Largest number allowed.
        max_exclusive: Number that the value must stay below.
        min_length: Least number of characters.
        max_length: Greatest number of characters.
        fraction_digits: Greatest number of digits after the decimal point.
        advice: Warnings about its values.
    """

    name: str
    kinds: tuple[str, ...]
    enumeration: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    form: str = ""
    min_inclusive: int | Decimal | None = None
    min_exclusive: int | Decimal | None = None
    max_inclusive: int | Decimal | None = None
    max_exclusive: int | Decimal | None = None
    min_length: int | None = None
    max_length: int | None = None
    fraction_digits: int | None = None
    advice: tuple[ValueAdvice, ...] = ()


class Element(NamedTuple):
    """A child element of a complex type.

    Attributes:
        name: Name on the wire.
        field: Field of the dataclass.
        type: Its simple type; for an element with children, module and name of their complex type, as
            ``animation.Video``.
        array: Whether it may occur more than once.
        required: Whether it must occur.
        spellings: Other names for it in replies, read when its own name does not occur.
        nested: Names of the elements in which a reply may wrap the members of the array, one member in each.
    """

    name: str
    field: str
    type: SimpleType | str
    array: bool = False
    required: bool = False
    spellings: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


class Rule(NamedTuple):
    """A rule over several elements of a complex type.

    Attributes:
        id: Name of the rule.
        severity: error for an assert of the XSD, warning for advice.
        test: XPath expression that is true for valid documents, in the subset that ``cosanim.xml.xpath`` reads.
        message: What is wrong and what to do.
    """

    id: str
    severity: Literal["error", "warning"]
    test: str
    message: str


class ComplexType(NamedTuple):
    """A complex type; the class of the same name holds its values.

    Attributes:
        name: Name of the XSD type and of the class.
        elements: Child elements in the order in which they are written.
        root: Name of the element when an object of the class is written by itself.
        rules: Rules over the child elements, in the order of the XSD.
        open: Whether other nodes may occur; they are kept in the field ``unknown``.
    """

    name: str
    elements: tuple[Element, ...]
    root: str
    rules: tuple[Rule, ...] = ()
    open: bool = False
