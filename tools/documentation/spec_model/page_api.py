"""Finds the API that a page documents.

The request line decides, since the nodes of a page may have changed. The nodes only distinguish APIs with the same
request line, and decide for a page without one, such as that of the callback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.documentation.page_statements.limits import limits_of
from tools.documentation.pages.reports import PageError
from tools.documentation.pages.request_lines import call_of, request_line
from tools.documentation.spec_model.spec_files import share_of_common_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.documentation.pages import Page
    from tools.documentation.spec_model.spec_files import DocumentedNode, Source
    from tools.generator.components import Components

# The least share of the nodes of the table that the page of an API must have.
_LEAST_SHARE: Final = 0.5


def api_of(
    page: Page,
    required_api: str,
    sources: Mapping[str, Source],
    tables: Mapping[str, Sequence[DocumentedNode]],
    components: Components,
) -> str:
    """Return the API that a page documents.

    Args:
        page: The page.
        required_api: The API that the caller requires, or "" for any.
        sources: All sources.
        tables: All tables.
        components: The spec; its job tags distinguish pages with the same request line.

    Raises:
        PageError: No API matches, several match, or the page documents another API than the required one.
    """
    if required_api and required_api not in sources:
        raise PageError(1, f"there is no API {required_api} in sources.toml")
    api = required_api or _by_call(page, sources, tables)
    _require_call(page, sources[api])
    _require_kind(page, api, sources, components)
    table = {row.section_and_path for row in tables[api]}
    shared = len({row.section_and_path for row in page.rows} & table)
    if table and shared < len(table) * _LEAST_SHARE:
        raise PageError(
            1, f"the page has only {shared} of the {len(table)} nodes of {api}: it documents something else"
        )
    return api


def _by_call(page: Page, sources: Mapping[str, Source], tables: Mapping[str, Sequence[DocumentedNode]]) -> str:
    line = request_line(page.document)
    call = line.call if line else ""
    with_call = [source for source in sources.values() if _call(source) == call]
    numbers = {number for source in with_call for number in source.numbers}
    candidates = [source.api for source in sources.values() if source in with_call or source.numbers & numbers]
    if not candidates and call:
        raise PageError(
            1,
            f"no API of the spec has the call {call}: give --api; for a new API see CONTRIBUTING.md",
        )
    share_of = {api: share_of_common_nodes(page, tables[api]) for api in candidates}
    ranked = sorted(candidates, key=share_of.__getitem__, reverse=True)
    if not call and (not ranked or share_of[ranked[0]] < _LEAST_SHARE):
        raise PageError(1, "the page has no request line: give its API with --api")
    if len(ranked) > 1 and share_of[ranked[0]] == share_of[ranked[1]]:
        raise PageError(1, f"the page may document {' or '.join(sorted(candidates))}: give --api")
    return ranked[0]


def _require_call(page: Page, source: Source) -> None:
    line, call = request_line(page.document), _call(source)
    if line is not None and call and line.call != call:
        raise PageError(1, f"the page documents {line.call}, {source.api} has the call {call}")


def _require_kind(page: Page, api: str, sources: Mapping[str, Source], components: Components) -> None:
    """Refuse a page of another kind of job or template, which has the same call and most nodes but another Tag."""
    numbers = sources[api].numbers
    family = [name for name, source in sources.items() if name == api or source.numbers & numbers]
    roots = [components.roots.get(name, {}).get("Request", "") for name in family]
    tags = [components.complex_types[root].child("Tag") for root in roots if root]
    known = {value for tag in tags if tag for value in components.simple_types[tag.type].enumeration}
    for row in page.rows:
        if row.path == "Request.Tag" and known:
            values = limits_of(row).enumeration
            if values and not known & set(values):
                kinds, ours = ", ".join(values), ", ".join(sorted(known))
                raise PageError(row.line, f"the page documents the job type {kinds}, {api} has {ours}")


def _call(source: Source) -> str:
    """Return method and path of an API; "" if it has none."""
    return call_of(source.method, source.path) if source.method else ""
