"""Running the command line in this process and in one of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import click
import pytest

from cosanim.cli import main
from tests.servers.loopback import BUCKET, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Sized

ENTRY = (sys.executable, "-c", "from cosanim.cli import main; main()")
VARIABLES = (
    "COSANIM_BUCKET",
    "COSANIM_REGION",
    "COSANIM_ENDPOINT",
    "TENCENTCLOUD_REGION",
    "TENCENTCLOUD_SECRET_ID",
    "TENCENTCLOUD_SECRET_KEY",
    "TENCENTCLOUD_SECRETID",
    "TENCENTCLOUD_SECRETKEY",
    "TENCENTCLOUD_TOKEN",
    "TENCENTCLOUD_SECURITY_TOKEN",
    "TENCENTCLOUD_SESSIONTOKEN",
    "TCCLI_PROFILE",
)
RUNNING = (
    b"<Response><JobsDetail><JobId>j1</JobId><State>Running</State><Progress>40</Progress></JobsDetail></Response>"
)
PARAMETERS = ("--format", "gif", "--duration", "5")


class Recording(Protocol):
    """A server that records the requests that arrive."""

    url: str

    @property
    def requests(self) -> Sized: ...


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The last line of standard error, after lines for warnings."""
        *warnings, error = map(json.loads, self.err.rstrip("\n").split("\n"))
        assert all(list(one) == ["warning"] for one in warnings), self.err
        return error

    def is_clean(self) -> bool:
        """Return whether no traceback and no control code was shown."""
        shown = self.out + self.err
        return "Traceback" not in shown and not any(ord(c) < 32 and c not in "\n\t" for c in shown)


def environment(url: str | None = None, **more: str) -> dict[str, str]:
    """The variables that lead to a server on this machine; without a URL, those that lead nowhere."""
    if url is None:
        return more
    return {
        "COSANIM_ENDPOINT": url,
        "COSANIM_BUCKET": BUCKET,
        "COSANIM_REGION": REGION,
        "TENCENTCLOUD_SECRET_ID": "AKIDlocal",
        "TENCENTCLOUD_SECRET_KEY": "localsecret",
    } | more


def process_environment(**variables: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in VARIABLES} | variables


def process(*words: str, url: str | None = None, stdin: bytes = b"", code: str | None = None, **env: str) -> Ran:
    """Run the command line in a process of its own; bytes that are no UTF-8 come as lone surrogates."""
    entry = ENTRY if code is None else (sys.executable, "-c", code)
    done = subprocess.run(
        [*entry, *words],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env=process_environment(**environment(url, **env)),
    )
    return Ran(done.returncode, done.stdout.decode(errors="surrogateescape"), done.stderr.decode())


def interrupt(
    words: Sequence[str],
    server: Recording,
    *,
    after: int,
    by: int = signal.SIGINT,
    then: Sequence[tuple[int, int]] = (),
    **env: str,
) -> Ran:
    """Run the command line in a process of its own, and send a signal once the server has this number of requests.

    ``then`` contains the numbers of requests and the signals that follow.
    """
    # A shell that runs the tests in the background lets its children ignore interruptions.
    interruptible = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    running = subprocess.Popen(
        [sys.executable, "-c", f"{interruptible}; {ENTRY[2]}", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=process_environment(**environment(server.url, **env)),
    )
    deadline = time.monotonic() + 20
    for number, sent in ((after, by), *then):
        while len(server.requests) < number:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        running.send_signal(sent)
    out, err = running.communicate(timeout=60)
    return Ran(running.returncode, out, err)


class Shell:
    """Runs the command line in this process, with variables that lead to a server."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)

    def point_at(self, url: str, **more: str) -> Shell:
        for name, value in environment(url, **more).items():
            self._monkeypatch.setenv(name, value)
        return self

    def __call__(self, *words: object) -> Ran:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = self._capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ran(code, out, err)


def submit(shell: Shell, name: str = "a", *more: object) -> Any:
    return shell("submit", f"in/{name}.mp4", f"out/{name}.gif", *PARAMETERS, "--json", *more).json["job_id"]


def queue_id(shell: Shell) -> Any:
    return shell("queue", "list", "--json").json["queue_id"]


def lines(ran: Ran) -> list[Any]:
    return [json.loads(line) for line in ran.out.splitlines()]


def commands(group: click.Group, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that is no group, by the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        if isinstance(found, click.Group):
            yield from commands(found, *words, name)
        else:
            yield (*words, name), found
