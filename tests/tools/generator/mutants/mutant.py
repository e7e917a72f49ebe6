"""Mutants, and functions that exchange a function or a constant of a module for another."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

Change = Callable[[Any], Any]
"""Takes a function or a constant, and returns its replacement."""


class DetectedError(Exception):
    """A mutant could not be applied, because the code itself detects the fault."""


class Mutant(NamedTuple):
    """A change of the code that must change a result.

    Attributes:
        name: A description.
        kind: The kind of change; few of each kind are tried in a normal run.
        apply: Makes the change in this process, which must not have compiled a plan before.
        types: Names of the complex types that it concerns; inputs with them are tried first.
    """

    name: str
    kind: str
    apply: Callable[[], None]
    types: frozenset[str] = frozenset()


def exchange(path: str, change: Change) -> Callable[[], None]:
    """Return a function that exchanges a name in its module and in all modules that have imported it.

    Args:
        path: Module and name, with a colon between them; the name may lead into a class.
        change: Returns the replacement.
    """

    def apply() -> None:
        module, _, name = path.partition(":")
        *outer, last = name.split(".")
        owner = importlib.import_module(module)
        for step in outer:
            owner = getattr(owner, step)
        old = owner.__dict__[last]
        new = change(old)
        assert new is not old, f"{path} is exchanged for itself"
        if outer:
            setattr(owner, last, new)
            return
        package = module.rpartition(".")[0]
        for other in [one for key, one in sys.modules.items() if key.startswith(package)]:
            for key in [key for key, value in vars(other).items() if value is old]:
                setattr(other, key, new)

    return apply


def return_always(result: Any) -> Change:
    """Exchange a function for one that always returns the same result."""
    return lambda _: lambda *_, **__: result


def replace_by(new: Any) -> Change:
    """Exchange a value for another one."""
    return lambda _: new


def without_keys(*keys: str) -> Change:
    """Exchange a dictionary or a text for one without some keys or characters."""

    def change(old: Any) -> Any:
        if isinstance(old, str):
            return "".join(one for one in old if one not in keys)
        return {key: value for key, value in old.items() if key not in keys}

    return change


def change_result(function: Change) -> Change:
    """Apply a function to the result of another one."""
    return lambda old: lambda *arguments, **named: function(old(*arguments, **named))


def change_first_argument(function: Change) -> Change:
    """Apply a function to the first argument of another one."""
    return lambda old: lambda first, *rest, **named: old(function(first), *rest, **named)
