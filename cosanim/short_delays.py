"""The delays between requests that suit tests against a service on this machine: no single delay exceeds a second."""

from __future__ import annotations

from typing import Final

from cosanim.http.retries import RetryPolicy
from cosanim.waiting import Backoff

VARIABLE: Final = "COSANIM_SHORT_DELAYS"
"""With the value 1, clients whose endpoint is on this machine use these delays unless they are given others."""

RETRY: Final = RetryPolicy(
    first=0.01,
    longest=0.1,
    jitter=0,
    longest_retry_after=1,
    window=1,
    visibility=1,
    lookup_timeout=20,
    interrupt_timeout=1,
)
"""Retries within a tenth of a second. An outcome is looked up every tenth of a second at least.

Signatures end on whole seconds, so it takes two to three seconds until the list of jobs proves that none was accepted.
The local service stores no job after the end of its signature, and lists a job at once. The second of ``visibility`` is
the last one of the signature, which the service still accepts. For the cloud it is too short.
"""

BACKOFF: Final = Backoff(first=0.005, growth=1.5, longest=0.025, jitter=0)
"""At most 25 ms from one poll to the next."""
