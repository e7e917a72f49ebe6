"""Bulk runs whose requests are sent by an executor."""

import multiprocessing
import os
import pickle
import socket
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from cosanim import ConfigurationError, Credentials, TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.sessions.claims import ClaimServer, name_of_run
from cosanim.http.sessions.ready_requests import ReadyReply, ReadyRequest, send_ready
from cosanim.signing import sign
from cosanim.signing.parsed_authorization import signature_in
from cosanim.testing import local_service
from tests.bulk.executors import Altered, Killer, Odd, killed_after, killed_before, once, processes, row, rows
from tests.servers.loopback import CREDENTIALS, JOB, Loopback, client_of


@pytest.fixture
def service():
    with local_service() as running:
        yield running


@pytest.fixture
def client(service):
    with service.client() as made:
        yield made


def keys_of(client):
    return Counter(job.input.object_key for job in client.list_jobs())


def keys(requests):
    return Counter(request["Input"]["Object"] for request in requests)


def test_workers_get_signed_requests_without_the_key_and_send_each_once(client, service):
    requests = rows(20)
    with ThreadPoolExecutor(4) as pool:
        executor = Altered(pool, once)
        results = list(client.submit_many(requests, executor=executor))
    assert {result.state for result in results} == {"submitted"}
    assert keys_of(client) == keys(requests)
    assert len(executor.submitted) == 20
    for task in executor.submitted:
        assert service.credentials.secret_key.encode() not in task
        function, (ready,) = pickle.loads(task)  # noqa: S301 - our own
        assert function is send_ready
        assert isinstance(ready, ReadyRequest)
        assert "q-signature=" in dict(ready.headers)["Authorization"]
        assert "q-signature" not in repr((ready, ready.claim))
        assert ready.claim.token.hex() not in repr(ready.claim)
    assert [request.status for request in service.requests if request.method == "POST"] == [200] * 20
    assert all(result.job.job_id for result in results)


def test_the_exchanges_of_workers_are_reported_without_secrets(caplog):
    exchanges = []
    with (
        caplog.at_level("DEBUG"),
        Loopback() as server,
        client_of(server.url, on_exchange=exchanges.append) as client,
        ThreadPoolExecutor(1) as executor,
    ):
        (result,) = client.submit_many(rows(1), executor=executor)
    assert result.job.job_id == "j1"
    assert [(exchange.method, exchange.status, exchange.request_id) for exchange in exchanges] == [("POST", 200, "r1")]
    authorization = server.requests[0].headers["Authorization"]
    assert signature_in(authorization) not in caplog.text + repr(exchanges)
    assert CREDENTIALS.token not in caplog.text + repr(exchanges)


@pytest.mark.parametrize("pool", [lambda: ThreadPoolExecutor(2), lambda: processes(1)], ids=["threads", "processes"])
def test_connections_are_kept_between_requests(pool):
    with Loopback() as server, pool() as executor, ClaimServer() as claims:
        ports = []
        server._server.process_request, process = (
            lambda request, address: (ports.append(address[1]), process(request, address)),
            server._server.process_request,
        )
        for _ in range(6):
            answer = executor.submit(send_ready, ready_for(server.url, claims)).result()
            assert answer.result.status == 200
            assert answer.result.body == JOB
        assert len(server.requests) == 6
        assert len(ports) <= 2


def ready_for(url, claims, **changes):
    """Return a signed request."""
    authorization = sign(
        method="POST", path="/jobs", params=(), headers=(), credentials=Credentials("AKID", "k"), key_time=(1, 2)
    )
    headers = {"Host": "example.com", "Authorization": authorization}
    return ReadyRequest(
        **{
            "method": "POST",
            "url": f"{url}/jobs",
            "endpoint": Endpoint(url, "example.com"),
            "headers": tuple(headers.items()),
            "body": b"<Request/>",
            "timeout": (2.0, 2.0),
            "longest_idle": 5.0,
            "claim": claims.issue(),
        }
        | changes
    )


def test_a_task_that_is_lost_repeated_or_cancelled_still_makes_one_job(client):
    names = ["ordinary", "twice", "twice_at_once", "lost", "cancelled_too_late", "wrong", "cancelled", "stuck"]
    requests = [row(f"in/{name}.mp4") for name in names]
    with Odd() as executor:
        results = list(client.submit_many(requests, executor=executor, max_in_flight=len(names)))
    assert [result.state for result in results] == ["submitted"] * len(names)
    assert keys_of(client) == keys(requests)


def test_a_killed_worker_process_stops_the_run_and_another_executor_goes_on(client, tmp_path):
    requests, journal = rows(3), tmp_path / "journal"
    for run in (killed_before, killed_after):
        with processes() as pool, pytest.raises(TransportError, match=r"BrokenProcessPool.*was not sent") as caught:
            list(client.submit_many(requests, executor=Altered(pool, run), journal=journal, max_in_flight=1))
        assert caught.value.sent is False
    results = list(client.submit_many(requests, executor=ThreadPoolExecutor(2), journal=journal))
    assert {result.state for result in results} == {"submitted"}
    assert keys_of(client) == keys(requests)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_each_row_is_submitted_once_by_pools_whose_processes_are_killed(client, service, tmp_path, announce, method):
    requests, pools = rows(200), []
    service.fail_next("submit_job", "slow:0.05", 10_000)

    def pids():
        return list(pools[-1]._processes or ())

    with Killer(service, pids, kills=5) as killer:
        while True:
            pools.append(ProcessPoolExecutor(4, mp_context=multiprocessing.get_context(method)))
            with pools[-1] as pool:
                run = client.submit_many(requests, executor=pool, journal=tmp_path / "journal", max_in_flight=16)
                try:
                    results = list(run)
                except TransportError as error:
                    assert "BrokenProcessPool" in str(error)  # noqa: PT017 - the run goes on with another pool
                else:
                    break
    jobs = keys_of(client)
    assert {result.state for result in results} == {"submitted"}
    assert len(killer.killed) == 5
    assert jobs == keys(requests)
    announce(f"{method}: 5 processes of {len(pools)} pools killed, {len(requests)} rows, {jobs.total()} jobs")


