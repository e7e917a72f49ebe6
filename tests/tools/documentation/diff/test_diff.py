"""The changes between two pages: kinds, effects, renames, moves, duplicate rows, references."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tools.documentation.diff import Change, difference
from tools.documentation.pages import Page, page_of

HEADER = "| Node Name (Keyword) | Parent Node | Description | Type | Required | Default Value | Constraints |"
REQUEST_LINE = "```shell\nPOST /lakes HTTP/1.1\n```\n"


@dataclass(frozen=True)
class Node:
    """A row of a test page."""

    path: str
    description: str = "Some words"
    type: str = "String"
    required: str = "No"
    default: str = "None"
    constraints: str = "-"

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def line(self) -> str:
        parent = self.path.rpartition(".")[0] or "None"
        cells = (self.name, parent, self.description, self.type, self.required, self.default, self.constraints)
        return "| " + " | ".join(cells) + " |"


REQUEST = Node("Request", "Everything that is sent", "Container", "Yes")
RESPONSE = Node("Response", "Everything that comes back", "Container")
DEPTH = Node("Request.Depth", "How deep it is below its surface", "Integer", default="5")
SHORE = Node("Request.Shore", "Whatever lies around the water", "Container")
SAND = Node("Request.Shore.Sand", "Grain size on the beach", "String")
STATE = Node("Response.State", "Whether it is frozen just now")


def page(*nodes: Node, notes: str = "", request_line: str = REQUEST_LINE) -> Page:
    parts = ["## Request\n", request_line]
    for heading, root in (
        ("#### Request parameters", ""),
        ("#### Request body", "Request"),
        ("## Response", "Response"),
    ):
        found = [node for node in nodes if node.path.partition(".")[0] == (root or node.path)]
        if not root:
            found = [node for node in found if node.path not in {"Request", "Response"}]
        rows = "\n".join(node.line for node in found)
        parts.append(f"{heading}\n\n" + (f"{HEADER}\n{'| --- ' * 7}|\n{rows}\n" if found else ""))
    return page_of("\n".join([*parts, notes, "## Samples\n"]), "markdown", name="lakes")


def changes(old: list[Node], new: list[Node]) -> list[Change]:
    return list(difference(page(*old), page(*new)).changes)


def effects_of(old: list[Node], new: list[Node]) -> list[tuple[str, str, str]]:
    return [(change.kind, change.path, change.effect) for change in changes(old, new)]


BASE = [REQUEST, DEPTH, SHORE, SAND, RESPONSE, STATE]


def base_with(node: Node, **values: str) -> list[Node]:
    return [replace(one, **values) if one == node else one for one in BASE]


def test_equal_pages_have_no_changes():
    assert changes(BASE, BASE) == []


def test_another_order_of_rows_is_not_a_change():
    assert changes(BASE, [REQUEST, SHORE, DEPTH, SAND, RESPONSE, STATE]) == []


@pytest.mark.parametrize(
    ("node", "effect"),
    [
        (Node("Request.Fish", required="Yes"), "breaks"),
        (Node("Request.Fish", required="Yes if `State` is `On`"), "breaks"),
        (Node("Request.Fish", required="No"), "widens"),
        (Node("Response.Fish", required="Yes"), "informs"),
        (Node("size", required="Yes"), "breaks"),
        (Node("size", required="No"), "widens"),
    ],
)
def test_an_added_node_breaks_only_callers_that_must_send_it(node: Node, effect: str):
    assert effects_of(BASE, [*BASE, node]) == [("added", node.path, effect)]
    (change,) = changes(BASE, [*BASE, node])
    assert change.old is None
    assert change.new is not None


@pytest.mark.parametrize("node", [DEPTH, STATE])
def test_a_removed_node_breaks_callers_that_send_it_and_callers_that_read_it(node: Node):
    assert effects_of(BASE, [one for one in BASE if one != node]) == [("removed", node.path, "breaks")]


def test_a_required_node_below_a_new_optional_node_breaks_nothing():
    fish = Node("Request.Fish", "Who lives there", "Container")
    assert effects_of(BASE, [*BASE, fish, Node("Request.Fish.Name", required="Yes")]) == [
        ("added", "Request.Fish", "widens"),
        ("added", "Request.Fish.Name", "widens"),
    ]
    assert effects_of(BASE, [*BASE, Node("Request.Shore.Wood", required="Yes")]) == [
        ("added", "Request.Shore.Wood", "breaks")
    ]
    must = replace(fish, required="Yes")
    assert effects_of(BASE, [*BASE, must, Node("Request.Fish.Name", required="Yes")])[1][2] == "breaks"


@pytest.mark.parametrize(
    ("node", "column", "value", "kind", "effect"),
    [
        (DEPTH, "required", "Yes", "required", "breaks"),
        (DEPTH, "required", "Yes if `State` is `On`", "required", "breaks"),
        (DEPTH, "required", "", "required", "informs"),
        (REQUEST, "required", "No", "required", "widens"),
        (REQUEST, "required", "Yes if it rains", "required", "widens"),
        (STATE, "required", "Yes", "required", "informs"),
        (DEPTH, "default", "6", "default", "breaks"),
        (DEPTH, "default", "As deep as the sea", "default", "informs"),
        (DEPTH, "default", "None", "default", "informs"),
        (SAND, "default", "fine", "default", "informs"),
        (STATE, "default", "On", "default", "informs"),
        (DEPTH, "type", "Integer array", "array", "breaks"),
        (STATE, "type", "String array", "array", "breaks"),
        (DEPTH, "type", "Int", "type", "informs"),
        (DEPTH, "type", "Float", "type", "widens"),
        (DEPTH, "type", "String", "type", "informs"),  # the default shows that it is still a number
        (SAND, "type", "Integer", "type", "breaks"),
        (SAND, "type", "Container", "type", "breaks"),
        (SHORE, "type", "String", "type", "breaks"),
        (STATE, "type", "Integer", "type", "informs"),
        (STATE, "type", "Container", "type", "breaks"),
        (SAND, "type", "", "type", "informs"),
        (SAND, "description", "Size of the grains on the beach", "description", "informs"),
        (SAND, "constraints", "Value range: [1, 9]", "description", "breaks"),
        (STATE, "constraints", "Value range: [1, 9]", "description", "informs"),
    ],
)
def test_each_kind_of_change_has_its_effect(node: Node, column: str, value: str, kind: str, effect: str):
    assert effects_of(BASE, base_with(node, **{column: value})) == [(kind, node.path, effect)]


@pytest.mark.parametrize(
    ("old", "new", "sent", "read"),
    [
        ("Long", "Integer", "informs", "informs"),
        ("Int", "Long", "informs", "informs"),
        ("Number", "Float", "informs", "informs"),
        ("Double", "Number", "informs", "informs"),
        ("Long", "Number", "widens", "breaks"),
        ("Number", "Long", "breaks", "informs"),
        ("Int", "Double", "widens", "breaks"),
        ("String", "Long", "breaks", "informs"),
        ("Long", "String", "widens", "breaks"),
        ("Number", "String", "widens", "breaks"),
        ("Bool", "Boolean", "informs", "informs"),
        ("Enum", "String", "informs", "informs"),
        ("Date", "String", "informs", "informs"),
        ("Object", "Container", "informs", "informs"),
        ("Long", "Boolean", "breaks", "breaks"),
        ("Long", "Container", "breaks", "breaks"),
        ("Secret", "String", "breaks", "breaks"),
    ],
)
def test_types_are_compared_by_their_xsd_types(old: str, new: str, sent: str, read: str):
    for node, effect in ((SAND, sent), (STATE, read)):
        found = effects_of([REQUEST, RESPONSE, replace(node, type=old)], [REQUEST, RESPONSE, replace(node, type=new)])
        assert found == [("type", node.path, effect)]


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("Value range: [1, 9]", "Value range: (1, 9]", "breaks"),
        ("Value range: [1, 9]", "Value range: [1, 8]", "breaks"),
        ("Value range: (1, 9)", "Value range: [0, 9]", "widens"),
        ("Value range: [1, 9]", "Value range: [2, 10]", "breaks"),
        ("Value range: [1, 9]", "Use 1 to 9", "informs"),
        ("Valid values: `a`, `b`", "Valid values: `a`, `b`, `c`", "widens"),
        ("Valid values: `a`, `b`", "Which can be `b` or `a`", "informs"),
        ("Valid values: `a`, `b`, `c`", "Valid values: `a`, `b`", "breaks"),
        ("Valid values: `a`, `b`", "Valid values: `a`, `c`", "breaks"),
        ("Can contain up to 64 letters", "Can contain up to 128 letters", "widens"),
        ("Can contain up to 64 letters", "Can contain up to 32 letters", "breaks"),
        ("The maximum value is 100", "The maximum value is 50", "breaks"),
    ],
)
def test_limits_in_the_texts_decide_the_effect(old: str, new: str, effect: str):
    found = effects_of([REQUEST, replace(SAND, constraints=old)], [REQUEST, replace(SAND, constraints=new)])
    assert found == [("description", SAND.path, effect)]


def test_a_text_with_a_range_that_becomes_a_number_breaks_nothing():
    ranged = replace(SAND, constraints="Value range: [1, 9]")
    assert effects_of([REQUEST, ranged], [REQUEST, replace(ranged, type="Integer")]) == [("type", SAND.path, "informs")]


def test_a_default_that_moves_from_the_text_to_its_column_is_unchanged():
    spoken = replace(SAND, description="Size of grains. Default value: `2`.")
    written = replace(SAND, description="Size of grains.", default="2")
    assert effects_of([REQUEST, spoken], [REQUEST, written]) == [("description", SAND.path, "informs")]


def test_a_mistranslated_yes_means_yes():
    assert effects_of([REQUEST], [replace(REQUEST, required="Supported")]) == []


def test_a_renamed_node_between_the_same_neighbours_is_renamed_with_all_below_it():
    old = [REQUEST, DEPTH, SHORE, SAND]
    coast = replace(SHORE, path="Request.Coast")
    (change,) = changes(old, [REQUEST, DEPTH, coast, replace(SAND, path="Request.Coast.Sand")])
    assert (change.kind, change.path, change.effect, change.below) == ("renamed", "Request.Coast", "breaks", 1)
    assert change.old is not None
    assert change.old.path == "Request.Shore"


def test_a_name_with_another_case_is_renamed_in_any_position():
    old, new = Node("Request.QueueId", "a"), Node("Request.queue_ID", "quite another text")
    assert [kind for kind, *_ in effects_of([REQUEST, old, DEPTH], [REQUEST, DEPTH, new])] == [
        "renamed",
        "description",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([DEPTH], [Node("Request.Fish", "Who lives in the water", "Integer")]),  # nothing is alike
        ([DEPTH], [replace(DEPTH, path="Request.Fish", type="String")]),  # another type
        ([DEPTH, SAND], [replace(DEPTH, path="Request.A"), replace(DEPTH, path="Request.B")]),  # two candidates
        ([replace(DEPTH, path="Request.A"), DEPTH], [DEPTH, replace(DEPTH, path="Request.B")]),  # other neighbours
    ],
)
def test_an_uncertain_rename_is_a_removal_and_an_addition(old: list[Node], new: list[Node]):
    assert {kind for kind, *_ in effects_of([REQUEST, *old], [REQUEST, *new])} == {"added", "removed"}


def test_a_node_with_another_parent_is_moved():
    found = changes(BASE, base_with(DEPTH, path="Request.Shore.Depth"))
    assert [(change.kind, change.path, change.effect) for change in found] == [
        ("moved", "Request.Shore.Depth", "breaks")
    ]


def test_a_node_with_an_undocumented_parent_moves_with_a_remark():
    wrong = base_with(STATE, path="Response.Job.State")
    (change,) = changes(wrong, BASE)
    assert change.kind == "moved"
    assert "may be a correction" in change.message
    (back,) = changes(BASE, wrong)
    assert "may be an error of the page" in back.message


def test_a_name_that_occurs_in_several_places_is_not_moved():
    one, other = Node("Request.Shore.Object", "Key of it"), Node("Request.Object", "Key of it")
    twin = Node("Request.Lake.Object", "Key of it")
    found = effects_of([*BASE, one, twin], [REQUEST, twin, DEPTH, SHORE, SAND, other, RESPONSE, STATE])
    assert {kind for kind, *_ in found} == {"added", "removed"}


def test_an_added_or_removed_duplicate_row_informs():
    assert effects_of(BASE, [*BASE, SAND]) == [("added", SAND.path, "informs")]
    assert effects_of([*BASE, SAND], BASE) == [("removed", SAND.path, "informs")]
    assert effects_of([*BASE, SAND], [*BASE, SAND]) == []


def test_only_the_duplicate_row_that_changed_is_reported():
    variant = replace(SAND, description="Of the other variant")
    found = changes([REQUEST, SAND, variant], [REQUEST, replace(variant, type="Integer"), SAND])
    assert [(change.kind, change.old and change.old.line) for change in found] == [("type", 16)]


def test_nodes_that_the_other_page_documents_by_reference_inform_only():
    referring = replace(SHORE, description="Same as `Request.Shore` of the other API")
    stone = Node("Request.Shore.Stone", required="Yes")
    old, new = [REQUEST, referring], [REQUEST, referring, stone]
    assert effects_of(old, new) == [("added", stone.path, "informs")]
    assert effects_of(new, old) == [("removed", stone.path, "informs")]


def test_another_request_line_breaks():
    new = page(*BASE, request_line=REQUEST_LINE.replace("POST", "PUT"))
    (change,) = difference(page(*BASE), new).changes
    assert (change.kind, change.path, change.effect, change.message) == (
        "request-line", "PUT /lakes", "breaks", "was POST /lakes"
    )  # fmt: skip
    assert change.new is not None
    assert change.new.line == 4


def test_the_names_of_placeholders_in_the_request_line_do_not_matter():
    one = page(*BASE, request_line="```\nGET /lakes/<lakeId>?size=<size> HTTP/1.1\n```\n")
    other = page(*BASE, request_line="```\nGET /lakes/{id} HTTP/1.1\n```\n")
    assert difference(one, other).changes == ()


def test_two_languages_are_compared_without_their_texts():
    chinese = [
        replace(node, description="湖的一些事情和水", required={"Yes": "是"}.get(node.required, "否")) for node in BASE
    ]
    found = difference(page(*BASE), page(*chinese[:-1], replace(chinese[-1], type="String数组")))
    assert [(change.kind, change.path) for change in found.changes] == [("array", STATE.path)]
    assert found.notes[0].startswith("The pages are in two languages (en, zh)")


def test_differences_outside_the_tables_are_noted_with_their_lines():
    found = difference(page(*BASE), page(*BASE, notes="Mind the gap.\n"))
    assert found.changes == ()
    assert found.notes == ("Changed outside the node tables, effects unknown: text (new line 26).",)
