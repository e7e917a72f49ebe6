"""Waits for many jobs or batches: reports each when it ends, and tells how to go on after Ctrl-C or a time-out."""

from __future__ import annotations

import heapq
import re
import shlex
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from cosanim.api.many_waits import Unfinished, many_wait_of
from cosanim.cli.exit_codes import report_failure, set_resume_command, worst_code
from cosanim.cli.options import make_client
from cosanim.cli.output import print_job, progress_bar
from cosanim.errors import CosanimError, JobCancelled, JobFailed, WaitTimeout
from cosanim.job import Job, parse_token
from cosanim.waiting import is_done

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from cosanim.api.many_waits import ManyWait
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail

    Progress = Callable[[JobDetail], None]
    Steps = Generator[float, None, JobDetail]
    Outcomes = Iterator[tuple[str, JobDetail | CosanimError]]

_CLIENT_CALL: Final = re.compile(r"; go on with client\.job\(['\"](cosanim-job:[^\s'\"]+)['\"]\)$")
"""End of a note of the library on the exception that ended a submission or a wait."""


def client_of_jobs(jobs: Sequence[str], **connection: Any) -> AnimationClient:
    """Return a client for jobs that are given by ids or tokens.

    Tokens name bucket and region, so that the connection options are needed for ids only.

    Args:
        jobs: Ids and tokens.
        **connection: The arguments of ``make_client``.

    Raises:
        ConfigurationError: A token is damaged, or bucket or region are missing.
    """
    places = [parse_token(job)[:2] for job in jobs]
    region, bucket = places[0]
    if all(place[0] for place in places):
        connection |= {"bucket": bucket, "region": region}
    return make_client(**connection)


def clients_of(client: AnimationClient, jobs: Iterable[Job]) -> dict[tuple[str, str], AnimationClient]:
    """Return the client of each bucket and region of jobs.

    Args:
        client: The client whose connections they share.
        jobs: The jobs.
    """
    clients = {(client.bucket, client.region): client}
    for job in jobs:
        place = (job.bucket, job.region)
        if place not in clients:
            clients[place] = client.at(bucket=job.bucket, region=job.region)
    return clients


def wait_command(tokens: Iterable[str], endpoint: str | None) -> str:
    """Return the command line that goes on waiting for jobs.

    Args:
        tokens: Their tokens.
        endpoint: The endpoint of the connection options.
    """
    return " ".join(["cosanim wait", *map(shlex.quote, tokens), *endpoint_option(endpoint)])


def endpoint_option(endpoint: str | None) -> list[str]:
    """Return the option of a command line that sends to the same address."""
    return [f"--endpoint={shlex.quote(endpoint)}"] if endpoint else []


@contextmanager
def resumable(command: str) -> Iterator[None]:
    """Store in the exception of an interruption or a time-out in the ``with`` block how to go on waiting for the job.

    Args:
        command: The command line that goes on waiting.
    """
    try:
        yield
    except (KeyboardInterrupt, WaitTimeout) as error:
        set_resumption(error, 1, command)
        raise


def set_resumption(error: BaseException, number: int, command: str) -> None:
    """Store in an interruption that jobs go on, and in any exception the command that goes on waiting.

    Args:
        error: The exception that ended the wait.
        number: Number of jobs.
        command: The command line.
    """
    if isinstance(error, KeyboardInterrupt):
        error.args = ("the job goes on" if number == 1 else f"{number} jobs go on",)
    set_resume_command(error, command)


def set_resumption_of_note(error: BaseException, endpoint: str | None) -> None:
    """Replace the call of the Python client in the notes of an exception by the command that goes on waiting.

    Args:
        error: The exception.
        endpoint: The endpoint of the connection options.
    """
    notes = getattr(error, "__notes__", [])
    for index, note in enumerate(notes):
        if found := _CLIENT_CALL.search(note):
            notes[index] = note[: found.start()]
            set_resume_command(error, wait_command([found[1]], endpoint))


