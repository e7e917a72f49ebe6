"""The documents that break a single rule, and the list of those that the XSD 1.0 edition does not refuse."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
import xmlschema
from lxml import etree

from cosanim.xml.validation import errors_of, validate
from tests.strategies import API_SCHEMAS, COMPLEX, ROOT_TYPES, SPEC, XS, children_of
from tests.tools.generator.generator_runs import GENERATED, edit
from tools.generator.components import load_components
from tools.generator.generation_error import GenerationError
from tools.generator.simple_type_source import SimpleTypeSource
from tools.generator.xsd10.edition import write_edition
from tools.generator.xsd10.passing_violations import FILE_NAME, write_limits
from tools.generator.xsd10.sample_texts import valid_texts
from tools.generator.xsd10.single_violations import SingleViolation, SingleViolations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VIOLATIONS: Final = SingleViolations(load_components(SPEC))
ASSERTS: Final = {name: [rule.elem.get("id") for rule in type_.assertions] for name, type_ in COMPLEX.items()}
LIMITS: Final = (GENERATED / "xsd10" / FILE_NAME).read_text("utf-8")


@cache
def violations_of(api: str, root: str) -> list[SingleViolation]:
    return list(VIOLATIONS.of(root, ROOT_TYPES[api, root]))


@cache
def xsd10(api: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(GENERATED / "xsd10" / f"{api}.xsd"))


def asserts_below(type_name: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each node with an assert, and the assert."""
    yield from ((path, rule) for rule in ASSERTS[type_name])
    for child in children_of(type_name):
        if child.type.is_complex():
            yield from asserts_below(child.type.name, f"{path}.{child.name}")


@pytest.mark.parametrize(("api", "root"), ROOT_TYPES)
def test_each_document_breaks_its_rule_and_no_other(api: str, root: str) -> None:
    for document in VIOLATIONS.valid(root, ROOT_TYPES[api, root]):
        assert errors_of(validate(etree.tostring(document), api=api)) == []
    for one in violations_of(api, root):
        data = etree.tostring(one.document)
        found = [(re.sub(r"\[\d+\]", "", error.path), error.rule) for error in errors_of(validate(data, api=api))]
        path = "Unknown" if (one.path, one.rule) == (root, "unknown") else one.path
        is_blank = one.text is not None and not one.text.strip()
        # A blank optional node counts as absent for ``validate``, so it breaks other rules, or none.
        assert found == [(path, one.rule)] or is_blank, data


def test_the_xsd_11_schema_refuses_each_broken_submission() -> None:
    for one in violations_of("submit_job", "Request"):
        assert not API_SCHEMAS["submit_job"].is_valid(one.document), etree.tostring(one.document)


@pytest.mark.slow
@pytest.mark.parametrize(("api", "root"), ROOT_TYPES)
def test_xmlschema_agrees_with_libxml2_on_each_document(api: str, root: str) -> None:
    edition = xmlschema.XMLSchema10(str(GENERATED / "xsd10" / f"{api}.xsd"))
    for document in VIOLATIONS.valid(root, ROOT_TYPES[api, root]):
        assert API_SCHEMAS[api].is_valid(document)
        assert edition.is_valid(document)
    for one in violations_of(api, root):
        assert not API_SCHEMAS[api].is_valid(one.document)
        # xmlschema allows text beside nodes if these are not known.
        is_text_of_reply = (one.path, one.rule) == ("Response", "text") or (one.path, one.rule) == ("Error", "text")
        assert is_text_of_reply or edition.is_valid(one.document) == xsd10(api).validate(one.document)


@pytest.mark.parametrize("api", [api for api, root in ROOT_TYPES if root == "Request"])
def test_of_a_request_the_edition_refuses_everything_but_broken_asserts(api: str) -> None:
    passing = {(one.path, one.rule) for one in violations_of(api, "Request") if xsd10(api).validate(one.document)}
    assert passing == set(asserts_below(ROOT_TYPES[api, "Request"], "Request"))
    for path, rule in passing:
        assert f"\n{rule}: {path}\n" in LIMITS


