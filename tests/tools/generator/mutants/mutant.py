"""The record of a mutant, and functions that replace a function or a constant of a module."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

Change = Callable[[Any], Any]
"""Takes a function or a constant, and returns its replacement."""


class DetectedError(Exception):
    """The code itself detects the fault, so the mutant cannot be applied."""


class Mutant(NamedTuple):
    """A change of the code that must change a result.

    Attributes:
        name: A description.
        kind: The kind of change; a normal run tries only some mutants of each kind.
        apply: Makes the change in this process; no plan may have been compiled before.
        types: Names of the complex types that the change concerns; inputs with them are tried first.
    """

    name: str
    kind: str
    apply: Callable[[], None]
    types: frozenset[str] = frozenset()


def exchange(path: str, change: Change) -> Callable[[], None]:
    """Return a function that replaces an object in its module and in all modules that have imported it.

    Args:
        path: Module and name, separated by a colon; the name may be that of an attribute of a class.
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
        assert new is not old, f"the replacement of {path} is the same object"
        if outer:
            setattr(owner, last, new)
            return
        package = module.rpartition(".")[0]
        for other in [one for key, one in sys.modules.items() if key.startswith(package)]:
            for key in [key for key, value in vars(other).items() if value is old]:
                setattr(other, key, new)

    return apply


def return_always(result: Any) -> Change:
    """Return a change that replaces a function by one that always returns the same result."""
    return lambda _: lambda *_, **__: result


def replace_by(new: Any) -> Change:
    """Return a change that replaces a value by another one."""
    return lambda _: new


def without_keys(*keys: str) -> Change:
    """Return a change that removes some keys of a dictionary, or some characters of a text."""

    def change(old: Any) -> Any:
        if isinstance(old, str):
            return "".join(one for one in old if one not in keys)
        return {key: value for key, value in old.items() if key not in keys}

    return change


def change_result(function: Change) -> Change:
    """Return a change after which a function returns its result changed by another function."""
    return lambda old: lambda *arguments, **named: function(old(*arguments, **named))


def change_first_argument(function: Change) -> Change:
    """Return a change after which a function gets its first argument changed by another function."""
    return lambda old: lambda first, *rest, **named: old(function(first), *rest, **named)
