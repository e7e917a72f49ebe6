"""What a running local service can be told and asked: clients, faults, states of jobs, and recorded requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.argument_hints import text_argument
from cosanim.close_match import close_match
from cosanim.error_codes import CI_CODES
from cosanim.errors import CosanimError
from cosanim.local.http.faults import OBJECTS, parse_fault
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.transitions import TransitionKind, parse_transitions
from cosanim.models import JobState
from cosanim.operations import APIS
from cosanim.short_delays import BACKOFF, RETRY, VARIABLE
from cosanim.xml.violations import abbreviate

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.client import AnimationClient
    from cosanim.credentials import Credentials
    from cosanim.local.http.recorded_requests import RecordedRequest
    from cosanim.local.transitions import TransitionsSetting
    from cosanim.local.wiring import Components, ServiceSettings

_MAX_QUEUED: Final = 1_000_000
"""Largest number of requests for which one call queues a fault."""
_STATES: Final = (JobState.RUNNING, JobState.SUCCESS, JobState.FAILED, JobState.CANCEL)
"""The states to which a job can be advanced."""


class ServiceControls:
    """The part of ``LocalService`` that its users call while it runs."""

    _settings: ServiceSettings
    _components: Components | None

    @property
    def bucket(self) -> str:
        """The bucket that exists at the start."""
        return self._settings.bucket

    @property
    def region(self) -> str:
        """The region of all buckets."""
        return self._settings.region

    @property
    def credentials(self) -> Credentials:
        """The credentials with which requests must be signed."""
        return self._settings.credentials

    @property
    def fault_seed(self) -> int:
        """Seed of the random choices of faults."""
        return self._settings.fault_seed

    @property
    def url(self) -> str:
        """URL of the service: scheme, address and port.

        Raises:
            CosanimError: The service is not running.
        """
        return self._running.server.url

    @property
    def ca_file(self) -> Path | None:
        """The certificate of the authority that clients must trust, in PEM; None without ``tls``.

        This library and requests trust it if REQUESTS_CA_BUNDLE is its path. The file exists while the service runs.

        Raises:
            CosanimError: The service is not running.
        """
        tls = self._running.tls
        return None if tls is None else tls.ca_file

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The requests that arrived since the start or the last reset, in order; at most the last 10,000.

        They contain no headers. Requests below ``/local/`` are left out. When all exceed 4 MiB together, the contents
        of the oldest are dropped, and then the oldest themselves.

        Raises:
            CosanimError: The service is not running.
        """
        return self._running.requests()

    @property
    def transitions(self) -> TransitionsSetting:
        """When jobs change their states, as the argument of this name; it can be set while the service runs.

        Jobs that are Running when it becomes ``"immediate"`` or None end before the assignment returns.

        Raises:
            CosanimError: The service is not running, or it renders.
            ValueError: There are no such transitions.
            TypeError: The value is of another type.
        """
        return self._running.job_runner.transitions.setting

    @transitions.setter
    def transitions(self, setting: TransitionsSetting) -> None:
        parsed, job_runner = parse_transitions(setting), self._running.job_runner
        if job_runner.workers and parsed.kind is not TransitionKind.QUEUED:
            raise CosanimError(
                "this service renders, which takes its time: start it with render=False to set transitions"
            )
        job_runner.transitions = parsed

    def client(self, **options: Any) -> AnimationClient:
        """Return a client for this service, with its bucket, region and credentials.

        Its delays are ``cosanim.testing.RETRY`` and ``BACKOFF``: none exceeds a second.

        Args:
            **options: Other arguments of ``AnimationClient``, which take precedence.

        Raises:
            CosanimError: The service is not running.
        """
        from cosanim.client import AnimationClient

        defaults: dict[str, Any] = {
            "bucket": self.bucket,
            "region": self.region,
            "credentials": self.credentials,
            "endpoint": self.url,
            "retry": RETRY,
            "backoff": BACKOFF,
        }
        if (tls := self._running.tls) is not None:
            defaults["session"] = tls.session
        return AnimationClient(**{**defaults, **options})

    def environ(self) -> dict[str, str]:
        """Return the environment variables with which ``AnimationClient()`` is a client of this service.

        COSANIM_BUCKET, COSANIM_REGION, COSANIM_ENDPOINT and the TENCENTCLOUD_* variables of the credentials; those of
        tokens are empty without a token, so that others in the environment have no effect. COSANIM_SHORT_DELAYS=1 makes
        the delays those of ``client``, also in processes that inherit the environment. With ``tls`` also
        REQUESTS_CA_BUNDLE.

        Raises:
            CosanimError: The service is not running.

        Example:
            >>> for name, value in service.environ().items():
            ...     monkeypatch.setenv(name, value)
        """
        ca_file = self.ca_file
        return {
            **({} if ca_file is None else {"REQUESTS_CA_BUNDLE": str(ca_file)}),
            "COSANIM_BUCKET": self.bucket,
            "COSANIM_REGION": self.region,
            "COSANIM_ENDPOINT": self.url,
            VARIABLE: "1",
            "TENCENTCLOUD_SECRET_ID": self.credentials.secret_id,
            "TENCENTCLOUD_SECRET_KEY": self.credentials.secret_key,
            "TENCENTCLOUD_TOKEN": self.credentials.token or "",
            "TENCENTCLOUD_SECURITY_TOKEN": "",
            "TENCENTCLOUD_SESSIONTOKEN": "",
        }

    def reset(self) -> None:
        """Delete all jobs, objects, templates, queues, batches, messages and callbacks, and abort running renders.

        The service's own bucket is created again. Requests that are delayed by a fault are not acted on, the faults of
        ``fail_next`` and the recorded requests are dropped, and the sequence of random faults starts again from its
        seed. The transitions stay. POST ``/local/reset``, signed, does the same from another process.

        Raises:
            CosanimError: The service is not running.
        """
        components = self._running
        components.server.run(components.resetter.reset())

    def fail_next(self, api: str, fault: str | int, count: int = 1) -> None:
        """Queue a fault for the next requests of an API or for objects. It takes precedence over the random faults.

        Args:
            api: Name of the API, such as ``submit_job``: a name of ``cosanim.operations.APIS``; or ``objects`` for
                requests of the object store, for objects and buckets.
            fault: The fault, such as ``drop-after``, ``late:2.0``, ``slow:0.5`` or ``503``, as described at the
                argument ``faults`` of the class; a status also as a number. For objects ``refuse``, ``drop-before`` or
                a status, also with a code of the object store, such as ``403:InvalidObjectState``.
            count: Number of requests, from 1 to 1,000,000. Calls add up, in their order.

        Raises:
            ValueError: There is no such API or fault, or the number is out of range.
            TypeError: An argument is of another type.
            CosanimError: The service is not running.

        Example:
            >>> service.fail_next("submit_job", "drop-after")
        """
        if text_argument("api", api) not in {OBJECTS, *APIS}:
            close = close_match(api, [OBJECTS, *APIS])
            question = f"did you mean {close!r}?" if close else f"use {', '.join(APIS)}, or {OBJECTS}"
            raise ValueError(f"api is {api!r}, which is no API of cosanim.operations.APIS: {question}")
        if not isinstance(count, int) or isinstance(count, bool):
            raise TypeError(f"count is a whole number of requests, not {type(count).__name__}")
        if not 1 <= count <= _MAX_QUEUED:
            raise ValueError(f"count is {abbreviate(count)}: give a number of requests from 1 to {_MAX_QUEUED}")
        self._running.faults.queue(api, parse_fault(fault, of_objects=api == OBJECTS), count)

    def advance(
        self,
        job_id: str,
        state: JobState | str,
        *,
        progress: int | None = None,
        code: str = "InternalError",
        message: str = "The test ended the job.",
    ) -> None:
        """Change the state of a job of a service that does not render, usually one with manual transitions.

        The states in between are passed through, callbacks are sent, and an output is stored, as when the job runs by
        itself.

        Args:
            job_id: Id of the job.
            state: ``Running``, ``Success``, ``Failed`` or ``Cancel``. A job whose input does not exist, or whose output
                cannot be stored, becomes Failed instead of Success, as it would by itself.
            progress: Progress of a Running job in per cent, 0 to 100. The state can be Running already.
            code: Error code of a Failed job; a documented one.
            message: Error message of a Failed job.

        Raises:
            ValueError: There is no such job, state or code, the progress is out of range, or the job cannot change to
                the state: it has ended, it is paused with its queue, or it already runs and is to be cancelled.
            CosanimError: The service is not running, or it renders.

        Example:
            >>> service.advance(job.job_id, "Failed", code="InvalidArgument")
        """
        text_argument("job_id", job_id)
        if state not in _STATES:
            raise ValueError(f"state is {state!r}: use {', '.join(_STATES)}")
        if progress is not None and not 0 <= progress <= 100:
            raise ValueError(f"progress is {progress}: give per cent from 0 to 100")
        codes = [row.code for row in CI_CODES]
        if code not in codes:
            close = close_match(code, codes)
            question = f"did you mean {close!r}?" if close else "use one of cosanim.error_codes"
            raise ValueError(f"code is {code!r}, which is not documented: {question}")
        job_runner = self._running.job_runner
        if job_runner.workers:
            raise CosanimError("this service renders, and ends its jobs itself: start it with transitions='manual'")
        job_runner.advance(job_id, JobState(state), error=RenderError(code, message), progress=progress)

    @property
    def _running(self) -> Components:
        if self._components is None:
            raise CosanimError("this service is not running; use it in a with statement")
        return self._components
