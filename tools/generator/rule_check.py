"""Refuses rules that ``cosanim.xml.xpath`` cannot compile.

The subset: child paths, ``not()``, ``and``, ``or``, ``path = 'text'`` on texts,
``normalize-space(string(path)) = 'true'`` on booleans, and comparisons of ``number(path)``. Anything else,
and every unknown name, fails generation with file, line and column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tools.generator.generation_error import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.generator.components import ComplexType, Components, ElementSource, RuleSource

_COMPARISONS: Final = frozenset({"ge", "gt", "le", "lt", "eq", "ne"})


def rule_faults(components: Components) -> list[GenerationError]:
    """Return an error for every position at which a rule leaves the subset or names an unknown node.

    Args:
        components: The spec.
    """
    return [fault for check in _checks(components) for fault in check.faults]


def rules_naming(components: Components, type_name: str, child: str) -> list[str]:
    """Return the ids of the rules that name a child of a complex type.

    Args:
        components: The spec.
        type_name: The complex type.
        child: Name of its child.
    """
    return [check.rule.id for check in _checks(components) if (type_name, child) in check.named]


def _checks(components: Components) -> Iterator[_Check]:
    for context in components.complex_types.values():
        for rule in context.rules:
            check = _Check(components, context, rule)
            check.boolean(rule.token)
            yield check


@dataclass(frozen=True, slots=True)
class _Check:
    """Checks the tokens of one rule; collects the faults, and the elements that the rule names."""

    components: Components
    context: ComplexType
    rule: RuleSource
    faults: list[GenerationError] = field(default_factory=list)
    named: set[tuple[str, str]] = field(default_factory=set)

    def boolean(self, token: Any) -> None:
        """Check a boolean expression; collect its fault, so that the check goes on after it."""
        try:
            self._boolean(token)
        except GenerationError as error:
            self.faults.append(error)

    def _boolean(self, token: Any) -> None:
        match token.symbol:
            case "not" | "(":
                self.boolean(token[0])
            case "and" | "or":
                self.boolean(token[0])
                self.boolean(token[1])
            case "=":
                self._text_equality(token)
            case symbol if symbol in _COMPARISONS:
                for side in token:
                    self._number(side)
            case "/" | "(name)":
                self._path(token)
            case _:
                raise self._error(f"{token.source!r} is outside the XPath subset", token)

    def _error(self, message: str, token: Any) -> GenerationError:
        return self.rule.positions.xpath_error(message, self.rule.id, token.span[0])

    def _number(self, token: Any) -> None:
        if token.symbol in {"(decimal)", "(integer)"}:
            return
        if token.symbol != "number" or len(token) != 1:
            raise self._error(f"compare number(path), not {token.source!r}", token)
        child = self._path(token[0])
        if not child.is_simple:
            raise self._error(f"{child.name} holds nodes, not a number", token)

    def _text_equality(self, token: Any) -> None:
        left = token[0]
        # xmlschema evaluates asserts on typed values, so `=` compares only texts with texts. A boolean must
        # therefore be converted to a text, which may have white space around it.
        as_text = (
            left.symbol == "normalize-space" and len(left) == 1 and left[0].symbol == "string" and len(left[0]) == 1
        )
        child = self._path(left[0][0] if as_text else left)
        if token[1].symbol != "(string)" or not child.is_simple:
            raise self._error("write path = 'text' with the path of a text", token)
        kinds = self.components.simple_types[child.type].kinds
        if kinds != (("bool",) if as_text else ("str",)) and not (
            kinds == ("bool",) and self.rule.severity == "warning"
        ):
            raise self._error(f"{child.name} is not a {'boolean' if as_text else 'text'}", token)

    def _path(self, token: Any) -> ElementSource:
        """Return the last element of a child path."""
        *outer, last = self._steps(token)
        here = self.context
        for step in outer:
            child = self._child(here, step)
            if child.is_simple:
                raise self._error(f"{child.name} has no nodes below it", step)
            here = self.components.complex_types[child.type]
        return self._child(here, last)

    def _child(self, here: ComplexType, step: Any) -> ElementSource:
        self.named.add((here.name, step.value))
        child = here.child(step.value)
        if child is None:
            raise self._error(f"{here.name} has no child {step.value}", step)
        if child.array:
            raise self._error(f"{child.name} may occur many times", step)
        return child

    def _steps(self, token: Any) -> list[Any]:
        if token.symbol == "(name)":
            return [token]
        if token.symbol == "/" and len(token) == 2:
            return [*self._steps(token[0]), *self._steps(token[1])]
        raise self._error(f"{token.source!r} is not a child path", token)
