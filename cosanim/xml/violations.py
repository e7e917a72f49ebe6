"""``Violation``, the record of a broken rule, and the table of messages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

Severity = Literal["error", "warning"]

MESSAGES: Final = {
    "required": "is missing: set it",
    "unknown": "is not a node of {parent}: remove it, or look for a misspelling of {siblings}",
    "unknown-close": "is not a node of {parent}: did you mean {close}?",
    "unknown-in-text": "is not allowed here: {parent} holds text only",
    "unknown-root": "is not the root of this API: expected {roots}",
    "repeated": "occurs more than once: keep one",
    "type": "{value} is not {expected}",
    "type-of": "{value} is of type {type}, not {expected}",
    "type-inexact": "{value} has no exact decimal form, so it is not {expected}: round it",
    "type-container": "{value} is not {expected}",
    "type-mapping": "{value} is not {expected}: from_dict({expected}, mapping) makes one of it",
    "type-unknown": "{value} is not {expected}, which a node outside the schema needs",
    "type-name": "{name} is not a text, as names of nodes are: make it one",
    "circular": "contains itself: remove the cycle",
    "depth": "is nested too deeply: at most {limit} levels are read",
    "root-in-mapping": "is the name of the root: give the mapping inside it",
    "enumeration": "{value} is not one of {choices}",
    "enumeration-close": "{value} is not one of {choices}: did you mean {close!r}?",
    "pattern": "{value} does not have the form of {type}: {form}",
    "length-min": "is too short: give at least {limit} character(s)",
    "length-max": "has {length} characters: give at most {limit}",
    "min-inclusive": "{value} is too small: give {limit} or more",
    "min-exclusive": "{value} is too small: give more than {limit}",
    "max-inclusive": "{value} is too large: give {limit} or less",
    "max-exclusive": "{value} is too large: give less than {limit}",
    "fraction-digits": "{value} has too many digits after the point: round it to at most {limit}",
    "characters": "holds a character that XML cannot carry ({character}): remove it",
    "characters-name": "{name} is not a valid XML name: rename it",
    "attribute": "has the attribute {attribute}: no node has attributes, remove it",
    "text": "holds text between its nodes: remove it",
    "namespace": "is in the namespace {namespace}: the service's documents have none, remove xmlns and prefixes",
    "blank": "is blank and taken as absent: leave it out",
}
"""Messages by rule; a rule with several messages has an entry for each."""


class Violation(NamedTuple):
    """One broken rule.

    Attributes:
        path: Node names from the root of the document, separated by dots; members of arrays have an index from 0.
        rule: Name of the rule; for an assertion or a warning of the XSD, its id.
        message: What is wrong and what to do.
        value: The value that breaks the rule; None for rules that are not about a value.
        severity: ``error``, or ``warning`` for a violation that does not make a document invalid.
        line: Line in the document, from 1; None for objects.
    """

    path: str
    rule: str
    message: str
    value: Any = None
    severity: Severity = "error"
    line: int | None = None

    def __str__(self) -> str:
        """Return the violation as one line of text."""
        place = self.path if self.line is None else f"{self.path} (line {self.line})"
        severity = "" if self.severity == "error" else f"{self.severity}: "
        return f"{severity}{place}: {self.message} [{self.rule}]"


def abbreviate(value: object) -> str:
    """Return the text of a value for a message, truncated to 80 characters."""
    # Python does not convert an int of more than 4300 digits to text, but it converts a Decimal.
    is_number = isinstance(value, Decimal) or (isinstance(value, int) and abs(value) >= 10**100)
    try:
        text = str(Decimal(value)) if is_number else repr(value)  # type: ignore[arg-type]
    except RecursionError:
        return f"a deeply nested {type(value).__name__}"
    return text if len(text) <= 80 else f"{text[:77]}..."


class AdviceWarning(UserWarning):
    """A violation of severity warning in what is about to be sent: it is allowed, but seldom meant.

    Attributes:
        violation: The violation.
    """

    def __init__(self, violation: Violation) -> None:
        """Store the violation.

        Args:
            violation: The violation.
        """
        super().__init__(str(violation).removeprefix("warning: "))
        self.violation = violation
