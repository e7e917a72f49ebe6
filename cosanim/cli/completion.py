"""Parameter type of options for which shell completion offers values, although other values are passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Offered(click.types.StringParamType):
    """A text for which shell completion offers values.

    Unlike with ``click.Choice`` any text is accepted, since the schema checks it, and reports all violations together.
    """

    def __init__(self, values: Callable[[], Iterable[str]]) -> None:
        """Set the values.

        Args:
            values: Returns the values. It is called for completion only, so that a command does not load them.
        """
        self._values = values

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the values that begin with the text so far; case does not matter."""
        del ctx, param
        return [CompletionItem(value) for value in self._values() if value.lower().startswith(incomplete.lower())]


def _formats() -> Iterable[str]:
    from cosanim.models import Format

    return map(str, Format)


def _codecs() -> Iterable[str]:
    from cosanim.models import Codec

    return map(str, Codec)


def _job_states() -> Iterable[str]:
    from cosanim.models import JobState

    return map(str, JobState)


def _queue_states() -> Iterable[str]:
    from cosanim.models import QueueState

    return map(str, QueueState)


def _queue_types() -> Iterable[str]:
    from cosanim.models import QueueCategory

    return (category for category in map(str, QueueCategory) if category != QueueCategory.CATE_ALL)


def _callback_formats() -> Iterable[str]:
    from cosanim.models import CallBackFormat

    return map(str, CallBackFormat)


def _presets() -> Iterable[str]:
    from cosanim.presets import PRESETS

    return PRESETS


def _regions() -> Iterable[str]:
    from cosanim.http.endpoints import CI_REGIONS

    return CI_REGIONS


FORMAT = Offered(_formats)
CODEC = Offered(_codecs)
JOB_STATE = Offered(_job_states)
"""States of jobs; batches have the same."""
QUEUE_STATE = Offered(_queue_states)
QUEUE_TYPE = Offered(_queue_types)
CALLBACK_FORMAT = Offered(_callback_formats)
PRESET = Offered(_presets)
REGION = Offered(_regions)
