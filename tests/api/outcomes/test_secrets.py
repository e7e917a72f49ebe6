"""Whatever becomes of a submission, no secret is logged, shown or pickled."""

import logging
import pickle
import traceback

import pytest

from cosanim import CosanimError, RetryPolicy, Timing
from cosanim.local import LocalService
from cosanim.signing import cos_auth
from tests.api.outcomes.support import submit
from tests.servers.loopback import CREDENTIALS, client_of

FAULTS = ["refuse", "drop-before", "drop-after", "late:0", "500", "429", "403:AccessDenied", "401:SignatureExpired"]


@pytest.fixture
def secrets(monkeypatch):
    """The secrets of the credentials, and every signing key and signature that is computed."""
    found = {CREDENTIALS.secret_key, CREDENTIALS.token}
    sign_key, authorization_value = cos_auth.sign_key, cos_auth.authorization_value

    def recording_key(*arguments):
        key = sign_key(*arguments)
        found.add(key)
        return key

    def recording_value(**arguments):
        value = authorization_value(**arguments)
        found.add(value.rpartition("q-signature=")[2])
        return value

    monkeypatch.setattr(cos_auth, "sign_key", recording_key)
    monkeypatch.setattr(cos_auth, "authorization_value", recording_value)
    return found


@pytest.mark.parametrize("lookup_timeout", [0, 60])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_secret_is_logged_shown_or_pickled(secrets, clock, caplog, fault, lookup_timeout):
    caplog.set_level(logging.DEBUG)
    shown = []
    timing = Timing(clock=clock, sleep=clock.sleep, rng=lambda: 0.5)
    policy = RetryPolicy(attempts=2, lookup_timeout=lookup_timeout, jitter=0)
    with LocalService(render=False, hold=True, clock=clock, credentials=CREDENTIALS) as service:
        service.fail_next("submit_job", fault, count=2)
        service.fail_next("list_jobs", "drop-before")
        client = client_of(service.url, retry=policy, timing=timing, on_exchange=shown.append)
        try:
            results = [submit(client, once="1h"), submit(client)]
        except CosanimError as error:
            results = [error]
            shown += [str(error), error.__notes__ if hasattr(error, "__notes__") else "", vars(error)]
            shown.append("".join(traceback.format_exception(error)))
            shown.append(pickle.dumps(error).decode("latin-1"))
            shown.append(pickle.dumps(error, 0).decode("latin-1"))
        shown += [*results, client, client._transport, vars(client), vars(client._transport), vars(client._in_flight)]
        text = "\n".join([caplog.text, *map(repr, shown)])
        client.close()
    assert len(secrets) > 4
    for secret in secrets:
        assert secret not in text
