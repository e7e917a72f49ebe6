"""Rewrites the TypeError of a call with wrong arguments, so that its message names what was meant.

Python's own message names the class in which a method is defined, which users do not know, and suggests nothing.
"""

from __future__ import annotations

import functools
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.close_match import close_match

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from inspect import Parameter

Class = TypeVar("Class", bound=type)

_CREDENTIALS: Final = "pass credentials=Credentials(secret_id, secret_key)"
_OF_CLIENT: Final = "the client has the bucket; pass the request alone"
_BY_TEMPLATE: Final = "convert takes the parameters themselves; for a template call objects.put, then submit"
_INSTEAD: Final[Mapping[tuple[str, str], str]] = {
    ("AnimationClient", "secret_id"): _CREDENTIALS,
    ("AnimationClient", "secret_key"): _CREDENTIALS,
    ("AnimationClient", "token"): "pass credentials=Credentials(secret_id, secret_key, token)",
    ("convert", "template_id"): _BY_TEMPLATE,
    ("convert", "preset"): _BY_TEMPLATE,
    ("submit_job", "Bucket"): _OF_CLIENT,
    ("submit_job", "Body"): _OF_CLIENT,
    ("submit_batch", "Bucket"): _OF_CLIENT,
    ("submit_batch", "Body"): _OF_CLIENT,
}
"""What to do, by the function and the parameter that it does not have; the official SDK has some of these."""
_COROUTINE: Final = 0x80
"""Flag of the code of a coroutine function: ``inspect.CO_COROUTINE``, whose module few programs need."""
_BY_NAME: Final = ("format", "bucket", "timeout")
"""Parameters that are passed without their name by mistake, the likeliest first."""


def explain_wrong_calls(cls: Class) -> Class:
    """Wrap the public methods that a class defines, so that wrong arguments give errors that say what to do.

    Args:
        cls: The class; its ``__init__`` is wrapped too.

    Returns:
        The same class.
    """
    for name, function in list(vars(cls).items()):
        if isinstance(function, FunctionType) and (not name.startswith("_") or name == "__init__"):
            setattr(cls, name, _wrapped(function, cls.__name__ if name == "__init__" else name))
    return cls


def _wrapped(function: FunctionType, name: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            # Without a further frame the function was not entered: its arguments do not fit its parameters.
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:
                raise
            reason = _reason(function, name, args, kwargs) or str(error).rpartition("() ")[2]
        raise TypeError(f"{name}() {reason}")

    if not function.__code__.co_flags & _COROUTINE:
        return call

    # A coroutine function again, as tools see it that look for one.
    @functools.wraps(function)
    async def await_call(*args: Any, **kwargs: Any) -> Any:
        return await call(*args, **kwargs)

    return await_call


def _reason(function: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the arguments of a call; None if Python's own words say it."""
    from inspect import signature  # on demand: few programs make a wrong call

    _, *parameters = signature(function).parameters.values()
    names = [parameter.name for parameter in parameters]
    for unknown in kwargs:
        if unknown not in names:
            others = [one for one in names if one not in kwargs]
            instead = _INSTEAD.get((name.removeprefix("Async"), unknown)) or _question(unknown, others)
            return f"has no parameter {unknown!r}{': ' if instead else ''}{instead}"
    positional = [parameter for parameter in parameters if parameter.kind != parameter.KEYWORD_ONLY]
    if len(args) - 1 > len(positional):
        return _too_many(name, positional, [one.name for one in parameters if one not in positional])
    missing = [one.name for one in parameters[len(args) - 1 :] if one.default is one.empty and one.name not in kwargs]
    return f"lacks {' and '.join(missing)}" if missing else None


def _question(unknown: str, names: list[str]) -> str:
    close = close_match(unknown, names)
    return "" if close is None else f"did you mean {close!r}?"


def _too_many(name: str, positional: list[Parameter], others: list[str]) -> str:
    if instead := _INSTEAD.get((name, "Bucket")):
        return f"takes the request only: {instead}"
    count = f"only {' and '.join(one.name for one in positional)}" if positional else "no argument"
    example = next((each for each in _BY_NAME if each in others), others[0] if others else "")
    start = "…, " if positional else ""
    rest = f": pass the others by their names, as in {name}({start}{example}=…)" if example else ""
    return f"takes {count} without a name{rest}"
