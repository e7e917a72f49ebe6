"""Advice and refusals in every call that sends a document: before anything is sent, at the caller's line."""

import contextlib
import logging
import pickle
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from cosanim import AdviceWarning, AnimationClient, CosanimError, SchemaError, Violation, validate
from cosanim.api.requests import build_animation, build_batch, build_request
from cosanim.api.templates import template_request, update_request
from cosanim.models import NotifyConfig, UpdateQueueRequest
from tests.servers.loopback import BUCKET, CREDENTIALS, REGION, Loopback, client_of
from tests.servers.support import PLAIN, request_of

WHOLE = build_animation(format="gif")
"""Parameters without a duration, which give advice."""
JOB = build_request("in.mp4", "out.gif", output_bucket=BUCKET, output_region=REGION, animation=WHOLE)
BATCH = build_batch("n", "${jobid}.gif", output_bucket=BUCKET, output_region=REGION, prefix="in/", animation=WHOLE)
TEMPLATE = template_request("n", WHOLE)
PRIVATE = NotifyConfig(state="On", type="Url", url="http://10.0.0.1/x", event="TaskFinish")
QUEUE = UpdateQueueRequest(name="q", state="Active", notify_config=PRIVATE)

# Each call is on one line, so that the line of its function is that of the call.
CALLS = {
    "submit": lambda client, **more: client.submit("in.mp4", "out.gif", format="gif", **more),
    "submit_job": lambda client, **more: client.submit_job(JOB, **more),
    "submit_batch": lambda client, **more: client.submit_batch(BATCH, **more),
    "convert": lambda client, **more: client.convert(__file__, "never-written.gif", timeout=0, **more),
    "create_template": lambda client, **more: client.create_template(TEMPLATE, **more),
    "update_template": lambda client, **more: client.update_template("t1", update_request(TEMPLATE), **more),
    "ensure_template": lambda client, **more: client.ensure_template("n", format="gif", **more),
    "update_queue": lambda client, **more: client.update_queue("p1", QUEUE, **more),
}
RULES = {
    "create_template": "create-template-",
    "ensure_template": "create-template-",
    "update_template": "update-template-",
}


def rule_of(name):
    return "private-callback" if name == "update_queue" else RULES.get(name, "") + "no-duration"


def recorded(call, *arguments, **more):
    """Return the warnings of a call; an error of the service, whose replies do not fit every call, does not matter."""
    with warnings.catch_warnings(record=True) as caught, contextlib.suppress(CosanimError):
        warnings.simplefilter("always")
        call(*arguments, **more)
    return caught


def test_every_method_that_takes_strict_is_called_here():
    methods = {name: getattr(AnimationClient, name) for name in dir(AnimationClient) if not name.startswith("_")}
    takers = {name for name, method in methods.items() if "strict" in getattr(method, "__annotations__", {})}
    assert takers == {*CALLS, "submit_many"}, "tests/bulk has the tests of submit_many"


@pytest.mark.parametrize("name", CALLS)
class TestEveryCall:
    """All calls that send a document."""

    def test_advice_is_given_once_at_the_line_of_the_caller_and_not_logged(self, loopback, name, caplog):
        caplog.set_level(logging.DEBUG, "cosanim")
        with client_of(loopback.url) as client:
            [warning] = recorded(CALLS[name], client)
        assert (warning.category, warning.message.violation.rule) == (AdviceWarning, rule_of(name))
        assert (warning.filename, warning.lineno) == (__file__, CALLS[name].__code__.co_firstlineno)
        assert loopback.requests != []
        assert rule_of(name) not in caplog.text

    def test_a_filter_that_raises_warnings_refuses_before_anything_is_sent(self, loopback, name):
        with client_of(loopback.url) as client, warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(AdviceWarning, match=rule_of(name)):
                CALLS[name](client)
        assert loopback.requests == []

    @pytest.mark.parametrize(("of_client", "of_call"), [(True, None), (False, True), (True, True)])
    def test_strict_refuses_before_anything_is_sent(self, loopback, name, of_client, of_call):
        with client_of(loopback.url, strict=of_client) as client, pytest.raises(SchemaError) as caught:
            CALLS[name](client, **({} if of_call is None else {"strict": of_call}))
        assert [violation.rule for violation in caught.value.violations] == [rule_of(name)]
        assert loopback.requests == []

    def test_a_call_that_is_not_strict_outranks_a_strict_client(self, loopback, name):
        with client_of(loopback.url, strict=True) as client:
            [warning] = recorded(CALLS[name], client, strict=False)
        assert warning.category is AdviceWarning
        assert loopback.requests != []

    def test_a_client_of_another_bucket_is_strict_too(self, loopback, name):
        with client_of(loopback.url, strict=True) as client, pytest.raises(SchemaError):
            CALLS[name](client.at(bucket="other-1250000000"))
        assert loopback.requests == []

    def test_a_thread_of_a_pool_refuses_too(self, loopback, name):
        with client_of(loopback.url) as client, ThreadPoolExecutor(1) as pool, warnings.catch_warnings():
            warnings.simplefilter("error")
            future = pool.submit(CALLS[name], client)
            assert isinstance(future.exception(), AdviceWarning)
        assert loopback.requests == []


