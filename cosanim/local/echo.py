"""What the service repeats of a request: each class of a request has one of replies with the same nodes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, overload

from cosanim.xml.plans import plan_of

if TYPE_CHECKING:
    from cosanim.xml.plans import ElementPlan

Detail = TypeVar("Detail")


@overload
def echo(value: None, cls: type[Detail], **own: Any) -> None: ...


@overload
def echo(value: object, cls: type[Detail], **own: Any) -> Detail: ...


def echo(value: Any, cls: type[Any], **own: Any) -> Any:
    """Return a part of a request as replies repeat it: with every node that both classes have.

    Args:
        value: The part; None for one that was not sent.
        cls: The class of replies.
        **own: Fields that the service fills in itself, whether a request has them or not.
    """
    if value is None:
        return None
    fields = {
        to.field: _echoed(getattr(value, source.field), to)
        for source, to in _common(type(value), cls)  # type: ignore[arg-type]  # mypy asks for instances' hash
        if to.field not in own
    }
    return cls(**fields, **own)


def _echoed(value: Any, to: ElementPlan) -> Any:
    if to.simple is not None:
        return value
    return [echo(one, to.complex.cls) for one in value] if to.array else echo(value, to.complex.cls)


@cache
def _common(source: type[Any], target: type[Any]) -> tuple[tuple[ElementPlan, ElementPlan], ...]:
    """Return the elements that two classes have in common, by their names on the wire."""
    theirs = plan_of(source).by_name
    return tuple((theirs[one.name], one) for one in plan_of(target).elements if one.name in theirs)
