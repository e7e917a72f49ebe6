"""When the jobs of a service that does not render change their states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from numbers import Real
from typing import Final, Literal, TypeAlias, cast

from cosanim.xml.violations import abbreviate

_MAX_SECONDS: Final = 1_000_000_000

TransitionsSetting: TypeAlias = Literal["immediate", "manual"] | float | None
"""The argument ``transitions`` of ``LocalService``."""


class TransitionKind(Enum):
    """The kinds of transitions.

    Attributes:
        QUEUED: A job runs when a thread is free for it.
        IMMEDIATE: A job ends before its submission is answered.
        MANUAL: A job changes its state by ``LocalService.advance`` only.
        TIMED: A job runs and ends after given times.
    """

    QUEUED = "queued"
    IMMEDIATE = "immediate"
    MANUAL = "manual"
    TIMED = "timed"


@dataclass(frozen=True, slots=True)
class Transitions:
    """When jobs change their states.

    Attributes:
        kind: The kind.
        seconds: For TIMED the seconds from one state to the next, otherwise 0.
    """

    kind: TransitionKind
    seconds: float = 0

    @property
    def setting(self) -> TransitionsSetting:
        """The setting from which ``parse_transitions`` makes these transitions."""
        match self.kind:
            case TransitionKind.IMMEDIATE:
                return "immediate"
            case TransitionKind.MANUAL:
                return "manual"
            case TransitionKind.TIMED:
                return 2 * self.seconds
            case _:
                return None


def parse_transitions(setting: object) -> Transitions:
    """Parse the argument ``transitions`` of ``LocalService``.

    Args:
        setting: ``"immediate"``, ``"manual"``, the seconds from the submission to the end of a job, or None.

    Returns:
        The transitions.

    Raises:
        ValueError: It is another text, or a number out of range.
        TypeError: It is of another type.
    """
    if setting is None:
        return Transitions(TransitionKind.QUEUED)
    if isinstance(setting, str):
        if setting not in {"immediate", "manual"}:
            raise ValueError(f"transitions is {setting!r}: use 'immediate', 'manual', a number of seconds, or None")
        return Transitions(TransitionKind(setting))
    if not isinstance(setting, Real) or isinstance(setting, bool):
        raise TypeError(
            "transitions is 'immediate', 'manual', a number of seconds, or None, not " + type(setting).__name__
        )
    # Compared before the conversion, which fails for very large whole numbers. Not-a-number is in no range.
    if not 0 < cast("float", setting) <= _MAX_SECONDS:
        raise ValueError(f"transitions is {abbreviate(setting)}: give seconds above 0, at most {_MAX_SECONDS}")
    return Transitions(TransitionKind.TIMED, float(setting) / 2)
