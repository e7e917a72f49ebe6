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
def test_the_error_for_a_workflow_callback_names_its_jobs(body: str) -> None:
    with pytest.raises(DecodeError, match="workflow has ended") as caught:
        callbacks.parse(body)
    for part in ("WorkflowFinish", "i0a1b", "'j1', 'j2';", "describe_jobs", "TaskFinish"):
        assert part in str(caught.value)
    assert decode(WORKFLOW.encode(), JobCallback).event_name == "WorkflowFinish"


def test_the_error_names_a_limited_number_of_jobs() -> None:
    tasks = "".join(f"<Tasks><JobId>j{number}</JobId></Tasks>" for number in range(1000))
    with pytest.raises(DecodeError) as caught:
        callbacks.parse(f"<Response><WorkflowExecution>{tasks}</WorkflowExecution></Response>")
    assert "'j3', …; read them" in str(caught.value)


def test_a_workflow_callback_without_event_is_recognized() -> None:
    body = WORKFLOW.replace("<EventName>WorkflowFinish</EventName>", "")
    with pytest.raises(DecodeError, match="workflow has ended"):
        callbacks.parse(body)


def test_the_error_for_a_callback_without_job_names_its_event() -> None:
    with pytest.raises(DecodeError, match=r"'BucketFull\\n' and contains no job"):
        callbacks.parse("<Response><EventName>BucketFull\n</EventName></Response>")
