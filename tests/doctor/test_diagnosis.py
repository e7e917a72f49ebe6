"""``diagnose`` from Python."""

import threading

import pytest

from cosanim import ConfigurationError, Credentials, Finding
from cosanim.credentials import CredentialsChain
from cosanim.doctor import diagnose
from cosanim.errors import CredentialsError
from cosanim.local import LocalService
from cosanim.time_limits import call_within


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as running:
        yield running


def run(service, **options):
    defaults = {"bucket": service.bucket, "region": service.region, "credentials": service.credentials}
    return {check.name: check for check in diagnose(**{**defaults, "endpoint": service.url, **options})}


def test_checks_come_one_by_one_and_requests_are_sent_when_their_check_is_asked_for(service):
    service.reset()
    checks = diagnose(
        bucket=service.bucket, region=service.region, credentials=service.credentials, endpoint=service.url
    )
    first = next(checks)
    assert isinstance(first, Finding)
    seen = [first.name, *(next(checks).name for _ in range(6))]
    assert seen[-1] == "dns"
    assert service.requests == ()
    assert next(checks).name == "connection"
    assert service.requests


def test_requests_are_shown_to_an_observer(service):
    exchanges = []
    assert run(service, on_exchange=exchanges.append)["signature"].status == "ok"
    assert {each.status for each in exchanges} == {200}


def test_credentials_of_an_argument_are_named_and_their_errors_said(service):
    found = run(service, credentials=lambda: Credentials("AKIDofaprovider0001", "hush"))["credentials"].found
    assert found == "secret id AKID***0001 from the argument credentials"
    check = run(service, credentials=CredentialsChain([_none]))["credentials"]
    assert (check.status, "no credentials found" in check.found) == ("failed", True)


def test_an_error_of_a_provider_is_said_without_its_message(service):
    check = run(service, credentials=lambda: {}["hush"])["credentials"]
    assert (check.status, check.found) == ("failed", "the provider raised KeyError")


def _none():
    raise CredentialsError("nothing here")


def test_a_provider_that_never_returns_does_not_stop_the_checks(service):
    over = threading.Event()
    checks = run(service, credentials=lambda: over.wait(20), timeout=0.05)
    over.set()
    assert checks["credentials"].status == "failed"
    assert "too long" in checks["credentials"].found
    assert checks["connection"].status == "skipped"


def test_a_timeout_out_of_range_is_refused():
    with pytest.raises(ConfigurationError, match="timeout"):
        next(diagnose(timeout=0))


def test_a_function_returns_raises_or_is_given_up():
    assert call_within(5, lambda: 1) == 1
    with pytest.raises(ZeroDivisionError):
        call_within(5, lambda: 1 // 0)
    over = threading.Event()
    with pytest.raises(TimeoutError, match=r"nothing within 0\.01 s"):
        call_within(0.01, lambda: over.wait(20))
    over.set()
