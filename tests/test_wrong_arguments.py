"""Invalid arguments are refused before anything is sent."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from cosanim import (
    AnimationClient,
    ConfigurationError,
    Credentials,
    CredentialsError,
    NotFoundError,
    SchemaError,
    decode,
    validate,
)
from cosanim.error_codes import service_error
from cosanim.models import Container, SubmitJobRequest, Video
from tests.servers.loopback import BUCKET, CREDENTIALS, REGION, client_of


@pytest.mark.parametrize(
    "timeout",
    [
        (5, math.inf),
        (5, math.nan),
        (5, 1e300),
        (5, 10**10),
        (5, None),
        (0, 5),
        (5, -1),
        (5, "5"),
        (5, 5, 5),
        None,
        0,
        -1,
        "5",
        True,
        math.nan,
    ],
)
def test_timeouts_are_seconds_up_to_a_day(timeout):
    with pytest.raises(ConfigurationError, match="one number or"):
        AnimationClient(bucket=BUCKET, region=REGION, credentials=CREDENTIALS, timeout=timeout)
    AnimationClient(bucket=BUCKET, region=REGION, credentials=CREDENTIALS, timeout=(0.5, 86400)).close()


@pytest.mark.parametrize("timeout", [10, 0.5, Fraction(1, 2), (1, Fraction(5))])
def test_a_timeout_is_one_number_or_a_pair(loopback, timeout):
    with client_of(loopback.url, timeout=timeout) as client:
        assert client.describe_job("j1").job_id == "j1"


def test_a_value_that_is_no_content_does_not_replace_an_object(client):
    client.objects.put("precious", b"kept")
    for wrong in (None, 5, ["a"], object()):
        with pytest.raises(TypeError, match=f"not {type(wrong).__name__}"):
            client.objects.put("precious", wrong)
    assert client.objects.head("precious").size == 4


@pytest.mark.parametrize("expires", [1.5, "60", 0, 604_801, None])
def test_the_validity_of_a_url_is_a_whole_number_of_seconds(client, expires):
    with pytest.raises(ConfigurationError, match="whole number of seconds"):
        client.objects.url("key", expires=expires)


@pytest.mark.parametrize("request_", [None, [], "x", Video(codec="gif")])
@pytest.mark.parametrize("name", ["submit_job", "submit_batch", "create_template"])
def test_a_body_of_another_kind_is_never_sent(loopback, name, request_):
    with (
        client_of(loopback.url) as client,
        pytest.raises(TypeError, match=f"{name} takes a .*Request or a mapping of its nodes, not"),
    ):
        getattr(client, name)(request_)
    assert loopback.requests == []


@pytest.mark.parametrize("name", ["update_template", "update_queue"])
def test_an_update_without_a_body_is_never_sent(loopback, name):
    with client_of(loopback.url) as client, pytest.raises(TypeError, match=f"{name} takes"):
        getattr(client, name)("p1", None)
    assert loopback.requests == []


@pytest.mark.parametrize("parts", [(None, None), ("AKID", None), (b"AKID", "key"), ("AKID", "key", 5)])
def test_credentials_that_are_no_texts_are_refused(parts):
    with pytest.raises(CredentialsError, match="not a text"):
        Credentials(*parts)


def test_credentials_of_another_kind_are_refused(loopback):
    with pytest.raises(ConfigurationError, match="credentials are"):
        AnimationClient(bucket=BUCKET, region=REGION, credentials=("a", "b"))
    where = {"bucket": BUCKET, "region": REGION, "endpoint": loopback.url}
    with (
        AnimationClient(**where, credentials=lambda: ("a", "b")) as client,
        pytest.raises(CredentialsError, match="not tuple"),
    ):
        client.describe_job("j1")
    assert loopback.requests == []


def test_a_timeout_that_is_not_a_number_is_refused(client):
    with pytest.raises(ConfigurationError, match="nan"):
        client.wait("j1", timeout=math.nan)


def test_documents_are_bytes_of_any_kind():
    document = b"<Container><Format>gif</Format></Container>"
    for data in (document, bytearray(document), memoryview(document)):
        assert decode(data, Container) == Container(format="gif")
    with pytest.raises(TypeError, match="the document must be bytes, not str"):
        decode(document.decode(), Container)


def test_a_client_of_another_bucket_keeps_what_a_subclass_has_added():
    class Mine(AnimationClient):
        def __init__(self, tag, **more):
            super().__init__(**more)
            self.tag = tag

    with Mine("t", bucket=BUCKET, region=REGION, credentials=CREDENTIALS) as mine:
        other = mine.at(bucket="other-1250000000")
    assert (type(other), other.tag, other.bucket, mine.bucket) == (Mine, "t", "other-1250000000", BUCKET)
    assert repr(other) == f"Mine(bucket='other-1250000000', region='{REGION}')"


def test_a_decimal_is_shown_as_the_number_it_is(client):
    with pytest.raises(SchemaError) as caught:
        client.submit("in.mp4", "o.gif", format="gif", duration=1.2345, fps=Decimal("NaN"))
    messages = [violation.message for violation in caught.value.violations]
    assert any(message.startswith("1.2345 has too many digits") for message in messages)
    assert not any("Decimal(" in message for message in messages)


def test_the_hint_for_a_missing_resource_names_the_id_and_the_input():
    error = service_error(status=400, code="ResourceNotFound", message="The job j1 does not exist.")
    assert isinstance(error, NotFoundError)
    assert "id" in error.hint
    assert "key of the input" in error.hint


def test_a_request_with_missing_elements_can_be_validated():
    assert validate(SubmitJobRequest(tag=None, input=None, operation=None))
