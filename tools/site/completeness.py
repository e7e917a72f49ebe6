"""The check that the site describes every public name, API, node, rule, error code, command, option and guess."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from sphinx.errors import ExtensionError

import cosanim
from cosanim import models
from cosanim.bulk.manifest.columns import COLUMNS
from cosanim.error_codes import ERROR_CODES
from cosanim.events import TRIGGERS_ITSELF
from cosanim.operations import APIS
from cosanim.refusals import RULES
from cosanim.xml.violations import MESSAGES
from tools.documentation.spec_model.spec_files import read_guesses
from tools.site.command_reference import commands
from tools.site.directives import SPEC, spec_components
from tools.site.domain import domain_of
from tools.site.python_reference import MODULES, own_names
from tools.site.rule_reference import schema_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def gaps(env: BuildEnvironment) -> list[str]:
    """Return a line for each object that no page describes.

    Args:
        env: The environment after all pages have been read.
    """
    objects = domain_of(env)
    found = [f"{kind} {name}" for kind, name in expected_objects() if (kind, name) not in objects.places]
    found += [
        f"node {owner}.{child.name}"
        for owner, complex_type in spec_components().complex_types.items()
        for child in complex_type.children
        if (owner, child.name) not in objects.declarations
    ]
    documented = env.domains.python_domain.objects
    found += [f"Python name {name}" for name in expected_python_names() if name not in documented]
    return sorted(found)


def expected_objects() -> Iterator[tuple[str, str]]:
    """Yield kind and name of each object of the domain ``ci`` that the site must have."""
    components = spec_components()
    yield from (("api", name) for name in APIS)
    yield from (("type", name) for name, one in components.complex_types.items() if one.is_open)
    yield from (("rule", name) for name in (*schema_rules(components), *RULES, TRIGGERS_ITSELF))
    yield from (("message", name) for name in MESSAGES)
    yield from (("error", code.code) for code in ERROR_CODES)
    yield from (("column", name) for name in COLUMNS)
    yield from (("guess", name) for name in read_guesses(SPEC))
    for command in commands():
        yield "command", command.path
        yield from (("option", f"{command.path} {option.name}") for option in command.options)


def expected_python_names() -> Iterator[str]:
    """Yield the full name of each public Python object."""
    yield from (f"cosanim.{name}" for name in own_names(cosanim))
    yield from (f"cosanim.models.{name}" for name in models.__all__)
    for name in MODULES:
        module = importlib.import_module(f"cosanim.{name}")
        yield from (f"{module.__name__}.{one}" for one in own_names(module))


def check_completeness(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build if something is missing.

    Args:
        app: The application.
        env: The environment.

    Raises:
        ExtensionError: The site lacks something.
    """
    del app
    if found := gaps(env):
        raise ExtensionError("no page describes:\n  " + "\n  ".join(found))
