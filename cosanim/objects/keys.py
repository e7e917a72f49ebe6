"""Checks the keys of objects, and converts them to paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.caller_warnings import warn_caller
from cosanim.errors import SchemaError
from cosanim.http.endpoints import object_path
from cosanim.xml.validation import errors_of
from cosanim.xml.violations import AdviceWarning

if TYPE_CHECKING:
    from collections.abc import Collection

    from cosanim.argument_types import RuleName
    from cosanim.xml.violations import Violation


def checked_path(key: str, allow: Collection[RuleName]) -> str:
    """Return the path of an object.

    Args:
        key: Its key.
        allow: Rules of ``cosanim.refusals`` that are waived.

    Raises:
        SchemaError: A rule refuses the key.
        ConfigurationError: No object can have the key.
    """
    path = object_path(key)
    if errors := errors_of(_problems(key, allow)):
        raise SchemaError(errors)
    return path


def upload_path(key: str, allow: Collection[RuleName], *, strict: bool) -> str:
    """Return the path of an object that is uploaded, and issue an ``AdviceWarning`` for a doubtful key.

    Args:
        key: Its key.
        allow: Rules of ``cosanim.refusals`` that are waived.
        strict: Refuse doubtful keys, too.

    Raises:
        SchemaError: A rule refuses the key.
        ConfigurationError: No object can have the key.
    """
    path = checked_path(key, allow)
    for violation in _problems(key, allow):
        if strict:
            raise SchemaError([violation])
        warn_caller(AdviceWarning(violation))
    return path


def _problems(key: str, allow: Collection[RuleName]) -> list[Violation]:
    # Fast path: most keys do not begin like an address or with a slash.
    if allow == () and "://" not in key and not key.startswith("/"):
        return []
    from cosanim.refusals import key_problems

    return key_problems(key, allow=allow)
