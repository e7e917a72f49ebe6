"""The appinfo of simple types in the XSD: advice on values, and descriptions of patterns."""

# ruff: noqa: E501 - a replaced text stands on one line, however long
from __future__ import annotations

import re
import shutil
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from cosanim_bindings.schema.jobs import COMPLEX_TYPES as JOBS
from cosanim_bindings.schema.queues import COMPLEX_TYPES as QUEUES

from cosanim.models import NotifyConfig
from cosanim.schema import SimpleType, ValueAdvice
from cosanim.xml.validation import validate
from tests.strategies import SPEC
from tests.xml.messages import URL_NOTIFICATION, list_violations, queue, request
from tools.generator.components import Components, load_components
from tools.generator.generation_error import GenerationError
from tools.generator.schema_data import render_schema_data

if TYPE_CHECKING:
    from cosanim.models import SubmitJobRequest, UpdateQueueRequest

ADVICE: Final = '<xs:appinfo source="cosanim:warning"><rule id="private-callback" test="public-host(.)">'
PRIVATE: Final = "http://localhost/"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the spec."""
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))


def edit(spec: Path, file: str, old: str, new: str) -> int:
    """Replace a text that occurs exactly once in a file; return its line."""
    path = spec / "types" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def generate_schema_data(spec: Path) -> tuple[Components, dict[str, str]]:
    components = load_components(spec)
    return components, render_schema_data(components, list(components.complex_types))


def type_of(complex_types: dict[str, object], name: str, field: str) -> SimpleType:
    return next(one.type for one in complex_types[name].elements if one.field == field)  # type: ignore[attr-defined]


def test_both_callback_addresses_inherit_the_advice_of_their_base_type() -> None:
    one = type_of(JOBS, "SubmitJobRequest", "callback").advice[-1]
    assert type_of(QUEUES, "NotifyConfig", "url").advice[-1] == one
    assert isinstance(one, ValueAdvice)
    assert (one.id, one.test) == ("private-callback", "public-host")
    assert "{found}" in one.message
    assert (SPEC / "types" / "common.xsd").read_text("utf-8").count(ADVICE) == 1


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (request(callback=PRIVATE), "Request.CallBack"),
        (queue(**{**URL_NOTIFICATION, "url": PRIVATE}), "Request.NotifyConfig.Url"),
    ],
)
def test_a_private_address_gets_a_warning(document: SubmitJobRequest | UpdateQueueRequest, path: str) -> None:
    assert list_violations(document) == [(path, "private-callback", "warning")]


def test_advice_applies_to_the_written_text_and_not_to_str() -> None:
    class Ours(str, Enum):  # noqa: UP042 - the str() of a StrEnum would be its text
        ADDRESS = "https://example.com/"
        PRIVATE = "http://127.0.0.1/"
        EVENT = "TaskFinish"

    config = NotifyConfig(url=Ours.ADDRESS, state="On", type="Url", event=Ours.EVENT)
    assert validate(config) == []
    config.url = Ours.PRIVATE
    assert [violation.rule for violation in validate(config)] == ["private-callback"]


def test_the_advice_of_a_type_precedes_that_of_its_base_type(spec: Path) -> None:
    old = '<rule id="callback-address"'
    edit(spec, "queues.xsd", old, f'<rule id="own" test=" public-host(.) ">So\n  so: {{found}}</rule>{old}')
    components, modules = generate_schema_data(spec)
    advice = components.simple_types["NotifyUrl"].advice
    assert [one.id for one in advice] == ["own", "callback-address", "private-callback"]
    assert "ValueAdvice(id='own', test='public-host', message='So so: {found}'), ValueAdvice(" in modules["queues"]
    assert "own" not in {one.id for one in components.simple_types["CallBackUrl"].advice}


def test_a_form_is_inherited_only_by_types_without_patterns_of_their_own(spec: Path) -> None:
    derived = '<xs:simpleType name="{0}"><xs:restriction base="Identifier">{1}</xs:restriction></xs:simpleType>'
    same, narrower = derived.format("Same", ""), derived.format("Narrower", '<xs:pattern value="a+"/>')
    edit(spec, "common.xsd", '<xs:simpleType name="UserData">', f'{same}{narrower}<xs:simpleType name="UserData">')
    components, modules = generate_schema_data(spec)
    words = "letters, digits, hyphens and underscores"
    assert [components.simple_types[name].form for name in ("Identifier", "Same", "Narrower")] == [words, words, ""]
    assert f"form='{words}'" in modules["common"]


# Description of the error to the file, the text to replace, the replacement and the error message.
WRONG_APPINFO: Final = {
    "a test that does not exist": ("common.xsd", 'test="public-host(.)"', 'test="private-host(.)"', "test must be public-host(.), web-address(.), documented-events(.)"),
    "a test of something else": ("common.xsd", 'test="public-host(.)"', 'test="public-host(Url)"', "test must be public-host(.), web-address(.), documented-events(.)"),
    "an expression": ("common.xsd", 'test="public-host(.)"', 'test="not(public-host(.))"', "test must be public-host(.)"),
    "no test": ("common.xsd", ' test="public-host(.)"', "", "test must be public-host(.)"),
    "no id": ("common.xsd", 'id="private-callback" ', "", "has no id"),
    "an id of another form": ("common.xsd", 'id="private-callback"', 'id="Private_Callback"', "must consist of lower-case words with hyphens"),
    "an id used twice": ("common.xsd", 'id="private-callback"', 'id="no-duration"', "no-duration is used twice"),
    "no message": ("common.xsd", "{found} is a private or loopback host, which the service does not call: give a public one", " ", "has no message"),
    "another source": ("common.xsd", '<xs:appinfo source="cosanim:warning"><rule', '<xs:appinfo source="elsewhere"><rule', "only the appinfo cosanim:warning or cosanim:form is supported here"),
    "no source": ("common.xsd", '<xs:appinfo source="cosanim:warning"><rule', "<xs:appinfo><rule", "only the appinfo cosanim:warning or cosanim:form is supported here"),
    "a form of a complex type": ("jobs.xsd", '<xs:appinfo source="cosanim:warning">', '<xs:appinfo source="cosanim:form">words</xs:appinfo><xs:appinfo source="cosanim:warning">', "only the appinfo cosanim:warning is supported here"),
    "a form that is two": ("common.xsd", '<xs:appinfo source="cosanim:form">printable ASCII only</xs:appinfo>', '<xs:appinfo source="cosanim:form">a</xs:appinfo><xs:appinfo source="cosanim:form">b</xs:appinfo>', "the appinfo cosanim:form may occur only once"),
    "a form that is a rule": ("common.xsd", "printable ASCII only</xs:appinfo>", '<rule id="a" test="public-host(.)">b</rule></xs:appinfo>', "the appinfo cosanim:form must hold text"),
    "a form without a pattern": ("common.xsd", "<xs:documentation>Text that is not empty.</xs:documentation>", '<xs:documentation>Text.</xs:documentation><xs:appinfo source="cosanim:form">any</xs:appinfo>', "a form describes patterns"),
    "a form of a union": ("common.xsd", "<xs:documentation>Whole number in a reply; any other text is kept as it is.</xs:documentation>", '<xs:documentation>A number.</xs:documentation><xs:appinfo source="cosanim:form">any</xs:appinfo>', "a union accepts any text"),
    "advice on a child": ("common.xsd", "<xs:maxLength", '<xs:minLength value="1"><xs:annotation><xs:appinfo source="cosanim:form">a</xs:appinfo></xs:annotation></xs:minLength><xs:maxLength', "an appinfo is supported only for named types and nodes"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG_APPINFO)
def test_a_wrong_appinfo_is_refused_with_file_and_line(what: str, spec: Path) -> None:
    file, old, new, message = WRONG_APPINFO[what]
    line = edit(spec, file, old, new)
    with pytest.raises(GenerationError, match=re.escape(message)) as caught:
        generate_schema_data(spec)
    place = re.match(rf"(?:{file}|animation\.xsd):(\d+)", str(caught.value))
    assert place, str(caught.value)
    assert what == "an id used twice" or abs(int(place[1]) - line) <= 6, str(caught.value)


def test_a_rule_that_the_codec_could_not_compile_is_refused_even_if_it_is_xpath(spec: Path) -> None:
    line = edit(spec, "jobs.xsd", "not(CallBackType = 'TDMQ')", "not(CallBackType = 'TD''MQ')")
    with pytest.raises(
        GenerationError, match=rf"jobs\.xsd:{line}: rule callback-mq-config: .*outside the XPath subset"
    ):
        generate_schema_data(spec)


def test_a_file_with_the_name_of_the_roots_module_is_refused(spec: Path) -> None:
    errors = spec / "types" / "errors.xsd"
    errors.rename(errors.with_name("roots.xsd"))
    for path in spec.rglob("*.xsd"):
        path.write_text(path.read_text("utf-8").replace("errors.xsd", "roots.xsd"), "utf-8")
    with pytest.raises(GenerationError, match=r"roots\.xsd: rename the file"):
        generate_schema_data(spec)
