"""Decides whether a refused request is signed and sent again: with the service's time, or with other credentials.

If a request is refused because of the time of its signature, the local clock is wrong: the service's time is learnt
from the Date header. If it is refused because of its credentials, they may have ended or been replaced: they are read
again. In both cases the request is signed and sent again, at most once for each reason. A POST too, since nothing was
accepted: both are documented refusals.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from cosanim.credentials import Credentials, renewed_credentials
from cosanim.errors import CredentialsError, ServiceError
from cosanim.http.service_clock import is_refused_for_time
from cosanim.http.signature_refusals import is_credentials_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.credentials import CredentialsSource
    from cosanim.http.sender import RequestSpec
    from cosanim.http.service_clock import ServiceClock

_log = logging.getLogger("cosanim")

_HEAD_STATUSES: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Resigning:
    """What was done about the refusals of one request."""

    def __init__(
        self,
        spec: RequestSpec,
        service_clock: ServiceClock,
        source: CredentialsSource,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        """Start with a request that was not refused yet.

        Args:
            spec: The request.
            service_clock: The clock by which it is signed.
            source: The source of its credentials.
            monotonic: Returns monotonic seconds, for the deadline of the request.
        """
        self._spec = spec
        self._service_clock = service_clock
        self._source = source
        self._monotonic = monotonic
        self._is_time_learnt = False
        self._are_credentials_read = False

    @property
    def is_used(self) -> bool:
        """Whether the request has been signed again."""
        return self._is_time_learnt or self._are_credentials_read

    def prepare(self, error: Exception, credentials: Credentials) -> bool:
        """Learn the time or read the credentials again if the error calls for it; return whether to send again.

        Args:
            error: The error of the request. If the request is not sent again, its hint says what was found out.
            credentials: The credentials that the request was signed with.
        """
        # An error without a signature is not from this request.
        if not isinstance(error, ServiceError) or error.signed_until is None:
            return False
        is_for_time = is_refused_for_time(error, method=self._spec.method, validity=self._spec.auth.validity)
        if not (is_for_time or self._may_be_for_credentials(error, credentials)):
            return False
        if self._spec.attempts is not None:
            self._spec.attempts.clear()  # nothing can come of a refused attempt, even if Ctrl-C ends the next one
        return self._learn_time(error) if is_for_time else self._read_credentials(error, credentials)

    def _learn_time(self, error: ServiceError) -> bool:
        if error.date is None:
            return False
        self._service_clock.learn(error.date)
        if not self._is_time_learnt and self._can_send_again():
            self._is_time_learnt = True
            return True
        error.extend_hint(f"by the Date of the reply, {self._service_clock.difference()}")
        return False

    def _may_be_for_credentials(self, error: ServiceError, credentials: Credentials) -> bool:
        """Return whether a request was refused because of its credentials.

        A reply to HEAD has no body and therefore no code: then the reason may be that temporary credentials ended.
        """
        if self._spec.method == "HEAD" and not error.code:
            return error.status in _HEAD_STATUSES and credentials.token is not None
        return is_credentials_refusal(error.status, error.code)

    def _read_credentials(self, error: ServiceError, refused: Credentials) -> bool:
        if isinstance(self._source, Credentials) or self._are_credentials_read or not self._can_send_again():
            return False
        self._are_credentials_read = True
        try:
            found = renewed_credentials(self._source, refused)
        except CredentialsError as failure:
            error.extend_hint(f"reading the credentials again failed: {failure}")
            return False
        if found == refused:
            error.extend_hint("the credentials were read again, and are still the same")
            return False
        _log.info("the service refused the credentials (%s); others were found", error.code or error.status)
        return True

    def _can_send_again(self) -> bool:
        spec = self._spec
        return spec.can_rewind and (spec.deadline is None or self._monotonic() < spec.deadline)
