"""The XSD of a tree: complex types in page order, in the style of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from tools.scaffold.leaves import KINDS, NewLeaf, leaf_type
from tools.scaffold.words import PLACEHOLDER, camel, described, phrase

if TYPE_CHECKING:
    from tools.scaffold.existing import Existing
    from tools.scaffold.nodes import Node, Tree

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">\n'  # noqa: E501
_ANY: Final = '      <xs:any notQName="##definedSibling" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>\n'
_VERBS: Final = frozenset({"submit", "create", "describe", "list", "update", "delete", "cancel", "get", "query"})


def annotation(text: str) -> str:
    """Return an annotation on one line."""
    return f"<xs:annotation><xs:documentation>{escape(text)}</xs:documentation></xs:annotation>"


def element(name: str, type_name: str, *, text: str, required: bool = False, array: bool = False) -> str:
    """Return the line of an element, without indentation.

    Args:
        name: Its name.
        type_name: Its type.
        text: Its documentation.
        required: Whether it must be there.
        array: Whether it may repeat.
    """
    attributes = f"name={quoteattr(name)} type={quoteattr(type_name)}{occurs(required=required, array=array)}"
    return f"<xs:element {attributes}>{annotation(text)}</xs:element>"


def occurs(*, required: bool, array: bool) -> str:
    """Return the attributes that say how often an element occurs, each with a blank before it."""
    return ("" if required else ' minOccurs="0"') + (' maxOccurs="unbounded"' if array else "")


class Schema:
    """Writes the types file and the roots file of one API."""

    def __init__(self, api: str, tree: Tree, existing: Existing) -> None:
        """Name and write all types.

        Args:
            api: Name of the API.
            tree: Its elements.
            existing: The types that there are.
        """
        self.api = api
        self.query = ""
        self.roots: dict[str, str] = {}
        self._tree = tree
        self._existing = existing
        self._family = camel("_".join(api.split("_")[1:]) if api.split("_", maxsplit=1)[0] in _VERBS else api)
        self._files: set[str] = {"common.xsd"}
        self._kinds = dict(KINDS)
        self._simple: dict[str, str] = {}
        self._complex: dict[str, str] = {}
        self._contents: dict[str, object] = {}
        if tree.query:
            self.query = self._free_name(f"{camel(api)}Query")
            self._write_type(self.query, list(tree.query.values()), "query parameters", is_open=False)
        for root in tree.roots.values():
            name = self._free_name(f"{camel(api)}{root.name}")
            self.roots[root.name] = name
            self._root(root, name)

    def types_file(self) -> str:
        """Return ``types/<api>.xsd``."""
        includes = "".join(f'  <xs:include schemaLocation="{file}"/>\n' for file in sorted(self._files))
        about = f"  {annotation(f'{phrase(camel(self.api))}: what is sent and what is answered. {PLACEHOLDER}')}\n"
        return f"{_HEAD}{about}{includes}\n{self.new_types}</xs:schema>\n"

    def roots_file(self, call: str) -> str:
        """Return ``<api>.xsd``.

        Args:
            call: HTTP method and path.
        """
        about = f"  {annotation(f'{call}: {phrase(camel(self.api)).lower()}.' if call else phrase(camel(self.api)))}\n"
        include = f'  <xs:include schemaLocation="types/{self.api}.xsd"/>\n'
        roots = "".join(f'  <xs:element name="{root}" type="{name}"/>\n' for root, name in self.roots.items())
        return f"{_HEAD}{about}{include}{roots}</xs:schema>\n"

    def element_of(self, node: Node) -> str:
        """Return the line of an element, without indentation; the types that it needs are among the new ones.

        Args:
            node: The element.
        """
        type_name = self._type_of(node)
        text = described(node.name, self._kinds.get(type_name, "nodes" if node.is_container else "text"))
        return element(node.name, type_name, text=text, required=node.required and node.is_sent, array=node.array)

    @property
    def new_types(self) -> str:
        """The types that were not there before, as they stand in a types file."""
        return "\n".join([*self._simple.values(), *self._complex.values()])

    def _root(self, root: Node, name: str) -> None:
        about = "what is sent" if root.is_sent else "what is answered"
        self._write_type(name, list(root.children.values()), about, is_open=not root.is_sent or root.is_open)

    def _write_type(self, name: str, children: list[Node], kind: str, *, is_open: bool) -> None:
        self._contents.setdefault(name, None)
        self._complex[name] = ""  # its place: above what is below it
        body = "".join(f"      {self.element_of(child)}\n" for child in children) + (_ANY if is_open else "")
        about = annotation(f"{phrase(name)}: {kind}. {PLACEHOLDER}")
        self._complex[name] = (
            f'  <xs:complexType name="{name}">\n    {about}\n    <xs:all>\n{body}    </xs:all>\n  </xs:complexType>\n'
        )

    def _type_of(self, node: Node) -> str:
        if node.is_container:
            return self._container_type(node)
        leaf = leaf_type(node, self._existing, self._tree)
        return self._simple_type(leaf) if isinstance(leaf, NewLeaf) else self._used(leaf)

    def _used(self, name: str) -> str:
        """Return a type that there is, and include its file."""
        if not name.startswith("xs:"):
            self._files.add(self._existing.file_of(name))
        return name

    def _container_type(self, node: Node) -> str:
        is_open = not node.is_sent or node.is_open
        if node.same_as and (known := self._existing.by_reference(node.same_as, is_open=is_open)):
            return self._used(known)
        if not node.is_sent and (known := self._existing.reply_of(node)):
            return self._used(known)
        content = _content(node)
        suffix = "" if node.is_sent or node.name.endswith("Detail") else "Detail"
        *_, above = ["", *node.path.split(".")[1:-1]]
        for name in (f"{self._family}{node.name}{suffix}", f"{self._family}{above}{node.name}{suffix}"):
            if self._contents.get(name) == content:
                return name
            if name not in self._contents and name not in self._existing.names:
                break
        else:
            name = self._free_name(name)
        self._contents[name] = content
        kind = "documented elsewhere, open" if node.is_open else "nodes"
        self._write_type(name, list(node.children.values()), kind, is_open=is_open)
        return name

    def _simple_type(self, leaf: NewLeaf) -> str:
        if leaf.member:
            member = self._simple_type(leaf.member) if isinstance(leaf.member, NewLeaf) else self._used(leaf.member)
            lines = f'    <xs:union memberTypes="{member} xs:string"/>\n'
            kind = "value in a reply; any other text is kept as it is"
        else:
            self._used(leaf.base)
            lines = f'    <xs:restriction base="{leaf.base}">\n'
            lines += "".join(f"      {_facet(facet, value)}\n" for facet, value in leaf.facets)
            lines += "    </xs:restriction>\n"
            kind = "one of these values" if leaf.facets[0][0] == "enumeration" else KINDS[leaf.base] + " within limits"
        name = f"{self._family}{leaf.name}"
        while self._contents.get(name, leaf) != leaf or name in self._existing.names:
            name += "Value"
        self._contents[name] = leaf
        self._kinds[name] = KINDS.get(leaf.base, "text")
        about = annotation(described(leaf.name, kind))
        self._simple[name] = f'  <xs:simpleType name="{name}">\n    {about}\n{lines}  </xs:simpleType>\n'
        return name

    def _free_name(self, name: str) -> str:
        taken = self._existing.names | self._contents.keys()
        number = 2
        free = name
        while free in taken:
            free, number = f"{name}{number}", number + 1
        return free


def _facet(name: str, value: str) -> str:
    if name != "enumeration":
        return f"<xs:{name} value={quoteattr(value)}/>"
    return f"<xs:enumeration value={quoteattr(value)}>{annotation(f'{phrase(value)}. {PLACEHOLDER}')}</xs:enumeration>"


def _content(node: Node) -> object:
    """Return what makes two nodes of one type: equal names, occurrences and contents below, rows apart."""
    row = node.row
    words = (row.type, row.description, row.constraints) if row and not node.children else None
    children = tuple((child.name, child.array, child.required, _content(child)) for child in node.children.values())
    return (node.is_open, words, children)
