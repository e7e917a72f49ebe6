"""Authenticates requests: checks their signatures with the library's own signing functions."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.hosts import ServiceKind, host_name
from cosanim.signing import CI_TOKEN_HEADER, COS_TOKEN_HEADER, verify
from cosanim.signing.parsed_authorization import FIELDS, Authorization, parse_authorization

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.credentials import Credentials
    from cosanim.local.http.request import HttpRequest


@dataclass(frozen=True, slots=True)
class _Reason:
    """A reason to refuse a request, with the status and the code of each of the two services."""

    ci: tuple[int, str]
    cos: tuple[int, str]
    message: str

    def error(self, kind: ServiceKind, detail: str = "") -> HttpError:
        status, code = self.ci if kind is ServiceKind.CI else self.cos
        return HttpError(status, code, self.message + (f" ({detail})" if detail else ""))


_MISSING: Final = _Reason(
    ci=(401, "MissingAuthorization"),
    cos=(403, "AccessDenied"),
    message="The request is not signed: it has no Authorization.",
)
_MALFORMED: Final = _Reason(
    ci=(401, "InvalidAuthorization"),
    cos=(400, "InvalidArgument"),
    message="The Authorization is malformed.",
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
    message="The signature does not match the request: check the secret key and the signed text.",
)
_TOKEN: Final = _Reason(
    ci=(401, "AccessDenied"),
    cos=(400, "InvalidToken"),
    message="The security token of the temporary credentials is missing or wrong.",
)


class Verifier:
    """Verifies that requests are signed with the accepted credentials."""

    def __init__(self, credentials: Credentials, *, clock: Callable[[], float], max_clock_skew: float = 0) -> None:
        """Store the credentials.

        Args:
            credentials: The accepted credentials. If they have a token, requests must carry it.
            clock: Returns the current Unix time.
            max_clock_skew: Seconds by which a client's clock may be ahead or behind.
        """
        self._credentials = credentials
        self._clock = clock
        self._skew = max_clock_skew

    def verify(self, request: HttpRequest, kind: ServiceKind) -> Callable[[], None]:
        """Verify the signature of a request.

        Args:
            request: The request.
            kind: The addressed service.

        Returns:
            A function that raises the HttpError of an expired signature if the signature has ended in the meantime.

        Raises:
            HttpError: The signature is missing, malformed, made with other credentials, or not valid now. The status
                and the code are those of the addressed service.
        """
        text, detail = _authorization_text(request, kind)
        if not text:
            raise _MISSING.error(kind)
        try:
            authorization = parse_authorization(text)
        except ValueError as error:
            raise _MALFORMED.error(kind, f"{detail}{error}") from None
        if not _is_equal(authorization.secret_id, self._credentials.secret_id):
            raise _UNKNOWN_ID.error(kind)
        self._check_window(authorization, kind)
        if not self._matches(authorization, request):
            raise _MISMATCH.error(kind)
        self._check_token(request, kind)
        return lambda: self._check_end(authorization, kind)

    def _check_window(self, authorization: Authorization, kind: ServiceKind) -> None:
        self._check_end(authorization, kind)
        if self._clock() + self._skew < max(start for start, _ in (authorization.sign_time, authorization.key_time)):
            raise _EARLY.error(kind)

    def _check_end(self, authorization: Authorization, kind: ServiceKind) -> None:
        # A window includes its last second.
        if int(self._clock() - self._skew) > min(end for _, end in (authorization.sign_time, authorization.key_time)):
            raise _EXPIRED.error(kind)

    def _matches(self, authorization: Authorization, request: HttpRequest) -> bool:
        def matches_with(headers: list[tuple[str, str]]) -> bool:
            return verify(
                authorization,
                method=request.method,
                path=request.path,
                params=request.params,
                headers=headers,
                secret_key=self._credentials.secret_key,
            )

        headers = list(request.headers)
        if matches_with(headers):
            return True
        # The official Python SDK signs the host without its port.
        return matches_with([(name, host_name(value) if name == "host" else value) for name, value in headers])

    def _check_token(self, request: HttpRequest, kind: ServiceKind) -> None:
        if self._credentials.token is None:
            return
        tokens = (
            request.header(CI_TOKEN_HEADER),
            request.header(COS_TOKEN_HEADER),
            request.param(CI_TOKEN_HEADER),
            request.param(COS_TOKEN_HEADER),
        )
        if not any(_is_equal(token, self._credentials.token) for token in tokens if token is not None):
            raise _TOKEN.error(kind)


def _authorization_text(request: HttpRequest, kind: ServiceKind) -> tuple[str, str]:
    header = request.header("authorization")
    if header:
        return header, ""
    if kind is ServiceKind.CI:
        return "", ""
    # The older form of presigned URLs has the whole Authorization as one parameter.
    whole = request.param("sign")
    if whole:
        return whole, "in the parameter sign: "
    return "&".join(f"{name}={value}" for name, value in request.params if name in FIELDS), "in the query: "


def _is_equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
