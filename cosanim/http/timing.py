"""``Timing``: the clocks, the sleep function and the random source of a client."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The clocks, the sleep function and the random source of a client, which tests can replace.

    Attributes:
        clock: Returns the Unix time in seconds, for signatures.
        monotonic: Returns monotonic seconds, for deadlines and idle times.
        sleep: Sleeps for seconds.
        rng: Returns a number in [0, 1), which varies delays.
    """

    clock: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: Callable[[], float] = random.random
