"""The errata of a new API: every place where its XSD departs from its page, found by comparing the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.compare import departs
from tools.documented import Pages
from tools.paths import is_below, is_in
from tools.tables import Erratum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tools.compare import SpecNode
    from tools.documented import ExpectedNode
    from tools.pages import Row
    from tools.scaffold.nodes import Tree
    from tools.tables import DocumentedNode

_PASSES: Final = 6
# By kind, and by what the XSD has where that may be either: what the page says, what the spec does, and why.
_SHOWN: Final = "A sample of the page shows it so."
_WORDS: Final[dict[tuple[str, bool | None], tuple[str, str, str]]] = {
    ("added", True): ("In no table of the page.", "Has it.", "A sample of the page has it."),
    ("added", False): ("In no table of the page.", "Has it.", "The type of another API that is used here has it."),
    ("left-out", None): ("Documents it.", "Lacks it.", "It is no element that XML can have, or belongs to no node."),
    ("required", True): ("Says that it is optional.", "Required.", "The type of another API is used here."),
    ("required", False): ("Says that it is required.", "Optional.", "A sample of the page does without it."),
    ("array", True): ("Says that it occurs once.", "May repeat.", _SHOWN),
    ("array", False): ("Says that it may repeat.", "Occurs once.", "The type of another API is used here."),
    ("type", True): ("Typed as a container.", "Text.", "So it is in the samples, or where the spec has it already."),
    ("type", False): ("Typed as a text.", "Holds nodes.", _SHOWN),
    ("moved", None): (
        "Gives it a parent that no row documents.",
        "Below `to`.",
        "The sentence above its table, a sample or the name of the parent says so.",
    ),
}  # fmt: skip


def departures(
    api: str,
    rows: Sequence[Row],
    tree: Tree,
    nodes: Mapping[str, SpecNode],
    tables: Mapping[str, Sequence[DocumentedNode]],
    errata: Sequence[Erratum],
) -> list[Erratum]:
    """Return the errata that make table and XSD of a new API agree.

    Args:
        api: Its name.
        rows: The rows of its page.
        tree: Its elements, with the moves.
        nodes: The elements of its XSD by path.
        tables: All tables, its own included.
        errata: The errata of the others.
    """
    found = list(_moves(api, rows, tree))
    sampled = {node.path for root in tree.roots.values() for node in root.walk()}
    # An erratum also holds where a row refers to its path: requests come first, and each pass sees those before.
    for _ in range(_PASSES):
        expected = Pages(tables, [*errata, *found]).nodes(api)
        for section in ("request", ""):
            more = list(_differences(api, expected, nodes, sampled, section))
            if more:
                found += more
                break
        else:
            break
    return found


def entries(errata: Sequence[Erratum]) -> str:
    """Return errata as they stand in errata.toml.

    Args:
        errata: The errata.
    """
    if not errata:
        return ""
    rule = f"# --- {errata[0].api}: written by scaffold; the reasons are to be checked ".ljust(120, "-")
    return f"\n{rule}\n" + "".join(map(_entry, errata))


def proposal(kind: str, api: str, path: str, *, is_so: bool | None, to: str = "") -> str:
    """Return an erratum to add, its reason still to be written.

    Args:
        kind: Kind of the erratum.
        api: The API.
        path: The node, as the page has it.
        is_so: What the spec has: whether the node is required, repeats, or is a text.
        to: Of moved nodes: their parent.
    """
    page, spec, _ = _WORDS[kind, is_so]
    return _entry(Erratum(api=api, path=(path,), kind=kind, page=page, spec=spec, why="TODO", to=to)).strip()


def _moves(api: str, rows: Sequence[Row], tree: Tree) -> Iterator[Erratum]:
    groups: dict[tuple[str, str], list[str]] = {}
    for path, parent in tree.moves.items():
        sections = {row.section for row in rows if is_in(row.path, path)}
        # A path that two sections have stays where it is right.
        groups.setdefault(("moved" if len(sections) == 1 else "copied", parent), []).append(path)
    for (kind, parent), paths in groups.items():
        page, spec, why = _WORDS["moved", None]
        yield Erratum(api=api, path=tuple(paths), kind=kind, page=page, spec=spec, why=why, to=parent)


def _differences(
    api: str,
    expected: Mapping[str, ExpectedNode],
    nodes: Mapping[str, SpecNode],
    sampled: set[str],
    section: str,
) -> Iterator[Erratum]:
    """Yield an erratum for each kind of difference, those of the request alone where that is the section."""
    found: dict[tuple[str, bool | None], list[str]] = {}
    for path, node in nodes.items():
        row = expected.get(path)
        if row is None:
            found.setdefault(("added", path in sampled), []).append(path)
            continue
        has = {"type": node.leaf, "array": node.array, "required": node.required}
        for departure in departs(row, node):
            found.setdefault((departure, has[departure]), []).append(path)
    found["left-out", None] = _tops([path for path in expected if path not in nodes])
    for (kind, is_so), paths in found.items():
        chosen = [path for path in paths if not section or path.startswith("Request")]
        if chosen:
            page, spec, why = _WORDS[kind, is_so]
            yield Erratum(api=api, path=tuple(chosen), kind=kind, page=page, spec=spec, why=why)


def _tops(paths: list[str]) -> list[str]:
    """Return the paths without those below another of them."""
    known = set(paths)
    return [path for path in paths if not any(is_below(path, other) for other in known)]


def _entry(erratum: Erratum) -> str:
    paths = [f'"{path}"' for path in erratum.path]
    path = paths[0] if len(paths) == 1 else "[\n" + "".join(f"  {path},\n" for path in paths) + "]"
    lines = [f'api = "{erratum.api}"', f"path = {path}", f'kind = "{erratum.kind}"']
    lines += [f'to = "{erratum.to}"'] if erratum.to else []
    lines += [f'page = "{erratum.page}"', f'spec = "{erratum.spec}"', f'why = "{erratum.why}"']
    return "\n[[erratum]]\n" + "\n".join(lines) + "\n"
