"""Checks that a request was signed with the service's credentials, with the library's own signing functions."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosanim.authorization import FIELDS, Authorization, parse_authorization
from cosanim.local.http.error_responses import Refused
from cosanim.local.http.hosts import Kind, host_name
from cosanim.signing import CI_TOKEN_HEADER, COS_TOKEN_HEADER, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.credentials import Credentials
    from cosanim.local.http.request import Call

_PRESIGNED_METHODS: Final = frozenset({"GET", "HEAD", "PUT"})


@dataclass(frozen=True, slots=True)
class _Reason:
    """One reason for refusal, as each of the two services puts it: status and code."""

    ci: tuple[int, str]
    cos: tuple[int, str]
    message: str

    def refused(self, kind: Kind, detail: str = "") -> Refused:
        status, code = self.ci if kind is Kind.CI else self.cos
        return Refused(status, code, self.message + (f" ({detail})" if detail else ""))


_MISSING: Final = _Reason(
    ci=(401, "MissingAuthorization"),
    cos=(403, "AccessDenied"),
    message="The request is not signed: it has no Authorization.",
)
_MALFORMED: Final = _Reason(
    ci=(401, "InvalidAuthorization"),
    cos=(400, "InvalidArgument"),
    message="The Authorization has not the form that is expected.",
)
_UNKNOWN_ID: Final = _Reason(
    ci=(401, "SecretidNotExist"),
    cos=(403, "InvalidAccessKeyId"),
    message="The secret id of the Authorization does not exist.",
)
_EXPIRED: Final = _Reason(ci=(401, "SignatureExpired"), cos=(403, "AccessDenied"), message="Request has expired")
_EARLY: Final = _Reason(
    ci=(401, "SignatureExpired"),
    cos=(403, "RequestTimeTooSkewed"),
    message="The signature is not valid yet: the clocks of client and service differ.",
)
_MISMATCH: Final = _Reason(
    ci=(401, "AccessDenied"),
    cos=(403, "SignatureDoesNotMatch"),
    message="The signature does not match the request: check the secret key and what was signed.",
)
_TOKEN: Final = _Reason(
    ci=(401, "AccessDenied"),
    cos=(400, "InvalidToken"),
    message="The security token of the temporary credentials is missing or wrong.",
)


class Verifier:
    """Knows the one pair of credentials that the service accepts."""

    def __init__(self, credentials: Credentials, *, clock: Callable[[], float], max_clock_skew: float = 0) -> None:
        """Remember who may call.

        Args:
            credentials: The accepted credentials; with a token, requests must carry it.
            clock: Returns the current Unix time.
            max_clock_skew: Seconds by which a client's clock may run ahead or behind.
        """
        self._credentials = credentials
        self._clock = clock
        self._skew = max_clock_skew

    def check(self, call: Call, kind: Kind) -> None:
        """Let a request pass, or not.

        Args:
            call: The request.
            kind: The service that refuses, in its own words.

        Raises:
            Refused: The request is not signed, or not with these credentials, or not now.
        """
        text, detail = _authorization_text(call, kind)
        if not text:
            raise _MISSING.refused(kind)
        try:
            authorization = parse_authorization(text)
        except ValueError as error:
            raise _MALFORMED.refused(kind, f"{detail}{error}") from None
        if not _same(authorization.secret_id, self._credentials.secret_id):
            raise _UNKNOWN_ID.refused(kind)
        self._check_window(authorization, kind)
        if not self._matches(authorization, call):
            raise _MISMATCH.refused(kind)
        self._check_token(call, kind)

    def _check_window(self, authorization: Authorization, kind: Kind) -> None:
        now = self._clock()
        windows = (authorization.sign_time, authorization.key_time)
        # A window is given in whole seconds, of which the last belongs to it.
        if int(now - self._skew) > min(end for _, end in windows):
            raise _EXPIRED.refused(kind)
        if now + self._skew < max(start for start, _ in windows):
            raise _EARLY.refused(kind)

    def _matches(self, authorization: Authorization, call: Call) -> bool:
        def signed_as(headers: list[tuple[str, str]]) -> bool:
            return verify(
                authorization,
                method=call.method,
                path=call.path,
                params=call.params,
                headers=headers,
                secret_key=self._credentials.secret_key,
            )

        headers = list(call.headers)
        if signed_as(headers):
            return True
        # The official Python SDK signs the host of the URL without its port.
        return signed_as([(name, host_name(value) if name == "host" else value) for name, value in headers])

    def _check_token(self, call: Call, kind: Kind) -> None:
        if self._credentials.token is None:
            return
        given = (
            call.header(CI_TOKEN_HEADER),
            call.header(COS_TOKEN_HEADER),
            call.param(CI_TOKEN_HEADER),
            call.param(COS_TOKEN_HEADER),
        )
        if not any(_same(token, self._credentials.token) for token in given if token is not None):
            raise _TOKEN.refused(kind)


def _authorization_text(call: Call, kind: Kind) -> tuple[str, str]:
    header = call.header("authorization")
    if header:
        return header, ""
    if kind is Kind.CI or call.method not in _PRESIGNED_METHODS:
        return "", ""
    return "&".join(f"{name}={value}" for name, value in call.params if name in FIELDS), "in the query: "


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
