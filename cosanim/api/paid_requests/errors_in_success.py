"""Finds the error in a reply with status 200, which the service sometimes sends in place of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.error_codes import service_error

if TYPE_CHECKING:
    from cosanim.errors import ServiceError
    from cosanim.http.replies import Reply


def error_in_success(response: Any, reply: Reply) -> ServiceError | None:
    """Return the error in a reply with status 200; None when the reply has no error code.

    Args:
        response: The decoded reply, with ``jobs_detail`` and ``unknown``. The codes of jobs that have an id are not
            considered, since they are those of failed jobs.
        reply: The reply.
    """
    nodes = {node.name: node.text for node in response.unknown}
    code, message = nodes.get("Code", ""), nodes.get("Message", "")
    for job in response.jobs_detail:
        if not job.job_id:
            code, message = code or job.code or "", message or job.message or ""
    if code in {"", "Success"}:
        return None
    return service_error(
        status=reply.status, code=code, message=message, request_id=reply.request_id, trace_id=reply.trace_id
    )
