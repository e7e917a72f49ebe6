"""The XSD 1.0 edition accepts what the XSD 1.1 schemas accept: libxml2, xmllint and xmlschema judge it."""

from __future__ import annotations

import functools
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.xml.codec import encode
from tests.mutations import STEPS, mutate
from tests.spec.test_fixtures import DOCUMENTS, identify
from tests.strategies import API_SCHEMAS, REQUESTS, ROOT_TYPES, SPEC, is_open, objects

FOLDER: Final = Path(str(files("cosanim_bindings") / "xsd10"))
BY_API: Final[dict[str, list[Path]]] = {
    api: [path for path in DOCUMENTS if path.parent.name == api] for api in API_SCHEMAS
}


@functools.cache
def libxml2(api: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(FOLDER / f"{api}.xsd"))


@functools.cache
def xmlschema10(api: str) -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(str(FOLDER / f"{api}.xsd"))


def require_both_accept(api: str, document: bytes) -> None:
    tree = etree.fromstring(document)
    assert libxml2(api).validate(tree), libxml2(api).error_log
    assert list(xmlschema10(api).iter_errors(tree)) == []


def test_the_edition_has_the_files_of_the_spec_and_declares_the_same_roots() -> None:
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert found == {path.relative_to(SPEC).as_posix() for path in SPEC.rglob("*.xsd")} | {"LIMITS.txt"}
    declared = {
        (api, name): element.type.name for api in API_SCHEMAS for name, element in xmlschema10(api).elements.items()
    }
    assert declared == ROOT_TYPES


@pytest.mark.parametrize("path", DOCUMENTS, ids=identify)
def test_a_documented_message_is_valid(path: Path) -> None:
    require_both_accept(path.parent.name, path.read_bytes())


@pytest.mark.parametrize(("api", "root"), ROOT_TYPES)
def test_a_full_message_is_valid(api: str, root: str) -> None:
    @settings(max_examples=1 if is_open(ROOT_TYPES[api, root]) else 2)
    @given(objects(ROOT_TYPES[api, root], full=True))
    def check(document: Any) -> None:
        require_both_accept(api, encode(document))

    check()


@pytest.mark.parametrize("api", REQUESTS.values())
@settings(max_examples=4)
@given(data=st.data())
def test_a_generated_request_is_valid(api: str, data: st.DataObject) -> None:
    require_both_accept(api, encode(data.draw(objects(ROOT_TYPES[api, "Request"]))))


@pytest.mark.slow
@pytest.mark.parametrize(("api", "root"), ROOT_TYPES)
@settings(max_examples=500)
@given(data=st.data())
def test_many_generated_messages_are_valid(api: str, root: str, data: st.DataObject) -> None:
    require_both_accept(api, encode(data.draw(objects(ROOT_TYPES[api, root]))))


def compare_with_xsd11(api: str, path: Path, steps: list[Any]) -> None:
    tree = etree.fromstring(path.read_bytes())
    for step in steps:
        mutate(tree, *step)
    if not libxml2(api).validate(tree):
        assert not API_SCHEMAS[api].is_valid(tree), etree.tostring(tree)


@pytest.mark.parametrize("api", REQUESTS.values())
@settings(max_examples=15)
@given(data=st.data(), steps=STEPS)
def test_a_damaged_request_is_refused_only_if_the_xsd_11_schema_refuses_it(
    api: str, data: st.DataObject, steps: list[Any]
) -> None:
    compare_with_xsd11(api, data.draw(st.sampled_from(BY_API[api])), steps)


@pytest.mark.slow
@pytest.mark.parametrize("api", API_SCHEMAS)
@settings(max_examples=1000)
@given(data=st.data(), steps=STEPS)
def test_a_damaged_message_is_refused_only_if_the_xsd_11_schema_refuses_it(
    api: str, data: st.DataObject, steps: list[Any]
) -> None:
    compare_with_xsd11(api, data.draw(st.sampled_from(BY_API[api])), steps)


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_xmllint_accepts_the_documented_messages() -> None:
    for api, paths in BY_API.items():
        command = ["xmllint", "--noout", "--nonet", "--schema", FOLDER / f"{api}.xsd", *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
