"""Calls with arguments that do not fit: the messages name what was meant, and no class that users do not know."""

import inspect

import pytest

from cosanim import AnimationClient, Credentials, Job
from cosanim.objects.store import Objects
from tests.servers.loopback import BUCKET, REGION, client_of

WRONG = {
    "submit() has no parameter 'widht': did you mean 'width'?": lambda c: c.submit("a", "b.gif", format="gif", widht=2),
    "submit() takes only input_key and output_key without a name: pass the others by their names, as in "
    "submit(…, format=…)": lambda c: c.submit("a", "b", "gif"),
    "submit() lacks output_key": lambda c: c.submit("a"),
    "submit() lacks input_key and output_key": lambda c: c.submit(format="gif"),
    "submit() got multiple values for argument 'output_key'": lambda c: c.submit("a", "b", output_key="c"),
    "submit() has no parameter 'xyzzy'": lambda c: c.submit("a", "b", xyzzy=5),
    "convert() has no parameter 'template_id': convert takes": lambda c: c.convert("a", "b", template_id="t1"),
    "wait() takes no argument without a name: pass the others by their names, as in wait(timeout=…)": (
        lambda c: c.job("j1").wait(5)
    ),
    "AnimationClient() has no parameter 'secret_id': pass credentials=Credentials(": (
        lambda _: AnimationClient(secret_id="a", secret_key="b")
    ),
    "AnimationClient() takes no argument without a name: pass the others by their names, as in "
    "AnimationClient(bucket=…)": lambda _: AnimationClient(BUCKET),
    "submit_job() takes the request only: the client has the bucket": lambda c: c.submit_job(BUCKET, {}),
    "submit_job() has no parameter 'Bucket': the client has": lambda c: c.submit_job(Bucket=BUCKET, Body={}),
    "submit_batch() has no parameter 'Body': the client has": lambda c: c.submit_batch(Body={}),
    "put() lacks source": lambda c: c.objects.put("a"),
    "put() has no parameter 'content_tpye': did you mean 'content_type'?": (
        lambda c: c.objects.put("a", b"", content_tpye="x")
    ),
    "on_progress is a function that takes two numbers": lambda c: c.objects.put("a", b"", on_progress=5),
    "on_progress is a function that takes a JobDetail, not int": lambda c: c.wait("j1", on_progress=5),
    "backoff is a Backoff(first=…, longest=…), in seconds, not int": lambda c: c.wait("j1", backoff=5),
    "strict is True or False, not 'no'": lambda c: c.submit("a", "b.gif", template_id="t", strict="no"),
    "strict is True or False, not 1": lambda _: AnimationClient(bucket=BUCKET, region=REGION, strict=1),
    "allow is a text, not NoneType": lambda c: c.submit("a", "b.gif", template_id="t", allow=None),
}


@pytest.mark.parametrize("message", WRONG)
def test_a_wrong_call_says_what_is_meant_and_sends_nothing(loopback, message):
    with client_of(loopback.url) as client, pytest.raises(TypeError) as caught:
        WRONG[message](client)
    assert str(caught.value).startswith(message)
    assert "Calls." not in str(caught.value)
    assert caught.value.__context__ is None
    assert loopback.requests == []


def test_an_error_inside_of_a_call_stays_as_it_is(loopback):
    class Source:
        def read(self, *_):
            raise TypeError("takes 2 positional arguments but 3 were given")

    with client_of(loopback.url) as client, pytest.raises(TypeError, match=r"^takes 2 positional arguments but 3"):
        client.objects.put("a", Source())


@pytest.mark.parametrize("cls", [AnimationClient, Objects, Job])
def test_signatures_and_documentation_are_those_of_the_methods(cls):
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__name__ == name
            assert not {"args", "kwargs"} & inspect.signature(method).parameters.keys(), name
            assert method.__doc__


def test_a_derived_class_may_have_parameters_of_its_own():
    class Mine(AnimationClient):
        def __init__(self, team, **options):
            super().__init__(**options)
            self.team = team

    where = {"bucket": BUCKET, "region": REGION, "credentials": Credentials("a", "b")}
    assert Mine("t", **where).team == "t"
    with pytest.raises(TypeError, match="did you mean 'region'"):
        Mine("t", bucket=BUCKET, regoin=REGION)
