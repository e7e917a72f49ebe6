"""Base class of the directives, and the spec that they read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from tools.generate import REPOSITORY
from tools.generator.components import load_components
from tools.site.domain import domain_of

if TYPE_CHECKING:
    from tools.generator.components import Components
    from tools.site.domain import CloudInfiniteDomain

SPEC = REPOSITORY / "spec"


@cache
def spec_components() -> Components:
    """Return the component model of the spec, which is read once."""
    return load_components(SPEC)


class ReferenceDirective(SphinxDirective):
    """A directive that writes a part of the reference."""

    @property
    def objects(self) -> CloudInfiniteDomain:
        """The domain in which the directive records what it describes."""
        return domain_of(self.env)
