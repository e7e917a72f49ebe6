"""Reads the id, the key and the token of credentials from environment variables."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final, NamedTuple

from cosanim.errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger("cosanim")


class _Family(NamedTuple):
    """Names of environment variables that belong together. ``tokens`` is in order of preference."""

    secret_id: str
    secret_key: str
    tokens: tuple[str, ...]


_RUNTIME: Final = _Family(
    "TENCENTCLOUD_SECRETID",
    "TENCENTCLOUD_SECRETKEY",
    ("TENCENTCLOUD_SESSIONTOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"),
)
_FAMILIES: Final = (
    _Family(
        "TENCENTCLOUD_SECRET_ID",
        "TENCENTCLOUD_SECRET_KEY",
        ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSIONTOKEN"),
    ),
    _RUNTIME,
)


def read_variables(environ: Mapping[str, str] | None = None) -> tuple[str, str, str | None]:
    """Return the id, the key and the token of the first family of names that has both an id and a key.

    Args:
        environ: The variables; the process environment when left out.

    Raises:
        CredentialsError: No family has both. ``searched_places`` has a line for each id and key variable.
    """
    environ = os.environ if environ is None else environ
    searched_places: list[str] = []
    half_set: list[tuple[str, str]] = []
    for family in _FAMILIES:
        secret_id, secret_key = _pair(environ, family)
        if secret_id and secret_key:
            return secret_id, secret_key, _token(environ, family, secret_id)
        searched_places += [_variable_state(environ, family.secret_id), _variable_state(environ, family.secret_key)]
        if secret_id or secret_key:
            found, missing = family[:2] if secret_id else (family.secret_key, family.secret_id)
            half_set.append((found, missing))
    for found, missing in half_set:
        _log.warning("%s is set, but %s is not: neither is used", found, missing)
    raise CredentialsError(
        "no credentials in the environment: set both TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
        searched_places=searched_places,
    )


def used_variables(environ: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Return the names of the variables that ``read_variables`` takes the id and the key from.

    Args:
        environ: The variables; the process environment when left out.

    Returns:
        The names of the usual family if no family has both.
    """
    environ = os.environ if environ is None else environ
    family = next((family for family in _FAMILIES if all(_pair(environ, family))), _FAMILIES[0])
    return family.secret_id, family.secret_key


def _pair(environ: Mapping[str, str], family: _Family) -> tuple[str, str]:
    return environ.get(family.secret_id, "").strip(), environ.get(family.secret_key, "").strip()


def _token(environ: Mapping[str, str], family: _Family, secret_id: str) -> str | None:
    """Return the token that belongs to an id."""
    # In a function whose author has set the usual pair, the runtime's token belongs to the runtime's own pair.
    runtime_id = environ.get(_RUNTIME.secret_id, "").strip()
    has_own_pair = bool(runtime_id and environ.get(_RUNTIME.secret_key, "").strip())
    for name in family.tokens:
        token = environ.get(name, "").strip()
        if token and not (name == _RUNTIME.tokens[0] and has_own_pair and runtime_id != secret_id):
            return token
    return None


def _variable_state(environ: Mapping[str, str], name: str) -> str:
    if name not in environ:
        return f"environment {name}: not set"
    return f"environment {name}: {'set' if environ[name].strip() else 'blank'}"
