"""Directives for the assumptions on what is not documented, and for the differences from the documentation."""

from __future__ import annotations

from docutils import nodes

from tools.documentation.spec_model.spec_files import read_errata, read_guesses, read_sources
from tools.site.directives import SPEC, ReferenceDirective
from tools.site.markup import definitions, inlines, joined, literal, paragraph, section


class Guesses(ReferenceDirective):
    """List of the assumptions on behaviour that is not documented."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        made = definitions(
            (
                inlines(guess["topic"]),
                (
                    paragraph(*inlines(guess["assumption"])),
                    paragraph(nodes.emphasis("", "Why: "), *inlines(guess["why"])),
                ),
                self.objects.add("guess", name),
            )
            for name, guess in read_guesses(SPEC).items()
        )
        return [made]


class Errata(ReferenceDirective):
    """A section for each documentation page from which the spec differs."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        sources = read_sources(SPEC)
        by_api: dict[str, list[nodes.definition_list]] = {}
        for erratum in read_errata(SPEC):
            paths = joined([literal(path) for path in erratum.path])
            content = (
                paragraph(nodes.emphasis("", "Documentation: "), *inlines(erratum.page)),
                paragraph(nodes.emphasis("", "Here: "), *inlines(erratum.spec)),
                paragraph(nodes.emphasis("", "Why: "), *inlines(erratum.why)),
            )
            by_api.setdefault(erratum.api, []).append(definitions([(paths, content, "")]))
        made: list[nodes.Node] = []
        for api, lists in by_api.items():
            source = sources.get(api)
            title = f"{source.title} (`{api}`)" if source is not None else f"`{api}`"
            made.append(section(title, f"errata-{api.replace('_', '-')}", *lists))
        return made
