"""Unknown elements and values in replies are decoded, kept and written back.

The tests cover all elements of every reply type, of the callback and of the error.
"""

import warnings

import pytest
from lxml import etree

from cosanim import DecodeError, OddValueWarning, decode, encode
from cosanim.models import NotifyConfig, UpdateQueueRequest
from cosanim.operations import APIS
from cosanim.xml.plans import plan_of, roots_of
from tests.servers.loopback import Loopback, client_of
from tests.strategies import OPEN_TYPES, class_of

REPLIES = {api.response: api.response_class for api in APIS.values() if api.response is not None}
REPLIES |= {cls.__name__: cls for cls in (*roots_of("callback").values(), *roots_of("error").values())}
every_reply = pytest.mark.parametrize("cls", REPLIES.values(), ids=REPLIES)
UNKNOWN = '<Neu a="1" b-2="&lt;&amp;"><Kind/>text<Kind>2</Kind></Neu><Leer/>'
VALID = None
ODD = ["640px", "007", "1e5", "+5", " 5 ", "15.", ".5", "NaN", "Infinity", "-0x1", "١٢", "TRUE", "N/A"]
UNSET = ["", "-"]
QUEUE = UpdateQueueRequest(name="q", state="Active", notify_config=NotifyConfig(state="Off"))
NUMBERS = ["0", "-99", "1.50", "0.000000", "-0", "99999999999999999999", "0.1000000000000000055511151231257827"]


def full_xml(cls, text, *, unknown="", first="", attribute="", name=None):
    """Return the XML of a class with all elements: each text is ``text`` or valid, each array has two members."""
    plan = plan_of(cls)
    parts = [first]
    for node in plan.elements:
        if node.simple is None:
            inner = full_xml(node.complex.cls, text, unknown=unknown, first=first, attribute=attribute, name=node.name)
        else:
            valid = "true" if node.simple.value("true") is True else "1"
            inner = element(node.name, valid if text is VALID else text, attribute)
        parts += [inner] * (2 if node.array else 1)
    parts.append(unknown if plan.open else "")
    return element(name or plan.root, "".join(parts), attribute)


def element(name, content, attribute=""):
    return f"<{name}{attribute}>{content}</{name}>" if content else f"<{name}{attribute}/>"


def values_of(document):
    """Yield every simple value below a document with its simple type."""
    for node in plan_of(type(document)).elements:
        value = getattr(document, node.field)
        for item in value if node.array else [value]:
            if node.simple is None:
                yield from values_of(item)
            else:
                yield node.simple, item


def decode_quietly(data, cls):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OddValueWarning)
        return decode(data, cls)


def count_numbers(cls):
    document = decode_quietly(full_xml(cls, VALID).encode(), cls)
    return sum(not simple.is_text for simple, _ in values_of(document))


def test_the_replies_hold_every_open_class():
    def below(cls):
        yield cls
        for node in plan_of(cls).elements:
            if node.simple is None:
                yield from below(node.complex.cls)

    reached = {cls for reply in REPLIES.values() for cls in below(reply)}
    assert reached == {class_of(name) for name in OPEN_TYPES}


@every_reply
def test_unknown_nodes_in_every_container_are_kept_and_written_back(cls):
    data = full_xml(cls, VALID, unknown=UNKNOWN).encode()
    document = decode(data, cls, strict=True)
    assert [node.name for node in document.unknown] == ["Neu", "Leer"]
    assert document.unknown[0].attributes == {"a": "1", "b-2": "<&"}
    assert encode(document) == data


@every_reply
def test_unknown_nodes_before_the_known_ones_are_kept_too(cls):
    document = decode(full_xml(cls, VALID, first=UNKNOWN).encode(), cls)
    assert document == decode(full_xml(cls, VALID, unknown=UNKNOWN).encode(), cls)
    assert decode(encode(document), cls) == document


@every_reply
@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_kept_with_a_warning_for_each_number(cls, text):
    data = full_xml(cls, text).encode()
    count = count_numbers(cls)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = decode(data, cls)
    assert len(caught) == count
    assert all(issubclass(one.category, OddValueWarning) for one in caught)
    assert {value for _, value in values_of(document)} == {text}
    assert encode(document) == data
    if count:
        with pytest.raises(DecodeError):
            decode(data, cls, strict=True)


@every_reply
@pytest.mark.parametrize("text", UNSET)
def test_blank_and_hyphen_are_distinguished_from_absent_and_never_odd(cls, text):
    data = full_xml(cls, text).encode()
    document = decode(data, cls, strict=True)
    assert {value for _, value in values_of(document)} == {text}
    assert encode(document) == data


