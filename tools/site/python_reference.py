"""Directives for Python: every public name of a module, and every class of the bindings, through autodoc."""

from __future__ import annotations

import importlib
import inspect
import sys
from typing import TYPE_CHECKING, Any, ClassVar, Final

import cosanim_bindings
from docutils import nodes
from docutils.parsers.rst.directives import flag
from docutils.statemachine import StringList
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import cosanim
from cosanim import models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MODULES: Final = (
    "argument_types",
    "callbacks",
    "credentials",
    "doctor",
    "errors",
    "events",
    "local",
    "presets",
    "signing",
    "testing",
)
"""Modules of ``cosanim`` whose names are public, besides those of the package itself and of ``models``."""


def public_names(module: ModuleType) -> list[str]:
    """Return the public names that a module defines or lists in ``__all__``.

    Args:
        module: The module.
    """
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    tree = inspect.getsource(module)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not inspect.ismodule(value)
        and (getattr(value, "__module__", None) == module.__name__ or f"\n{name}: Final" in tree)
    ]


def _names(argument: str | None) -> list[str]:
    return (argument or "").split()


class _AutodocDirective(SphinxDirective):
    def documented(self, names: Iterable[str], options: Iterable[str] = ("members",)) -> list[nodes.Node]:
        """Return what autodoc writes for objects with these full names."""
        lines = StringList()
        for name in names:
            for line in _directive(name, options):
                lines.append(line, __file__)
        container = nodes.Element()
        self.state.nested_parse(lines, 0, container)
        return list(container.children)


def _directive(name: str, options: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a directive for an object."""
    module, _, attribute = name.rpartition(".")
    value = getattr(importlib.import_module(module), attribute)
    kind = kind_of(value)
    documentation = _documentation_elsewhere(module, attribute, value) if kind == "data" else []
    if documentation:
        yield f".. py:data:: {name}"
        yield ""
        yield from (f"   {line}" for line in documentation)
    else:
        yield f".. auto{kind}:: {name}"
        yield from (f"   :{option}:" for option in options if inspect.isclass(value))
    yield ""


def _documentation_elsewhere(module: str, name: str, value: object) -> list[str]:
    """Return the documentation of a value that a module imports from another, which autodoc does not find."""
    if ("", name) in ModuleAnalyzer.for_module(module).find_attr_docs():
        return []
    ours = sorted(one for one in sys.modules if one.startswith(f"{cosanim.__name__}."))
    for other in (one for one in ours if vars(sys.modules[one]).get(name) is value):
        found: dict[tuple[str, str], list[str]] = ModuleAnalyzer.for_module(other).find_attr_docs()
        if ("", name) in found:
            return found["", name]
    return []


def kind_of(value: Any) -> str:
    """Return the directive of autodoc for an object, without ``auto``."""
    if inspect.isclass(value):
        return "exception" if issubclass(value, BaseException) else "class"
    return "function" if inspect.isroutine(value) else "data"


class ModuleReference(_AutodocDirective):
    """The public names of a module that the package itself does not have.

    The option ``names`` gives them instead, and ``inherited`` includes inherited methods.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], object]] | None] = {"names": _names, "inherited": flag}

    def run(self) -> list[nodes.Node]:
        """Return the descriptions."""
        module = importlib.import_module(self.arguments[0])
        names = self.options.get("names") or own_names(module)
        options = ("members", "inherited-members") if "inherited" in self.options else ("members",)
        return self.documented([f"{module.__name__}.{name}" for name in names], options)


def own_names(module: ModuleType) -> list[str]:
    """Return the public names that are described as names of a module.

    What is public in several modules is described once: bindings in ``cosanim.models``, everything else in ``cosanim``.
    """
    if module is cosanim:
        return [name for name in cosanim.__all__ if name not in models.__all__]
    return [name for name in public_names(module) if module is models or name not in cosanim.__all__]


class BindingReference(_AutodocDirective):
    """The classes of one family of the bindings."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the descriptions."""
        module = f"{cosanim_bindings.__name__}.{self.arguments[0]}"
        names = [name for name in models.__all__ if getattr(models, name).__module__ == module]
        return self.documented([f"cosanim.models.{name}" for name in names], ())


def skip_alias(_app: Sphinx, _what: str, _name: str, value: object, skip: bool, _options: object) -> bool | None:
    """Skip the fields of named tuples, which the docstring of the class describes."""
    return True if type(value).__name__ == "_tuplegetter" else (skip or None)


def escape_plain_text(_app: Sphinx, _what: str, name: str, _value: object, _options: object, lines: list[str]) -> None:
    """Escape the docstrings of the bindings, which are the plain texts of the XSDs."""
    if name.startswith("cosanim.models."):
        lines[:] = [line.replace("*", r"\*") for line in lines]


def find_short_name(app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.Element) -> Any:
    """Resolve the short name of a public object in an annotation or docstring.

    Args:
        app: The application.
        env: The environment.
        node: The link.
        text: Its text.

    Returns:
        The link; None if there is no public object of that name.
    """
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    last = node["reftarget"].rpartition(".")[2]
    for prefix in ("cosanim", "cosanim.models", *(f"cosanim.{name}" for name in MODULES)):
        if (name := f"{prefix}.{last}") in domain.objects and name != node["reftarget"]:
            node = node.copy()
            node["refspecific"] = False
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, text)
    return None
