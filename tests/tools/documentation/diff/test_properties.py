"""Properties of the difference of any two pages, such as that a page does not differ from itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.documentation.diff.test_diff import REQUEST, RESPONSE, Node, page
from tools.documentation.diff import Change, difference
from tools.documentation.diff.changelog import changelog
from tools.documentation.diff.row_pairs import match
from tools.documentation.pages import Row

MIRROR = {"added": "removed", "removed": "added"}
# Words with few letters in common, so that no two descriptions are alike by chance.
WORDS = (
    "abbey",
    "crocodile",
    "fjord",
    "gumption",
    "hymn",
    "jukebox",
    "lynx",
    "mosquito",
    "quiz",
    "sphinx",
    "vow",
    "zephyr",
)
TYPES = ("String", "Integer", "Container", "Boolean")
DEFAULTS = ("None", "1", "true")

names = st.sampled_from(("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel"))
paths = st.builds(
    lambda root, parts: ".".join([root, *parts]),
    st.sampled_from(("Request", "Response")),
    st.lists(names, min_size=1, max_size=3),
)
descriptions = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
nodes = st.builds(
    Node,
    path=paths,
    description=descriptions,
    type=st.sampled_from([*TYPES, "String array", "Container array"]),
    required=st.sampled_from(("Yes", "No", "Yes if it rains")),
    default=st.sampled_from(DEFAULTS),
)
any_pages = st.lists(nodes, max_size=12).map(lambda found: [REQUEST, RESPONSE, *found])


def row(section: str, path: str, words: str = WORDS[0], type_name: str = "string") -> Row:
    parent, _, name = path.rpartition(".")
    return Row(
        section=section, path=path, name=name, parent=parent, type=type_name, array=False, required=None,  # type: ignore[arg-type]
        default=None, line=1, columns_present=(), description=words,
    )  # fmt: skip


@st.composite
def rows_of_two_pages(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Draw the rows of two pages with random paths, sections and order; the pages have some rows in common."""
    short = st.lists(st.sampled_from(("Alpha", "alpha", "Bravo")), min_size=1, max_size=3).map(".".join)
    sections = st.sampled_from(("request", "response"))
    rows = st.builds(row, sections, short, st.sampled_from(WORDS[:3]), st.sampled_from(("string", "container")))
    old = draw(st.lists(rows, max_size=8))
    kept = [replace(one, section=draw(sections)) for one in old if draw(st.booleans())]
    return old, draw(st.permutations([*kept, *draw(st.lists(rows, max_size=4))]))


@st.composite
def plain_pages(draw: st.DrawFn) -> list[Node]:
    """Draw a page without children, duplicate rows and similar nodes, so that every edit is unambiguous."""
    chosen = draw(st.lists(names, min_size=2, max_size=8, unique=True))
    root = draw(st.sampled_from(("Request", "Response")))
    return [
        REQUEST,
        RESPONSE,
        *(
            Node(
                f"{root}.{name}",
                description=f"{WORDS[index]} {WORDS[-index]} {WORDS[index]}",
                type=draw(st.sampled_from(TYPES)),
                required=draw(st.sampled_from(("Yes", "No"))),
                default=draw(st.sampled_from(DEFAULTS)),
            )
            for index, name in enumerate(chosen)
        ),
    ]


def ends(change: Change) -> tuple[object, object]:
    return change.old, change.new


@given(any_pages)
def test_a_page_does_not_differ_from_itself(found: list[Node]):
    assert difference(page(*found), page(*found)).changes == ()


@given(any_pages, any_pages)
def test_exchanged_pages_have_the_inverse_changes(old: list[Node], new: list[Node]):
    forth, back = difference(page(*old), page(*new)), difference(page(*new), page(*old))
    assert Counter((change.kind, ends(change)) for change in forth.changes) == Counter(
        (MIRROR.get(change.kind, change.kind), ends(change)[::-1]) for change in back.changes
    )


@settings(max_examples=400)
@given(rows_of_two_pages(), st.booleans())
def test_rows_are_paired_at_most_once_and_independently_of_the_direction(
    rows: tuple[list[Row], list[Row]], texts: bool
):
    old, new = rows
    pairs = match(old, new, texts=texts)
    assert len({pair.old for pair in pairs}) == len({pair.new for pair in pairs}) == len(pairs)
    assert sum(pair.relation == "below" for pair in pairs) == sum(pair.below for pair in pairs)
    forth = {(pair.old, pair.new, pair.relation, pair.below) for pair in pairs}
    assert forth == {(pair.new, pair.old, pair.relation, pair.below) for pair in match(new, old, texts=texts)}


@given(any_pages, any_pages)
def test_the_numbers_of_added_and_removed_rows_are_consistent(old: list[Node], new: list[Node]):
    """Rows that are neither added nor removed are pairs, so both pages have the same number of them."""
    found = difference(page(*old), page(*new)).changes
    kinds = Counter(change.kind for change in found)
    assert len(page(*old).rows) - kinds["removed"] == len(page(*new).rows) - kinds["added"]


@given(any_pages, any_pages)
def test_every_change_is_reported_once_or_with_the_node_above_it(old: list[Node], new: list[Node]):
    found = difference(page(*old), page(*new))
    text = changelog(found)
    entries = [line for line in text.split("\n") if line.startswith("- ")]
    assert len(entries) <= len(found.changes)
    for change in found.changes:
        parts = change.path.split(".")
        assert any(f"`{'.'.join(parts[:length])}`" in text for length in range(1, len(parts) + 1))


@given(plain_pages(), st.data())
def test_one_edit_of_one_row_is_the_only_change(old: list[Node], data: st.DataObject):
    index = data.draw(st.integers(2, len(old) - 1))
    node = old[index]
    kind = data.draw(
        st.sampled_from(["removed", "added", "renamed", "type", "array", "required", "default", "description"])
    )
    match kind:
        case "removed":
            new = [*old[:index], *old[index + 1 :]]
        case "added":
            new, old = old, [*old[:index], *old[index + 1 :]]
        case "renamed":
            new = [*old[:index], replace(node, path=f"{node.path}Name"), *old[index + 1 :]]
        case "array":
            new = [*old[:index], replace(node, type=f"{node.type} array"), *old[index + 1 :]]
        case "description":
            new = [*old[:index], replace(node, description="another text altogether"), *old[index + 1 :]]
        case _:
            values = {"type": TYPES, "required": ("Yes", "No"), "default": DEFAULTS}[kind]
            value = data.draw(st.sampled_from([value for value in values if value != getattr(node, kind)]))
            new = [*old[:index], replace(node, **{kind: value}), *old[index + 1 :]]
    found = difference(page(*old), page(*new)).changes
    assert [change.kind for change in found] == [kind]
    assert found[0].path == (f"{node.path}Name" if kind == "renamed" else node.path)
    lines = [end.line for end in ends(found[0]) if end is not None]
    first = next(row.line for row in page(*old, node).rows if row.name == old[2].name)
    assert lines == [line for line in lines if line >= first]
