"""Checks that every node of an animation can be set by library and command line, is documented, rendered and repeated.

It changes the value of each flat parameter and of each node, and compares the results. A parameter is documented by the
same text wherever it is listed, and the text names the limits and values of the schema.
``python -m tools.parameter_coverage`` is part of ``make check``.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cosanim import models
from cosanim.api.requests import AnimationParameters, build_animation
from cosanim.cli.job_options import parameter_options
from cosanim.cli.program import cli
from cosanim.client import AnimationClient
from cosanim.local.rendering.job_request import settings_fields
from cosanim.local.rendering.render_settings import RenderSettings
from tools.docstring_sections import entries_of
from tools.generate import REPOSITORY
from tools.generator.components import load_components
from tools.generator.names import field_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.generator.components import Components

ROOT: Final = "Animation"
_SEVERAL: Final = 2
"""A method or command with more of the flat parameters than this takes all of them."""
# Type and name of each node that is exempt from the check, and the reason.
LEFT_OUT: Final[dict[tuple[str, str], str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimationElement:
    """A node of an animation that holds a value.

    Attributes:
        steps: Names of the nodes on the path from the animation to the node, including its own.
        owners: For each step, the complex type that declares it.
        values: Two valid values.
    """

    steps: tuple[str, ...]
    owners: tuple[str, ...]
    values: tuple[Any, Any]

    @property
    def name(self) -> str:
        """The name of the node."""
        return self.steps[-1]

    @property
    def owner(self) -> str:
        """The complex type that declares the node."""
        return self.owners[-1]


def coverage_gaps(components: Components) -> list[str]:
    """Return one line for each part of the code in which a node of an animation is missing.

    Args:
        components: The spec.
    """
    elements = [element for element in elements_of(components) if (element.owner, element.name) not in LEFT_OUT]
    parameter_of = dict(_parameters(elements))
    return [
        f"{place}: {element.owner}.{element.name} {what}"
        for element in elements
        for place, what in _gaps(element, elements, parameter_of.get(element), components)
    ]


def elements_of(
    components: Components, owners: tuple[str, ...] = (ROOT,), steps: tuple[str, ...] = ()
) -> Iterator[AnimationElement]:
    """Yield the nodes of an animation that hold a value.

    Args:
        components: The spec.
        owners: The complex types on the path; the search begins at the last one.
        steps: The nodes on the path.
    """
    for child in components.complex_types[owners[-1]].children:
        path = (*steps, child.name)
        if child.is_simple:
            element = components.simple_types[child.type]
            values = (True, False) if element.kinds == ("bool",) else (element.enumeration * 2)[:2] or (3, 4)
            yield AnimationElement(steps=path, owners=owners, values=(values[0], values[1]))
        else:
            yield from elements_of(components, (*owners, child.type), path)


def _gaps(
    element: AnimationElement, elements: list[AnimationElement], parameter: str | None, components: Components
) -> Iterator[tuple[str, str]]:
    if not _is_generated(element):
        yield "generated/", "is not a field of the bindings: run `make generate`"
    if parameter is None:
        yield _file(build_animation), "is not set by any of AnimationParameters"
    yield from _documentation_gaps(element, parameter, components)
    for command, names in _commands():
        if parameter not in names:
            yield _file(parameter_options), f"is not set by any option of `cosanim {command}`"
    if not _is_rendered(element, elements):
        yield _file(settings_fields), "does not change settings_fields, or changes a field that RenderSettings lacks"
    detail = components.complex_types.get(f"{element.owner}Detail")
    if detail is None or detail.child(element.name) is None:
        file = components.complex_types[element.owner].file
        yield f"spec/types/{file}", f"is not a node of {element.owner}Detail, so replies do not contain it"


def _documentation_gaps(
    element: AnimationElement, parameter: str | None, components: Components
) -> Iterator[tuple[str, str]]:
    """Yield the signatures that lack the parameter of a node, and what its documentation lacks."""
    documentation = "" if parameter is None else _documentation().get(parameter, "")
    for method, texts in _methods():
        name, parameters = method.__qualname__, inspect.signature(method).parameters
        if parameter is None or parameter not in parameters:
            yield _file(method), f"is not set by any parameter of {name}"
        elif parameters[parameter].annotation != AnimationParameters.__annotations__[parameter].__forward_arg__:
            yield _file(method), f"has another type for {parameter} in {name} than in AnimationParameters"
        elif parameter not in texts:
            yield _file(method), f"has no line for {parameter} in the docstring of {name}"
        # A method may add to the text, such as a default of its own.
        elif not texts[parameter].startswith(documentation.rstrip(".")):
            yield _file(method), f"has another text for {parameter} in {name} than in AnimationParameters"
    if parameter is None:
        return
    if not documentation:
        yield _file(build_animation), f"has no line for {parameter} in the docstring of AnimationParameters"
    for word in _words(element, components):
        if re.search(rf"(?<![\w.]){re.escape(word)}(?!\w|\.\d)", documentation) is None:
            yield _file(build_animation), f"has no {word!r} in the text for {parameter} of AnimationParameters"


def _parameters(elements: list[AnimationElement]) -> Iterator[tuple[AnimationElement, str]]:
    """Yield each flat parameter with the node that it sets."""
    names = list(AnimationParameters.__annotations__)
    parameters: dict[str, Any] = dict.fromkeys(names, 3)
    before = build_animation(**parameters)
    for name in names:
        after = build_animation(**{**parameters, name: 4})
        yield from ((element, name) for element in elements if _get(before, element) != _get(after, element))


def _methods() -> Iterator[tuple[Callable[..., Any], dict[str, str]]]:
    """Yield the public methods of the client that take the flat parameters, with the texts of their docstrings."""
    for name, method in inspect.getmembers(AnimationClient, inspect.isfunction):
        names = inspect.signature(method).parameters.keys()
        if not name.startswith("_") and len(names & AnimationParameters.__annotations__.keys()) > _SEVERAL:
            yield method, entries_of(inspect.getdoc(method) or "", "Args")


def _documentation() -> dict[str, str]:
    """Return the text of each flat parameter."""
    return entries_of(inspect.getdoc(AnimationParameters) or "", "Attributes")


def _words(element: AnimationElement, components: Components) -> Iterator[str]:
    """Yield the values and limits that the schema sets for a node, as words of a documentation."""
    child = components.complex_types[element.owner].child(element.name)
    if child is None:
        raise AssertionError(f"{element.owner} has no {element.name}")
    type_ = components.simple_types[child.type]
    yield from type_.enumeration
    for kind, limit in type_.bounds:
        yield f"above {limit}" if kind == "min_exclusive" else str(limit)


def _commands() -> Iterator[tuple[str, set[str]]]:
    """Yield the commands that take the flat parameters, with the names of their options."""
    waiting: list[tuple[str, click.Command]] = [("", cli)]
    while waiting:
        path, command = waiting.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
            waiting += [(f"{path} {name}".strip(), below) for name, below in found if below is not None]
            continue
        names = {parameter.name or "" for parameter in command.params}
        if len(names & AnimationParameters.__annotations__.keys()) > _SEVERAL:
            yield path, names


def _is_generated(element: AnimationElement) -> bool:
    """Return whether the bindings have a field for each step of the path to the node."""
    return all(
        (cls := getattr(models, owner, None)) is not None and field_name(step) in {field.name for field in fields(cls)}
        for owner, step in zip(element.owners, element.steps, strict=True)
    )


def _is_rendered(element: AnimationElement, elements: list[AnimationElement]) -> bool:
    """Return whether a change of the node changes a setting of the renderer, and the renderer has this setting."""
    if not _is_generated(element):
        return False
    known = [one for one in elements if _is_generated(one)]
    first, second = (
        settings_fields(_instance({one: one.values[index if one == element else 0] for one in known}))
        for index in (0, 1)
    )
    changed = {name for name, value in first.items() if second[name] != value}
    return bool(changed) and changed <= {field.name for field in fields(RenderSettings)}


def _instance(values: dict[AnimationElement, Any], depth: int = 0) -> Any:
    """Return an animation with values for its nodes.

    Args:
        values: The nodes that are set; all are below the instance.
        depth: Number of steps from the animation to the instance, which is itself an animation at depth 0.
    """
    below: dict[str, dict[AnimationElement, Any]] = {}
    for element, value in values.items():
        below.setdefault(element.steps[depth], {})[element] = value
    arguments = {}
    for step, group in below.items():
        first = next(iter(group))
        is_last = len(first.steps) == depth + 1
        arguments[field_name(step)] = group[first] if is_last else _instance(group, depth + 1)
    owner = next(iter(values)).owners[depth]
    return getattr(models, owner)(**arguments)


def _get(animation: Any, element: AnimationElement) -> Any:
    for step in element.steps:
        animation = getattr(animation, field_name(step), None)
    return animation


def _file(function: Callable[..., Any] | None) -> str:
    path = inspect.getsourcefile(inspect.unwrap(function)) if function is not None else None
    return Path(path).relative_to(REPOSITORY).as_posix() if path else "cosanim/cli"


def main() -> int:
    """Print the gaps; return 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m tools.parameter_coverage", description=__doc__)
    parser.add_argument("--spec", type=Path, default=REPOSITORY / "spec", help="folder of the XSDs")
    components = load_components(parser.parse_args().spec)
    missing = coverage_gaps(components)
    for line in missing:
        sys.stderr.write(f"{line}\n")
    if not missing:
        count = sum(1 for _ in elements_of(components))
        sys.stdout.write(f"all {count} nodes of an animation can be set, are documented, rendered and repeated\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
