"""What a mutant is, and how a function or a constant of a module is exchanged for another."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

Change = Callable[[Any], Any]
"""Returns what takes the place of what it gets."""


class DetectedError(Exception):
    """A mutant could not even be applied: whoever makes this slip is told."""


class Mutant(NamedTuple):
    """One change that must change an answer.

    Attributes:
        name: What it is, in words.
        kind: The kind of change; few of each kind are tried in a normal run.
        apply: Does the change in this process, which has compiled no plan yet.
        types: Names of the complex types that it is about; questions about them are asked first.
    """

    name: str
    kind: str
    apply: Callable[[], None]
    types: frozenset[str] = frozenset()


def exchange(path: str, change: Change) -> Callable[[], None]:
    """Return a function that exchanges something everywhere where it was imported to.

    Args:
        path: Module and name, with a colon between them; the name may lead into a class.
        change: Returns what takes its place.
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


def always(result: Any) -> Change:
    """Exchange a function for one that returns the same to everything."""
    return lambda _: lambda *_, **__: result


def instead(new: Any) -> Change:
    """Exchange something for something else."""
    return lambda _: new


def less(*keys: str) -> Change:
    """Exchange a dictionary, or a text, for one without some of what it holds."""

    def change(old: Any) -> Any:
        if isinstance(old, str):
            return "".join(one for one in old if one not in keys)
        return {key: value for key, value in old.items() if key not in keys}

    return change


def after(function: Change) -> Change:
    """Do something to what a function returns."""
    return lambda old: lambda *arguments, **named: function(old(*arguments, **named))


def before(function: Change) -> Change:
    """Do something to the first argument of a function."""
    return lambda old: lambda first, *rest, **named: old(function(first), *rest, **named)
