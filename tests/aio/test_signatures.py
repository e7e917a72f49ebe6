"""The asynchronous classes have the members of the synchronous ones, with the same parameters."""

import inspect
import re
from unittest.mock import AsyncMock, create_autospec

import pytest

from cosanim import (
    AnimationClient,
    AsyncAnimationClient,
    AsyncBulkRun,
    AsyncJob,
    AsyncObjects,
    BulkRun,
    Job,
    Objects,
)
from tests.servers.loopback import client_of

PAIRS = [(AnimationClient, AsyncAnimationClient), (Job, AsyncJob), (Objects, AsyncObjects), (BulkRun, AsyncBulkRun)]
# Those that send nothing, or return an iterator.
NOT_AWAITED = {
    "at",
    "job",
    "token",
    "list",
    "wait_many",
    "submit_many",
    "list_jobs",
    "list_templates",
    "list_queues",
    "list_batches",
}
NOT_AWAITED |= {"describe_media_buckets"}


def public(cls):
    return {name for name in dir(cls) if not name.startswith("_")}


def translated(annotation):
    """Return the annotation of the asynchronous method for that of the synchronous one."""
    if annotation is inspect.Parameter.empty:
        return annotation
    text = re.sub(r"\b(Job|Objects|BulkRun)\b", r"Async\1", annotation)
    return re.sub(r"\bIterator\[", "AsyncIterator[", text).replace("threading.Event", "asyncio.Event")


METHODS = [
    pytest.param(one, other, name, id=f"{one.__name__}.{name}")
    for one, other in PAIRS
    for name in sorted(public(one))
    if inspect.isfunction(getattr(one, name))
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_public_members_are_the_same(one, other):
    assert public(one) == public(other)
    properties = {name for name in public(one) if isinstance(getattr(one, name), property)}
    assert properties == {name for name in public(other) if isinstance(getattr(other, name), property)}
    assert properties or one is Objects


def test_the_attributes_of_a_client_are_the_same():
    with client_of("") as client:
        names = {name for name in vars(client) if not name.startswith("_")}
    asynchronous = AsyncAnimationClient(bucket="test-1250000000", region="ap-chongqing")
    assert {name for name in vars(asynchronous) if not name.startswith("_")} == {*names, "cancelled_submissions"}


@pytest.mark.parametrize(("one", "other", "name"), METHODS)
def test_a_method_has_the_same_parameters_defaults_and_annotations(one, other, name):
    expected, found = inspect.signature(getattr(one, name)), inspect.signature(getattr(other, name))
    parameters = [each.replace(annotation=translated(each.annotation)) for each in expected.parameters.values()]
    assert list(found.parameters.values()) == parameters
    assert found.return_annotation == translated(expected.return_annotation)


@pytest.mark.parametrize(("one", "other", "name"), METHODS)
def test_a_method_is_a_coroutine_function_unless_it_sends_nothing_or_returns_an_iterator(one, other, name):
    del one
    assert inspect.iscoroutinefunction(getattr(other, name)) == (name not in NOT_AWAITED)


def test_the_constructor_has_the_same_parameters_and_the_number_of_threads():
    expected = dict(inspect.signature(AnimationClient).parameters)
    found = dict(inspect.signature(AsyncAnimationClient).parameters)
    assert found.pop("max_workers").default == 16
    assert found == expected


def test_a_double_with_its_specification_is_awaited():
    double = create_autospec(AsyncAnimationClient, instance=True)
    assert isinstance(double.submit, AsyncMock)
    with pytest.raises(TypeError, match="widht"):
        double.submit("in.mp4", "out.gif", widht=2)