def wrapper(client):
    return client.submit("in.mp4", "out.gif", format="gif")


class Derived(AnimationClient):
    """A client class of a user, with a method of its own and one that extends the library's."""

    def make_gif(self, key):
        return self.submit(key, "out.gif", format="gif")

    def submit_job(self, request, **options):
        return super().submit_job(request, **options)


class TestLines:
    """The line of the user's code that is nearest to the library."""

    def test_a_wrapper_of_the_user_is_named(self, loopback):
        with client_of(loopback.url) as client:
            [warning] = recorded(lambda: wrapper(client))
        assert (warning.filename, warning.lineno) == (__file__, wrapper.__code__.co_firstlineno + 1)

    @pytest.mark.parametrize("kind", ["inherited", "own method", "overridden"])
    def test_a_derived_class_is_the_users_code(self, loopback, kind):
        options = {"bucket": BUCKET, "region": REGION, "credentials": CREDENTIALS, "endpoint": loopback.url}
        with Derived(**options) as client:
            calls = {
                "inherited": (lambda: client.create_template(TEMPLATE), None),
                "own method": (lambda: client.make_gif("in.mp4"), Derived.submit_job),
                "overridden": (lambda: client.submit_job(JOB), Derived.submit_job),
            }
            call, nearest = calls[kind]
            [warning] = recorded(call)
        line = call.__code__.co_firstlineno if nearest is None else nearest.__code__.co_firstlineno + 1
        assert (warning.filename, warning.lineno) == (__file__, line)

    def test_a_method_that_a_pool_calls_itself_gives_advice_outside_of_the_library(self, loopback):
        with client_of(loopback.url) as client, ThreadPoolExecutor(1) as pool:
            [warning] = recorded(lambda: pool.submit(client.submit_job, JOB).result())
        assert "cosanim" not in warning.filename


