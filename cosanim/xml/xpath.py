"""Compiles the XPath expressions of rules to functions on objects of the bindings.

The spec uses a subset of XPath: child paths, ``not()``, ``and``, ``or``, ``path = 'text'``,
``normalize-space(string(path)) = 'true'``, and comparisons of ``number(path)``. The generator rejects every other
expression and reports its position in the XSD, so the error messages here are brief.
"""

from __future__ import annotations

import math
import operator
import re
from typing import TYPE_CHECKING, Any, Final

from cosanim.exact_numbers import exact_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.schema import ComplexType, Element

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<path>[A-Za-z_][\w.-]*(?:/[A-Za-z_][\w.-]*)*)|(?P<number>[\d.]+)"""
    r"""|(?P<symbol>[()=]))"""
)
_COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
    "eq": operator.eq,
    "ne": operator.ne,
}
_LARGE: Final = 10**100
"""All integers below this number can be converted to a float."""
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def compile_test(test: str, complex_type: ComplexType, type_of: Callable[[str], ComplexType]) -> Callable[[Any], bool]:
    """Compile a test to a function that returns whether an object satisfies it.

    Args:
        test: The expression.
        complex_type: The type that the rule belongs to.
        type_of: Returns a complex type by the name in an element's ``type``.

    Raises:
        ValueError: The expression is outside the subset, or refers to an element that does not exist.
    """
    parser = _Parser(test, complex_type, type_of)
    holds = parser.parse_or()
    parser.expect("")
    return holds


def number(value: object) -> float:
    """Convert a value as XPath's ``number()`` does.

    Args:
        value: Value of an element; None for an absent element.

    Returns:
        The number; NaN if the value is not a number. Every comparison with NaN is false, except for ``ne``.
    """
    if value is None:
        return math.nan
    if type(value) is int and -_LARGE < value < _LARGE:  # fast path for the most frequent type
        return float(value)
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value.strip(" \t\r\n")) else math.nan
    exact = exact_number(value)
    if exact is None:
        return math.nan
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
    except ValueError:  # a signalling NaN
        return math.nan


class _Parser:
    """Recursive descent parser of one expression."""

    def __init__(self, test: str, complex_type: ComplexType, type_of: Callable[[str], ComplexType]) -> None:
        self._test = test
        self._type = complex_type
        self._type_of = type_of
        self._tokens = [match.group(match.lastgroup or 0) for match in _TOKEN.finditer(test)]
        self._position = 0
        if _TOKEN.sub("", test).strip():
            raise self._unsupported()

    def parse_or(self) -> Callable[[Any], bool]:
        holds = self._parse_and()
        while self._accept("or"):
            holds = _either(holds, self._parse_and())
        return holds

    def _parse_and(self) -> Callable[[Any], bool]:
        holds = self._parse_term()
        while self._accept("and"):
            holds = _both(holds, self._parse_term())
        return holds

    def _parse_term(self) -> Callable[[Any], bool]:
        if self._accept("not"):
            inner = self._parse_parentheses()
            return lambda value: not inner(value)
        first = self._peek()
        if first == "(":
            return self._parse_parentheses()
        if first == "number" or first[:1].isdigit():
            return self._parse_comparison()
        get = self._parse_text_of_path() if self._accept("normalize-space") else self._parse_path()
        if self._accept("="):
            literal = self._next_token()
            if literal[:1] not in {"'", '"'}:
                raise self._unsupported()
            return _equality(get, literal[1:-1])
        return lambda value: get(value) is not None

    def _parse_parentheses(self) -> Callable[[Any], bool]:
        self.expect("(")
        inner = self.parse_or()
        self.expect(")")
        return inner

    def _parse_comparison(self) -> Callable[[Any], bool]:
        left = self._parse_operand()
        symbol = self._next_token()
        if symbol not in _COMPARISONS:
            raise ValueError(f"{symbol!r} is not a comparison in {self._test!r}")
        compare = _COMPARISONS[symbol]
        right = self._parse_operand()
        return lambda value: compare(left(value), right(value))

    def _parse_operand(self) -> Callable[[Any], float]:
        if not self._accept("number"):
            constant = float(self._next_token())
            return lambda _: constant
        self.expect("(")
        get = self._parse_path()
        self.expect(")")
        return lambda value: number(get(value))

    def _parse_text_of_path(self) -> Callable[[Any], Any]:
        """Parse the operand of ``normalize-space``; return a function for the stripped value at the path."""
        self.expect("(")
        if not self._accept("string"):
            raise self._unsupported()
        self.expect("(")
        get = self._parse_path()
        self.expect(")")
        self.expect(")")
        return lambda value: text.strip(" \t\r\n") if isinstance(text := get(value), str) else text

    def _parse_path(self) -> Callable[[Any], Any]:
        """Parse a child path; return a function for the value at the path, or None if an element of it is absent."""
        *outer, last = self._next_token().split("/")
        here, fields = self._type, []
        for step in outer:
            element = _child(here, step)
            if not isinstance(element.type, str):
                raise self._unsupported()
            fields.append(element.field)
            here = self._type_of(element.type)
        fields.append(_child(here, last).field)
        get: Callable[[Any], Any] = operator.attrgetter(fields[0])
        for field in fields[1:]:
            get = _step(get, operator.attrgetter(field))
        return get

    def _peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _next_token(self) -> str:
        token = self._peek()
        self._position += 1
        return token

    def _accept(self, token: str) -> bool:
        taken = self._peek() == token
        self._position += taken
        return taken

    def expect(self, token: str) -> None:
        if self._next_token() != token:
            raise self._unsupported()

    def _unsupported(self) -> ValueError:
        return ValueError(f"{self._test!r} is outside the XPath subset of the spec")


def _equality(get: Callable[[Any], Any], literal: str) -> Callable[[Any], bool]:
    flag = {"true": True, "false": False}.get(literal)

    def holds(value: Any) -> bool:
        actual = get(value)
        if actual is None:
            return False
        if isinstance(actual, str):
            return bool(actual == literal)
        return isinstance(actual, bool) and actual is flag

    return holds


def _step(outer: Callable[[Any], Any], inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def get(value: Any) -> Any:
        parent = outer(value)
        return None if parent is None else inner(parent)

    return get


def _either(one: Callable[[Any], bool], other: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: one(value) or other(value)


def _both(one: Callable[[Any], bool], other: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: one(value) and other(value)


def _child(complex_type: ComplexType, name: str) -> Element:
    for element in complex_type.elements:
        if element.name == name:
            return element
    raise ValueError(f"{complex_type.name} has no child {name}")