@every_reply
@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_written_back_digit_for_digit(cls, text):
    data = full_xml(cls, text).encode()
    document = decode_quietly(data, cls)
    assert encode(document) == data
    assert all(str(value) == text for simple, value in values_of(document) if simple.is_text)


@every_reply
def test_unknown_states_and_categories_are_texts(cls):
    data = full_xml(cls, "Hibernating").encode()
    document = decode_quietly(data, cls)
    assert encode(document) == data
    state = getattr(document, "state", None) or "Hibernating"
    assert state == "Hibernating"


@every_reply
def test_attributes_on_known_nodes_warn_and_change_nothing(cls):
    plain, marked = full_xml(cls, VALID), full_xml(cls, VALID, attribute=' xml:lang="de" neu="1"')
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = decode(marked.encode(), cls)
    assert document == decode(plain.encode(), cls)
    assert len(caught) == marked.count("neu=") * 2
    with pytest.raises(DecodeError, match="attribute"):
        decode(marked.encode(), cls, strict=True)


@every_reply
def test_an_empty_reply_is_read_as_an_empty_object_and_written_back(cls):
    data = f"<{plan_of(cls).root}/>".encode()
    document = decode(data, cls, strict=True)
    assert encode(document) == data
    assert all(getattr(document, node.field) == ([] if node.array else None) for node in plan_of(cls).elements)


@every_reply
def test_empty_containers_are_present_and_not_absent(cls):
    plan = plan_of(cls)
    content = "".join(f"<{node.name}/>" for node in plan.elements)
    data = element(plan.root, content).encode()
    document = decode(data, cls, strict=True)
    for node in plan.elements:
        value = getattr(document, node.field)
        [value] = value if node.array else [value]
        assert value == "" if node.simple is not None else type(value) is node.complex.cls
    assert encode(document) == data


@every_reply
def test_a_text_element_with_children_or_repeated_is_kept_as_unknown(cls):
    plan = plan_of(cls)
    simple = next((node for node in plan.elements if node.simple is not None and not node.array), None)
    if simple is None:
        return
    grown = element(plan.root, f"<{simple.name}><Value>1</Value></{simple.name}>").encode()
    doubled = element(plan.root, f"<{simple.name}>1</{simple.name}><{simple.name}>2</{simple.name}>").encode()
    for data in (grown, doubled):
        document = decode_quietly(data, cls)
        assert [node.name for node in document.unknown] == [simple.name]
        assert encode(document) == data


@every_reply
def test_white_space_comments_and_a_declaration_do_not_change_the_object(cls):
    plain = full_xml(cls, VALID, unknown="<Neu>1</Neu>")
    pretty = etree.tostring(etree.fromstring(plain), pretty_print=True, xml_declaration=True, encoding="utf-8")
    pretty = pretty.replace(b"<Neu>", b"<!-- new --><?pi?><Neu>")
    assert decode(pretty, cls, strict=True) == decode(plain.encode(), cls)


@every_reply
def test_a_reply_with_another_root_is_refused(cls):
    for root in ("Request", "response", "html", "{urn:x}Request"):
        other = etree.tostring(etree.Element(root))
        with pytest.raises(DecodeError, match="root"):
            decode(other, cls)


class TestThroughTheClient:
    """Client methods also keep unknown elements and values."""

    @pytest.mark.parametrize(
        ("cls", "call"),
        [
            ("DescribeJobsResponse", lambda client: client.describe_jobs(["j"])),
            ("UpdateQueueResponse", lambda client: client.update_queue("p", QUEUE)),
            ("ListJobsResponse", lambda client: next(client.list_jobs())),
            ("ListTemplatesResponse", lambda client: next(client.list_templates())),
            ("ListQueuesResponse", lambda client: next(client.list_queues())),
            ("ListBatchesResponse", lambda client: next(client.list_batches())),
            ("DescribeMediaBucketsResponse", lambda client: next(client.describe_media_buckets())),
            ("CreateMediaBucketResponse", lambda client: client.create_media_bucket()),
        ],
    )
    def test_a_reply_of_a_later_service_is_returned(self, cls, call):
        data = full_xml(REPLIES[cls], "Later", unknown=UNKNOWN).encode()
        with (
            warnings.catch_warnings(),
            Loopback(200, data) as server,
            client_of(server.url) as client,
        ):
            warnings.simplefilter("ignore", OddValueWarning)
            found = call(client)
        assert [node.name for node in found.unknown] == ["Neu", "Leer"]
        if hasattr(found, "request_id"):
            assert found.request_id in {"Later", "r1"}
