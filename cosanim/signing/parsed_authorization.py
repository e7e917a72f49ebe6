"""Parses Authorization values without verifying them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

FIELDS: Final = (
    "q-sign-algorithm",
    "q-ak",
    "q-sign-time",
    "q-key-time",
    "q-header-list",
    "q-url-param-list",
    "q-signature",
)
"""Names of the pairs of an Authorization value, in the order in which they are written."""


class Authorization(NamedTuple):
    """The parts of an Authorization value.

    Attributes:
        algorithm: Always ``sha1``.
        secret_id: Secret id of the signer.
        sign_time: First and last second of the signature's validity, in Unix time.
        key_time: First and last second of the derived key's validity, in Unix time.
        header_list: Names of the signed headers, encoded and in lower case.
        param_list: Names of the signed parameters, encoded and in lower case.
        signature: 40 hex digits; not shown in the repr.
    """

    algorithm: str
    secret_id: str
    sign_time: tuple[int, int]
    key_time: tuple[int, int]
    header_list: tuple[str, ...]
    param_list: tuple[str, ...]
    signature: str

    def __repr__(self) -> str:
        """Show all but the signature."""
        shown = ", ".join(
            f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True) if name != "signature"
        )
        return f"Authorization({shown})"


def parse_authorization(text: str) -> Authorization:
    """Parse an Authorization value, with its pairs in any order.

    Args:
        text: The header's value.

    Returns:
        Its parts.

    Raises:
        ValueError: A pair is missing, unknown or given twice, or a value has the wrong form. The message
            names the pair, never its value.
    """
    pairs: dict[str, str] = {}
    for pair in text.strip().split("&"):
        name, equals, value = pair.partition("=")
        if not equals or name not in FIELDS:
            raise ValueError("Authorization has a part that is not one of the known name=value pairs")
        if name in pairs:
            raise ValueError(f"Authorization has {name} twice")
        pairs[name] = value
    missing = [name for name in FIELDS if name not in pairs]
    if missing:
        raise ValueError(f"Authorization lacks {', '.join(missing)}")
    if pairs["q-sign-algorithm"] != "sha1":
        raise ValueError("q-sign-algorithm is not sha1")
    if not pairs["q-ak"]:
        raise ValueError("q-ak is empty")
    if not re.fullmatch("[0-9a-f]{40}", pairs["q-signature"]):
        raise ValueError("q-signature is not 40 lower-case hex digits")
    return Authorization(
        algorithm="sha1",
        secret_id=pairs["q-ak"],
        sign_time=_parsed_window("q-sign-time", pairs["q-sign-time"]),
        key_time=_parsed_window("q-key-time", pairs["q-key-time"]),
        header_list=_parsed_list(pairs["q-header-list"]),
        param_list=_parsed_list(pairs["q-url-param-list"]),
        signature=pairs["q-signature"],
    )


def signed_until(text: str) -> int:
    """Return the last second of the validity of an Authorization value that this library made, in Unix time."""
    return int(_value(text, "q-sign-time").partition(";")[2])


def signature_in(text: str) -> str:
    """Return the signature in an Authorization value that this library made."""
    return _value(text, "q-signature")


def _value(text: str, name: str) -> str:
    # Search from the end, since the secret id at the start may contain any text.
    return text.rpartition(f"&{name}=")[2].partition("&")[0]


def _parsed_list(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _parsed_window(name: str, text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,12});([0-9]{1,12})", text)
    if match is None:
        raise ValueError(f"{name} is not two Unix times separated by a semicolon")
    return int(match[1]), int(match[2])
