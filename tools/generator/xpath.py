"""Compiles the XPath of asserts and warnings to Python expressions.

The subset: child paths, ``not()``, ``and``, ``or``, ``path = 'text'`` on text leaves,
``normalize-space(string(path)) = 'true'`` on truth values, and ``number(path)`` compared. Anything else, and every
name that is no child, fails generation with its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tools.generator.names import field_name

if TYPE_CHECKING:
    from tools.generator.components import ChildNode, ComplexType, Components, RuleSource
    from tools.generator.errors import GenerationError

COMPARISONS: Final = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "eq": "==", "ne": "!="}


def _operand(expression: str) -> str:
    """Return an expression that `is` binds to as a whole."""
    return f"({expression})" if " " in expression else expression


@dataclass(slots=True)
class Compiler:
    """Compiles one rule of one complex type.

    Attributes:
        components: The spec.
        context: The complex type that the rule belongs to.
        rule: The rule.
        helpers: Names of the helper functions that the expression calls.
    """

    components: Components
    context: ComplexType
    rule: RuleSource
    helpers: set[str] = field(default_factory=set)

    def compile(self) -> str:
        """Return the rule as a Python expression over ``node``.

        Raises:
            GenerationError: The expression leaves the subset or names a node that does not exist.
        """
        return self._boolean(self.rule.token)

    def _fail(self, message: str, token: Any) -> GenerationError:
        return self.rule.places.xpath_error(message, self.rule.id, token.span[0])

    def _boolean(self, token: Any) -> str:
        match token.symbol:
            case "not":
                return f"not ({self._boolean(token[0])})"
            case "and" | "or":
                return f"({self._boolean(token[0])} {token.symbol} {self._boolean(token[1])})"
            case "=":
                return self._text_equality(token)
            case symbol if symbol in COMPARISONS:
                left, right = (self._number(side) for side in token)
                return f"({left} {COMPARISONS[symbol]} {right})"
            case "/" | "(name)":
                value, _ = self._path(token)
                return f"{_operand(value)} is not None"
            case "(":
                return self._boolean(token[0])
        raise self._fail(f"{token.source!r} is outside the XPath subset", token)

    def _number(self, token: Any) -> str:
        if token.symbol in {"(decimal)", "(integer)"}:
            return str(token.value)
        if token.symbol != "number" or len(token) != 1:
            raise self._fail(f"compare number(path), not {token.source!r}", token)
        value, child = self._path(token[0])
        if not child.is_leaf:
            raise self._fail(f"{child.name} is no leaf", token)
        self.helpers.add("number")
        return f"number({value})"

    def _text_equality(self, token: Any) -> str:
        left = token[0]
        # xmlschema evaluates asserts on typed values, where `=` with text holds for text leaves only; the text of a
        # truth value has to be asked for, and may have white space around it.
        as_text = (
            left.symbol == "normalize-space" and len(left) == 1 and left[0].symbol == "string" and len(left[0]) == 1
        )
        value, child = self._path(left[0][0] if as_text else left)
        if token[1].symbol != "(string)" or not child.is_leaf:
            raise self._fail("write path = 'text' with a leaf", token)
        kinds = self.components.leaves[child.type].kinds
        if kinds != (("bool",) if as_text else ("str",)) and not (
            kinds == ("bool",) and self.rule.severity == "warning"
        ):
            raise self._fail(f"{child.name} is no {'truth value' if as_text else 'text leaf'}", token)
        self.helpers.add("text")
        return f"text({value}) == {token[1].value!r}"

    def _path(self, token: Any) -> tuple[str, ChildNode]:
        """Return the expression of a child path and its last node; absent steps give None."""
        *outer, last = self._steps(token)
        fields, here = [], self.context
        for step in outer:
            container = self._child(here, step)
            if container.is_leaf:
                raise self._fail(f"{container.name} is a leaf", step)
            fields.append(field_name(container.name))
            here = self.components.complex_types[container.type]
        child = self._child(here, last)
        fields.append(field_name(child.name))
        paths = [".".join(["node", *fields[: end + 1]]) for end in range(len(fields))]
        guards = [f"None if {path} is None else " for path in paths[:-1]]
        return "".join([*guards, paths[-1]]), child

    def _child(self, here: ComplexType, step: Any) -> ChildNode:
        child = here.child(step.value)
        if child is None:
            raise self._fail(f"{here.name} has no child {step.value}", step)
        if child.array:
            raise self._fail(f"{child.name} may occur many times", step)
        return child

    def _steps(self, token: Any) -> list[Any]:
        if token.symbol == "(name)":
            return [token]
        if token.symbol == "/" and len(token) == 2:
            return [*self._steps(token[0]), *self._steps(token[1])]
        raise self._fail(f"{token.source!r} is no child path", token)
