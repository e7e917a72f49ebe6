"""The progress of a bulk run on a terminal: a bar with rate, remaining time and counts by state."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cosanim.cli.bulk.tally import describe_failure
from cosanim.cli.output import is_terminal, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cosanim.bulk.run import BulkRun
    from cosanim.cli.bulk.guards import GuardedManifest
    from cosanim.cli.bulk.tally import Tally

_SHORTEST: Final = 1.0
"""Seconds before which no rate is shown."""


class Status:
    """The text beside the bar."""

    def __init__(
        self, run: BulkRun, manifest: GuardedManifest, tally: Tally, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Store what is shown.

        Args:
            run: The run.
            manifest: Its manifest.
            tally: Its counts.
            clock: Monotonic seconds.
        """
        self._run = run
        self._manifest = manifest
        self._tally = tally
        self._clock = clock
        self._started: float | None = None

    def text(self) -> str:
        """Return the text of this moment."""
        total = self._manifest.total
        if total is None:
            return f"checking the manifest: {self._manifest.read} rows"
        now = self._clock()
        if self._started is None:
            self._started = now
        tally, run = self._tally, self._run
        parts = [f"{tally.rows}/{total}"]
        elapsed = now - self._started
        if tally.new and elapsed >= _SHORTEST:
            rate = tally.new / elapsed
            parts += [f"{rate:.1f}/s", f"{_clock_text((total - tally.rows) / rate)} left"]
        counts = {
            "submitted": max(run.unfinished, tally.counts["submitted"]),
            "sending": run.in_flight,
            "done": tally.counts["done"],
            "failed": tally.counts["failed"],
            "unknown": tally.counts["unknown"],
            "parked": run.parked,
        }
        parts.append(", ".join(f"{count} {name}" for name, count in counts.items() if count))
        if (pause := run.pause) is not None:
            parts.append(f"paused: {printable(describe_failure(pause))}")
        return "  ".join(part for part in parts if part)


@contextmanager
def bulk_bar(status: Status, manifest: GuardedManifest, tally: Tally, *, shown: bool) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr while the block runs, and yield a function that is called after each row.

    Args:
        status: The text beside the bar.
        manifest: The manifest.
        tally: The counts.
        shown: Show it if stdout and stderr are terminals.
    """
    if not (shown and is_terminal(sys.stdout) and is_terminal(sys.stderr)):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task
    from rich.text import Text

    class StatusColumn(ProgressColumn):
        """Shows the text of the status, which changes also while no row ends."""

        def render(self, task: Task) -> Text:
            """Return the text."""
            del task
            return Text(status.text(), no_wrap=True, overflow="ellipsis")

    with Progress(BarColumn(20), StatusColumn(), console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda: progress.update(task, completed=tally.rows, total=manifest.total)


def _clock_text(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}"
