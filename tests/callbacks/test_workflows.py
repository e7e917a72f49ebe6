"""Callbacks of workflows, which are not callbacks of jobs."""

from __future__ import annotations

import json
from typing import Final

import pytest

from cosanim import DecodeError, callbacks, decode
from cosanim.models import (
    JobCallback,
)

WORKFLOW: Final = (
    "<Response><EventName>WorkflowFinish</EventName><WorkflowExecution><RunId>i0a1b</RunId><State>Success</State>"
    "<Tasks><Type>Animation</Type><JobId>j1</JobId></Tasks><Tasks><Type>Snapshot</Type><JobId>j2</JobId></Tasks>"
    "</WorkflowExecution></Response>"
)
WORKFLOW_JSON: Final = {
    "EventName": "WorkflowFinish",
    "WorkflowExecution": {"RunId": "i0a1b", "Tasks": [{"JobId": "j1"}, {"JobId": "j2"}]},
}


@pytest.mark.parametrize(
    "body", [WORKFLOW, json.dumps(WORKFLOW_JSON), WORKFLOW.replace("<Response>", '<Response xmlns="u">')]
)
def test_the_callback_of_a_workflow_is_refused_as_what_it_is_with_the_jobs_that_it_lists(body: str) -> None:
    with pytest.raises(DecodeError, match="workflow has ended") as caught:
        callbacks.parse(body)
    for part in ("WorkflowFinish", "i0a1b", "'j1', 'j2',", "describe_jobs", "TaskFinish"):
        assert part in str(caught.value)
    assert decode(WORKFLOW.encode(), JobCallback).event_name == "WorkflowFinish"


def test_no_message_names_jobs_without_end() -> None:
    tasks = "".join(f"<Tasks><JobId>j{number}</JobId></Tasks>" for number in range(1000))
    with pytest.raises(DecodeError) as caught:
        callbacks.parse(f"<Response><WorkflowExecution>{tasks}</WorkflowExecution></Response>")
    assert "'j3', …, read them" in str(caught.value)


def test_an_older_callback_of_a_workflow_without_event_is_told_too() -> None:
    body = WORKFLOW.replace("<EventName>WorkflowFinish</EventName>", "")
    with pytest.raises(DecodeError, match="workflow has ended"):
        callbacks.parse(body)


def test_another_event_without_a_job_is_named() -> None:
    with pytest.raises(DecodeError, match=r"'BucketFull\\n', of no job"):
        callbacks.parse("<Response><EventName>BucketFull\n</EventName></Response>")
