"""The Celery tasks of the documentation submit one job for each order, however often they run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cosanim import SubmissionUnknown
from cosanim.testing import local_service
from tests.documents.blocks import BLOCKS

celery = pytest.importorskip("celery", reason="celery, of the extra dev, is not installed")
exceptions = pytest.importorskip("celery.exceptions")

KEY, ORDER = "videos/a.mp4", "order-7"


@pytest.fixture
def service(monkeypatch):
    with local_service(transitions="manual") as running:
        for name, value in running.environ().items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(scope="module")
def tasks():
    # Once, since Celery warns of a shared task that is defined again.
    code = "\n".join(block.code for block in BLOCKS if "from celery" in block.code)
    names: dict[str, Any] = {"__name__": "previews"}
    exec(compile(code, "docs/concurrency.md", "exec"), names)  # noqa: S102 - our own page
    return SimpleNamespace(**names)


def submissions(service):
    return [request for request in service.requests if request.api == "submit_job"]


def run_once(task, *args, **request):
    """Run a task as a worker does that has received its message."""
    task.push_request(called_directly=False, is_eager=True, args=args, kwargs={}, **request)
    try:
        return task.run(*args)
    finally:
        task.pop_request()


def test_a_task_that_runs_again_finds_the_job_of_the_first_run(service, tasks):
    service.fail_next("submit_job", "drop-after")
    tokens = {tasks.submit_preview.apply(args=(KEY, ORDER)).get() for _ in range(3)}
    with service.client() as client:
        assert [job.job_id for job in client.list_jobs()] == [client.job(*tokens).job_id]
    assert len(submissions(service)) == 1


def test_a_message_that_is_delivered_again_waits_until_the_earlier_request_cannot_take_effect(service, tasks):
    with pytest.raises(exceptions.Retry) as retry:
        run_once(tasks.submit_preview, KEY, ORDER, delivery_info={"redelivered": True})
    assert retry.value.when == 60
    assert not service.requests


def test_an_unknown_outcome_is_looked_up_again_and_never_sent(service, tasks):
    with service.client() as client:
        client.submit(KEY, f"previews/{ORDER}.gif", format="gif", width=256, duration=1)
    before = len(service.requests)
    with pytest.raises(SubmissionUnknown):
        tasks.submit_preview.apply(args=(KEY, ORDER)).get()
    apis = [request.api for request in service.requests[before:]]
    assert apis == ["list_jobs"] * (tasks.submit_preview.max_retries + 1)


def test_a_full_queue_is_tried_again(service, tasks):
    service.fail_next("submit_job", "403:QueueSaturated", count=4)
    assert tasks.submit_preview.apply(args=(KEY, ORDER)).get()
    assert [request.status for request in submissions(service)] == [403] * 4 + [200]


def test_the_second_task_returns_to_the_queue_until_the_job_has_ended(service, tasks):
    token = tasks.submit_preview.apply(args=(KEY, ORDER)).get()
    with service.client() as client:
        client.objects.put(KEY, b"any content")
    with pytest.raises(exceptions.Retry):
        run_once(tasks.finish_preview, token)
    service.advance(token.rpartition(":")[2], "Success")
    assert run_once(tasks.finish_preview, token) == f"previews/{ORDER}.gif"
