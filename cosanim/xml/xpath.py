"""Compiles the XPath of rules to functions on objects of the bindings.

The supported subset is that of the spec: child paths, ``not()``, ``and``, ``or``, ``path = 'text'``,
``normalize-space(string(path)) = 'true'``, and comparisons of ``number(path)``. The generator rejects everything else
and reports its position in the XSD, so the error messages here are brief.
"""

from __future__ import annotations

import math
import operator
import re
from typing import TYPE_CHECKING, Any, Final

from cosanim.exact import exact_number

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
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def compile_test(test: str, complex_type: ComplexType, type_of: Callable[[str], ComplexType]) -> Callable[[Any], bool]:
    """Compile a test to a function that returns whether an object satisfies it.

    Args:
        test: The expression.
        complex_type: The type that the test belongs to.
        type_of: Returns the complex type with the name in an element's ``type``.

    Raises:
        ValueError: The expression is outside the subset, or refers to an element that does not exist.
    """
    parser = _Parser(test, complex_type, type_of)
    holds = parser.any_of()
    parser.expect("")
    return holds


def number(value: object) -> float:
    """Convert a value as XPath's ``number()`` does: NaN, for which all comparisons are false, if it is not a number.

    Args:
        value: Value of an element, or None when it is absent.
    """
    if value is None:
        return math.nan
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


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


class _Parser:
    """Recursive descent parser of one expression."""

    def __init__(self, test: str, complex_type: ComplexType, type_of: Callable[[str], ComplexType]) -> None:
        self._test = test
        self._type = complex_type
        self._type_of = type_of
        self._tokens = [match.group(match.lastgroup or 0) for match in _TOKEN.finditer(test)]
        self._next = 0
        if _TOKEN.sub("", test).strip():
            raise self._outside()

    def any_of(self) -> Callable[[Any], bool]:
        holds = self._all_of()
        while self._take("or"):
            holds = _either(holds, self._all_of())
        return holds

    def _all_of(self) -> Callable[[Any], bool]:
        holds = self._one()
        while self._take("and"):
            holds = _both(holds, self._one())
        return holds

    def _one(self) -> Callable[[Any], bool]:
        if self._take("not"):
            inner = self._parenthesised()
            return lambda value: not inner(value)
        first = self._token()
        if first == "(":
            return self._parenthesised()
        if first == "number" or first[:1].isdigit():
            return self._comparison()
        get = self._text_of_path() if self._take("normalize-space") else self._path()
        if self._take("="):
            literal = self._pop()
            if literal[:1] not in {"'", '"'}:
                raise self._outside()
            wanted = literal[1:-1]
            return _equality(get, wanted)
        return lambda value: get(value) is not None

    def _parenthesised(self) -> Callable[[Any], bool]:
        self.expect("(")
        inner = self.any_of()
        self.expect(")")
        return inner

    def _comparison(self) -> Callable[[Any], bool]:
        left = self._operand()
        symbol = self._pop()
        if symbol not in _COMPARISONS:
            raise ValueError(f"{symbol!r} is no comparison in {self._test!r}")
        compare = _COMPARISONS[symbol]
        right = self._operand()
        return lambda value: compare(left(value), right(value))

    def _operand(self) -> Callable[[Any], float]:
        if not self._take("number"):
            constant = float(self._pop())
            return lambda _: constant
        self.expect("(")
        get = self._path()
        self.expect(")")
        return lambda value: number(get(value))

    def _text_of_path(self) -> Callable[[Any], Any]:
        """Return a function for the value at the path in ``normalize-space(string(path))``, stripped of white space."""
        self.expect("(")
        if not self._take("string"):
            raise ValueError(f"{self._test!r} is outside the XPath subset of the spec")
        self.expect("(")
        get = self._path()
        self.expect(")")
        self.expect(")")
        return lambda value: text.strip(" \t\r\n") if isinstance(text := get(value), str) else text

    def _path(self) -> Callable[[Any], Any]:
        """Return a function for the value at a child path; it returns None where a step is absent."""
        *outer, last = self._pop().split("/")
        here, fields = self._type, []
        for step in outer:
            element = _child(here, step)
            if not isinstance(element.type, str):
                raise self._outside()
            fields.append(element.field)
            here = self._type_of(element.type)
        fields.append(_child(here, last).field)
        get: Callable[[Any], Any] = operator.attrgetter(fields[0])
        for field in fields[1:]:
            get = _step(get, operator.attrgetter(field))
        return get

    def _token(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _pop(self) -> str:
        token = self._token()
        self._next += 1
        return token

    def _take(self, token: str) -> bool:
        taken = self._token() == token
        self._next += taken
        return taken

    def expect(self, token: str) -> None:
        if self._pop() != token:
            raise self._outside()

    def _outside(self) -> ValueError:
        return ValueError(f"{self._test!r} is outside the XPath subset of the spec")


def _equality(get: Callable[[Any], Any], wanted: str) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        found = get(value)
        return bool(found == wanted) if isinstance(found, str) else _text(found) == wanted

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