class TestSubmissions:
    """What is sent, refused and reported by a submission."""

    def test_strict_reports_every_violation_in_document_order(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            client.submit("/in.mp4", "out.png", format="gif", quality=50, width=1, user_data="é", strict=True)
        assert [violation.rule for violation in caught.value.violations] == [
            "leading-slash",
            "quality-without-webp",
            "no-duration",
            "min",
            "suffix",
            "pattern",
        ]
        assert loopback.requests == []

    def test_without_strict_only_errors_are_reported(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            client.submit("/in.mp4", "out.png", format="gif", quality=50, width=1)
        assert [violation.rule for violation in caught.value.violations] == ["min"]

    @pytest.mark.parametrize(
        ("input_key", "output_key", "rule"),
        [
            ("in.mp4", "in.mp4", "overwrites-input"),
            ("in.gif", "in.${ext}", "overwrites-input"),
            ("in.mp4", "out.{ext}", "wildcard-form"),
            ("cos://b/in.mp4", "out.gif", "scheme-in-key"),
        ],
    )
    def test_a_refused_job_is_sent_when_its_rule_is_waived(self, loopback, input_key, output_key, rule):
        with client_of(loopback.url) as client:
            with pytest.raises(SchemaError) as caught:
                client.submit(input_key, output_key, **PLAIN)
            assert [violation.rule for violation in caught.value.violations] == [rule]
            assert loopback.requests == []
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", AdviceWarning)  # of a suffix
                assert client.submit(input_key, output_key, **PLAIN, allow={rule}).job_id == "j1"
        assert len(loopback.requests) == 1

    def test_a_refused_batch_is_sent_when_its_rule_is_waived(self, client):
        animation = build_animation(**PLAIN)
        batch = build_batch("n", "a.gif", output_bucket=BUCKET, output_region=REGION, prefix="in/", animation=animation)
        with pytest.raises(SchemaError, match="put \\$\\{jobid\\} into it"):
            client.submit_batch(batch)
        assert list(client.list_batches()) == []
        assert client.submit_batch(batch, allow=["shared-output"]).jobs_detail[0].job_id

    def test_the_same_key_in_another_bucket_or_region_is_no_refusal(self, loopback):
        with client_of(loopback.url) as client:
            client.submit("in.gif", "in.gif", **PLAIN, output_bucket="other-1250000000")
            client.submit("in.gif", "in.gif", **PLAIN, output_region="ap-tokyo")
            with pytest.raises(SchemaError, match="overwrites-input"):
                client.submit("in.gif", "in.gif", **PLAIN, output_bucket=BUCKET, output_region=REGION)
        assert len(loopback.requests) == 2

    def test_an_unknown_waiver_is_refused(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(ValueError, match="allow takes"):
            client.submit("in.mp4", "out.gif", **PLAIN, allow={"overwrite-input"})
        assert loopback.requests == []

    @pytest.mark.parametrize("key", ["in.mp4", "out.{ext}", "cos://b/out.gif", "out/.gif"])
    def test_the_local_service_accepts_what_the_library_refuses(self, client, key):
        # As the cloud does: the refusals are the library's.
        request = request_of()
        request.operation.output.object_key = key
        assert validate(request) == []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AdviceWarning)  # of a suffix
            allow = {"overwrites-input", "wildcard-form", "scheme-in-key"}
            assert client.submit_job(request, allow=allow).jobs_detail[0].job_id

    def test_duration_0_gives_advice_and_is_accepted(self, client):
        with pytest.warns(AdviceWarning, match="zero-duration"):
            assert client.submit("in.mp4", "out.gif", format="gif", duration=0).job_id

    def test_a_template_excludes_flat_parameters_and_the_message_says_what_to_call(self, loopback):
        with client_of(loopback.url) as client:
            with pytest.raises(TypeError, match=r"either template_id or .*animation=parameters_of\(client.describe_"):
                client.submit("in.mp4", "out.gif", template_id="t1", width=640)
            with pytest.raises(TypeError, match=r"either preset or .*animation=preset_animation\(name\)"):
                client.submit("in.mp4", "out.gif", preset="gif_640x360_keyframes", fps=10)
        assert loopback.requests == []

    def test_a_template_beside_an_animation_gives_advice(self, loopback):
        with client_of(loopback.url) as client, pytest.warns(AdviceWarning, match="template-wins"):
            client.submit("in.mp4", "out.gif", template_id="t1", animation=build_animation(**PLAIN))
        assert len(loopback.requests) == 1


def test_ensure_template_gives_its_advice_whether_or_not_the_template_exists(client):
    for created in (True, False):
        with pytest.warns(AdviceWarning) as caught:
            assert client.ensure_template("n", format="gif").created == created
        assert len(caught) == 1


def test_a_warning_is_pickled_with_its_violation():
    violation = Violation("Request.Input.Object", "leading-slash", "begins with a slash", "/a", "warning")
    read = pickle.loads(pickle.dumps(AdviceWarning(violation)))  # noqa: S301 - our own
    assert (str(read), read.violation) == ("Request.Input.Object: begins with a slash [leading-slash]", violation)


def test_a_valid_request_gives_no_warning():
    with Loopback() as server, client_of(server.url) as client, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert client.submit("in.mp4", "out/${jobid}.${ext}", **PLAIN).job_id == "j1"