def wait_for_jobs(
    client: AnimationClient, words: Sequence[str], *, timeout: float, endpoint: str | None, as_json: bool
) -> int:
    """Wait for jobs, print each when it ends, and return the exit code over all.

    Args:
        client: The client.
        words: Ids and tokens of the jobs.
        timeout: Seconds within which each job must end.
        endpoint: The endpoint of the connection options.
        as_json: Print JSON.
    """
    jobs = list(dict.fromkeys(map(client.job, words)))
    return wait_for_each(
        [job.token() for job in jobs],
        lambda on_progress: _outcomes(many_wait_of(client, jobs, on_progress=on_progress), timeout),
        on_end=lambda _, detail: print_job(detail, as_json=as_json),
        on_failure=lambda _, error: report_failure(error, as_json=as_json),
        resume=lambda tokens: wait_command(tokens, endpoint),
        as_json=as_json,
    )


def _outcomes(wait: ManyWait, timeout: float) -> Iterator[tuple[str, JobDetail | CosanimError]]:
    """Yield the token of each job with its detail if it has ended in success, and with its own error otherwise."""
    for step in wait.steps(timeout=timeout):
        if isinstance(step, Job):
            try:
                is_done(step.detail)
            except (JobFailed, JobCancelled) as error:
                yield step.token(), error
            else:
                yield step.token(), step.detail
        elif isinstance(step, Unfinished):
            yield from ((job.token(), failure) for job, failure in step.by_job())
        else:
            wait.sleep(step)


def wait_for_each(
    names: Sequence[str],
    start: Callable[[Progress], Outcomes],
    *,
    on_end: Callable[[str, JobDetail], None],
    on_failure: Callable[[str, CosanimError], int],
    resume: Callable[[Sequence[str]], str],
    label: Callable[[JobDetail], str] = lambda job: str(job.state),
    as_json: bool,
) -> int:
    """Wait for jobs or batches, and return the exit code over all.

    Args:
        names: Names of what is waited for, without duplicates.
        start: Returns the name of each with its result or error, when it ends; calls the function for changes.
        on_end: Called with each that has ended in success.
        on_failure: Called with the error of each other one, when it occurs; returns its exit code. Those that have
            not ended in time come last.
        resume: Returns the command line that goes on waiting for some of them.
        label: Returns the text that is shown as progress.
        as_json: Print JSON, and no progress.
    """
    show: Progress | None = None

    def on_progress(job: JobDetail) -> None:
        if show is not None:
            show(job)

    outcomes = start(on_progress)
    pending = dict.fromkeys(names)
    late: dict[str, WaitTimeout] = {}
    codes = [0]
    try:
        while len(late) < len(pending):
            prefix = f"{len(pending)} left, " if len(names) > 1 else ""
            with progress_bar(shown=not as_json, prefix=prefix, label=label) as show:
                name, outcome = next(outcomes)
            if isinstance(outcome, WaitTimeout):
                late[name] = outcome
                continue
            del pending[name]
            if isinstance(outcome, CosanimError):
                codes.append(on_failure(name, outcome))
            else:
                on_end(name, outcome)
    except KeyboardInterrupt as interruption:
        set_resumption(interruption, len(pending), resume(list(pending)))
        raise
    for number, (name, error) in enumerate(late.items(), start=1):
        # As text, one command for all of them suffices.
        if as_json or number == len(late):
            set_resume_command(error, resume(list(late)))
        codes.append(on_failure(name, error))
    return worst_code(codes)


def in_turn(
    waits: Mapping[str, Steps],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[tuple[str, JobDetail | CosanimError]]:
    """Take the steps of many waits whenever they are due, and yield each wait's result or error when it ends.

    Args:
        waits: The steps of each wait, by name.
        clock: Monotonic seconds.
        sleep: Sleeps for seconds.
    """
    due = [(clock(), number, name) for number, name in enumerate(waits)]
    while due:
        moment, number, name = heapq.heappop(due)
        if (delay := moment - clock()) > 0:
            sleep(delay)
        try:
            delay = next(waits[name])
        except StopIteration as end:
            yield name, end.value
        except CosanimError as error:
            yield name, error
        else:
            heapq.heappush(due, (clock() + delay, number, name))