@pytest.mark.parametrize(("api", "root"), [key for key in ROOT_TYPES if key[1] != "Request"])
def test_of_a_reply_the_edition_refuses_what_is_wrong_with_its_root(api: str, root: str) -> None:
    refused = [(one.path, one.rule) for one in violations_of(api, root) if not xsd10(api).validate(one.document)]
    assert refused == [(root, rule) for rule in ("unknown", "attribute", "text")]


def test_every_facet_of_every_node_of_a_request_is_broken_by_a_document() -> None:
    names = {
        **dict.fromkeys(("minInclusive", "minExclusive"), "min"),
        **dict.fromkeys(("maxInclusive", "maxExclusive"), "max"),
        **dict.fromkeys(("minLength", "maxLength"), "length"),
        "fractionDigits": "fraction-digits",
    }

    def expected(type_name: str, path: str) -> Iterator[tuple[str, str]]:
        for child in children_of(type_name):
            if child.type.is_complex():
                yield from expected(child.type.name, f"{path}.{child.name}")
            elif not child.type.name.startswith(XS):
                for facet in child.type.facets:
                    name = (facet or "").removeprefix(XS)
                    if name != "whiteSpace":
                        yield f"{path}.{child.name}", names.get(name, name)

    for (api, root), type_name in ROOT_TYPES.items():
        if root == "Request":
            made = {(one.path, one.rule) for one in violations_of(api, root)}
            assert set(expected(type_name, root)) <= made


def generate_edition(spec: Path, folder: Path) -> tuple[Path, str]:
    components = load_components(spec)
    write_edition(components, spec, folder)
    write_limits(components, folder)
    return folder, (folder / FILE_NAME).read_text("utf-8")


def test_a_request_with_an_array_is_not_refused_and_what_passes_is_listed(spec: Path, tmp_path: Path) -> None:
    old = '<xs:element name="Object" type="ObjectKey"><xs:annotation><xs:documentation>Key of the video'
    edit(spec / "types" / "jobs.xsd", old, old.replace("><xs:annotation>", ' maxOccurs="unbounded"><xs:annotation>', 1))
    folder, limits = generate_edition(spec, tmp_path / "xsd10")
    schema = etree.XMLSchema(etree.parse(folder / "submit_job.xsd"))
    base = (SPEC.parent / "tests" / "fixtures" / "submit_job" / "template-request.xml").read_bytes()
    two = re.sub(rb"(<Input>)(.*?)(</Input>)", rb"\1\2\2\3", base, flags=re.DOTALL)
    assert two != base
    assert schema.validate(etree.fromstring(two))
    assert "\nrequired: Request.Input.Object\n" in limits
    assert "\nunknown: Request.Input" not in limits
    assert "\nlength: Request.Input" not in limits


def test_a_file_without_types_of_the_edition_still_includes_the_others() -> None:
    media = etree.parse(GENERATED / "xsd10" / "types" / "media.xsd").getroot()
    assert [child.tag.removeprefix(XS) for child in media] == ["annotation", "include"]


def test_a_simple_type_without_a_known_text_is_named() -> None:
    one = SimpleTypeSource(name="Odd", kinds=("str",), patterns=(("~", "~"),), family="jobs")
    with pytest.raises(GenerationError, match="valid for the type Odd: add one to _TEXTS"):
        valid_texts(one)


def test_a_facet_that_another_one_implies_is_listed(spec: Path, tmp_path: Path) -> None:
    edit(
        spec / "types" / "common.xsd",
        '<xs:pattern value="[A-Za-z0-9_\\-]+"/>',
        '<xs:minLength value="1"/><xs:pattern value="[A-Za-z]+"/>',
    )
    _, limits = generate_edition(spec, tmp_path)
    assert limits.endswith("breaks no other rule\n" + "-" * 75 + "\nlength: Identifier\n")
