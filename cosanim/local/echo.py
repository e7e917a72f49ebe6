"""Copying of request elements into response elements: all nodes that both classes have in the schema."""

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
    """Return a response element with every node that a request element has in common with it.

    Args:
        value: The request element; None for one that was not sent.
        cls: Class of the response element.
        **own: Fields with values of the service's own, which take precedence.
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
    """Return the child elements that two classes have in common, by their XML names."""
    theirs = plan_of(source).by_name
    return tuple((theirs[one.name], one) for one in plan_of(target).elements if one.name in theirs)