def test_an_executor_that_is_shut_down_stops_the_run(client):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(TransportError, match="start again with another executor") as caught:
        list(client.submit_many(rows(3), executor=executor))
    assert caught.value.sent is False
    assert not keys_of(client)


def test_the_end_of_the_run_ends_its_claims():
    with Loopback() as server:
        with ClaimServer() as claims:
            ready = ready_for(server.url, claims)
        failure = send_ready(ready).result
        assert isinstance(failure, TransportError)
        assert failure.sent is False
        assert "claim_address" in str(failure)
        assert not server.requests


def elsewhere(function, ready):
    return function(replace(ready, claim=ready.claim._replace(port=1)))


def test_workers_that_cannot_ask_send_nothing_and_stop_the_run():
    with Loopback() as server, client_of(server.url) as client, ThreadPoolExecutor(1) as pool:
        with pytest.raises(TransportError, match="need a claim_address") as caught:
            list(client.submit_many(rows(3), executor=Altered(pool, elsewhere), max_in_flight=1))
        assert caught.value.sent is False
        assert not server.requests


def test_failures_of_a_worker_can_be_pickled_and_show_no_signature():
    with ClaimServer() as claims, Loopback(body=b"x", headers={"Content-Length": "9"}) as server:
        cut_off = send_ready(ready_for(server.url, claims)).result
        odd = send_ready(ready_for(server.url, claims, timeout=("soon", "later"))).result
        refused = send_ready(ready_for("http://127.0.0.1:1", claims)).result
    assert [failure.sent for failure in (cut_off, odd, refused)] == [True, None, False]
    assert cut_off.request_id == "r1"
    assert refused.retryable
    for failure in (cut_off, odd, refused):
        assert b"q-signature" not in pickle.dumps(failure)
        assert str(pickle.loads(pickle.dumps(failure))) == str(failure)  # noqa: S301 - our own


def set_environment(variables):
    os.environ.update(variables)


def test_workers_use_the_proxies_and_certificates_of_their_own_environment(tmp_path):
    with Loopback() as proxy, ClaimServer() as claims:
        variables = {"http_proxy": proxy.url, "no_proxy": "127.0.0.1", "REQUESTS_CA_BUNDLE": str(tmp_path / "none")}
        with processes(initializer=set_environment, initargs=(variables,)) as executor:
            through_proxy = executor.submit(send_ready, ready_for("http://cosanim.invalid", claims)).result().result
            unreadable = executor.submit(send_ready, ready_for("https://127.0.0.1:1", claims)).result().result
    assert isinstance(through_proxy, ReadyReply)
    assert [request.target for request in proxy.requests] == ["http://cosanim.invalid/jobs"]
    assert unreadable.sent is False
    assert "REQUESTS_CA_BUNDLE" in str(unreadable)


def test_a_claim_is_granted_to_one_run_until_it_is_withdrawn():
    first, second = name_of_run(), name_of_run()
    with ClaimServer() as claims:
        claim = claims.issue()
        assert not claims.is_taken(claim)
        assert claim.take(first)
        assert claim.take(first)  # the reply to its first question may have been lost
        assert not claim.take(second)
        assert claims.is_taken(claim)
        assert claims.withdraw(claim) == first
        assert not claim.take(first)
        other = claims.issue()
        assert claims.withdraw(other) is None
        assert not other.take(first)


def test_claims_arrive_in_pieces_and_from_strangers():
    with ClaimServer() as claims:
        claim, run = claims.issue(), name_of_run()
        with closing(socket.create_connection(claim[:2])) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
            assert stranger.recv(1) == b"\0"
        with closing(socket.create_connection(claim[:2])) as worker:
            for byte in claim.token + run:
                worker.sendall(bytes([byte]))
            assert worker.recv(1) == b"\1"
        assert claims.withdraw(claim) == run


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_neither_grants_claims_nor_uses_the_connection_of_its_parent():
    with ClaimServer() as claims:
        claim, run = claims.issue(), name_of_run()
        assert claim.take(run)
        pid = os.fork()
        if pid == 0:
            try:
                claims._listener.getsockname()
            except OSError:
                os._exit(0 if claim.take(run) and not claim.take(name_of_run()) else 1)
            os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert claim.take(run)


def test_an_unusable_claim_address_is_named_before_anything_is_sent():
    for address in ("", "::1", "http://127.0.0.1", "127.0.0.1:x", "192.0.2.1", "name.invalid"):
        with Loopback() as server, client_of(server.url) as client, ThreadPoolExecutor(1) as executor:
            with pytest.raises(ConfigurationError, match="claim_address"):
                list(client.submit_many(rows(1), executor=executor, claim_address=address))
            assert not server.requests


def test_a_claim_address_with_a_port_is_used(client):
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with ThreadPoolExecutor(1) as pool:
        executor = Altered(pool, once)
        list(client.submit_many(rows(1), executor=executor, claim_address=f"localhost:{port}"))
    _, (ready,) = pickle.loads(executor.submitted[0])  # noqa: S301 - our own
    assert ready.claim[:2] == ("localhost", port)
