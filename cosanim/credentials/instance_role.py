"""The provider that gets the temporary credentials of a virtual machine's CAM role from the metadata service."""

from __future__ import annotations

import json
import logging
import random
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from cosanim.credentials.metadata_service import METADATA_ADDRESS, MetadataError, MetadataService
from cosanim.credentials.process_lock import ProcessLock
from cosanim.credentials.secret_keys import Credentials
from cosanim.errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger("cosanim")

_PATH: Final = "/latest/meta-data/cam/security-credentials/"
_ROLE_NAME: Final = r"[\w+=,.@-]{1,128}"
"""Names of roles, as CAM allows them."""
_EARLIEST, _LATEST = 600, 300
"""Seconds before their end between which credentials are refreshed. The moment is random, so that many machines or
processes that started at once do not all ask at once."""
_PAUSE: Final = 30
"""Seconds before the metadata service is asked again for credentials that are still used: it may not have new ones
yet, or not answer."""
_TIMES: Final = range(2**40)
"""Times in Unix seconds that can be computed with."""
_FIELDS: Final = ("TmpSecretId", "TmpSecretKey", "Token")
_NOT_FOUND: Final = 404
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class _Fetched:
    """Credentials with the times that follow from their end, in Unix time.

    Attributes:
        credentials: The credentials.
        refresh_at: From then on a thread refreshes them, while the others use them.
        until: From then on they are not used any more.
    """

    credentials: Credentials
    refresh_at: float
    until: float


class InstanceRoleProvider:
    """Gets the temporary credentials of the CAM role that is bound to this virtual machine (CVM).

    They are kept, and refreshed 300 to 600 seconds before their end. One thread at a time refreshes them; meanwhile,
    and while the metadata service does not answer, the others use those that are still valid. Can be passed to a client
    as ``credentials``; without that argument it is the last provider that a client calls.
    """

    def __init__(
        self,
        role: str | None = None,
        *,
        address: str | None = None,
        connect_timeout: float = 1.0,
        timeout: float = 3.0,
        clock: Callable[[], float] = time.time,
        rng: Callable[[], float] = random.random,
    ) -> None:
        """Create the provider. No request is sent.

        Args:
            role: Name of the role; the one that is bound to the machine when left out.
            address: An http address in place of that of the metadata service.
            connect_timeout: Seconds to wait for a connection, name resolution included. It is short, since there is no
                metadata service outside of the cloud.
            timeout: Seconds to wait for each reply.
            clock: Returns the Unix time in seconds.
            rng: Returns a number in [0, 1), which varies the moment of the refresh.

        Raises:
            ConfigurationError: The address is no http address.
        """
        self._role = role
        self._service = MetadataService(
            METADATA_ADDRESS if address is None else address, connect_timeout=connect_timeout, timeout=timeout
        )
        self._clock = clock
        self._rng = rng
        self._lock = ProcessLock()
        self._fetched: _Fetched | None = None

    @property
    def place(self) -> str:
        """The place that the credentials come from, which is the metadata service, as messages name it."""
        return f"CVM role at {self._service.address}"

    def __call__(self) -> Credentials:
        """Return credentials that are valid now.

        Raises:
            CredentialsError: The metadata service does not answer, or the machine has no role. ``searched_places``
                tells which.
        """
        fetched, now = self._fetched, self._clock()
        if fetched is None or now >= fetched.until:
            with self._lock.get():
                # Another thread may have fetched them meanwhile.
                fetched, now = self._fetched, self._clock()
                if fetched is None or now >= fetched.until:
                    fetched = self._fetched = self._fetch()
        elif now >= fetched.refresh_at:
            fetched = self._refreshed(fetched)
        return fetched.credentials

    def renew(self, refused: Credentials) -> Credentials:
        """Return credentials in place of those that the service refused.

        Args:
            refused: The refused ones. If another thread has replaced them meanwhile, nothing is fetched.

        Raises:
            CredentialsError: As for a call.
        """
        with self._lock.get():
            fetched = self._fetched
            if fetched is None or fetched.credentials == refused:
                fetched = self._fetched = self._fetch()
            return fetched.credentials

    def _refreshed(self, fetched: _Fetched) -> _Fetched:
        """Return new credentials; the same ones if another thread is fetching, or the service does not answer."""
        lock = self._lock.get()
        if not lock.acquire(blocking=False):
            return fetched
        try:
            if self._fetched is fetched:
                try:
                    self._fetched = self._fetch()
                except CredentialsError as error:
                    _log.warning("the old credentials are used, since refreshing them failed: %s", error)
                    self._fetched = _Fetched(fetched.credentials, self._clock() + _PAUSE, fetched.until)
            return self._fetched or fetched
        finally:
            lock.release()

    def _fetch(self) -> _Fetched:
        """Fetch the credentials.

        Raises:
            CredentialsError: There are none.
        """
        try:
            credentials, end = self._read()
            reason = None
        except MetadataError as error:
            reason = str(error)
        if reason is not None:
            raise CredentialsError(
                "no credentials from the metadata service",
                searched_places=[f"{self.place}: {reason}"],
            )
        now = self._clock()
        refresh_at = end - _LATEST - (_EARLIEST - _LATEST) * self._rng()
        # If they seem to end at once, this machine's clock may be wrong: then the service decides about them.
        return _Fetched(credentials, max(refresh_at, now + _PAUSE), max(end, now + _PAUSE))

    def _read(self) -> tuple[Credentials, float]:
        """Return the credentials and their end in Unix time.

        Raises:
            MetadataError: There are none.
        """
        role = self._role
        if role is None:
            role = (
                self._get(_PATH, "this machine has no role").decode("utf-8", "replace").strip().split("\n")[0].strip()
            )
            if not re.fullmatch(_ROLE_NAME, role):
                raise MetadataError("the reply is not the name of a role; it may come from another service")
        body = self._get(_PATH + quote(role, safe=""), f"this machine has no role {role!r}")
        return _read_reply(body)

    def _get(self, path: str, meaning_of_404: str) -> bytes:
        status, body = self._service.get(path)
        if status == _NOT_FOUND:
            raise MetadataError(meaning_of_404)
        if status != _OK:
            raise MetadataError(f"the reply has status {status}")
        return body


def _read_reply(body: bytes) -> tuple[Credentials, float]:
    """Return the credentials in a reply, and their end in Unix time.

    Raises:
        MetadataError: There are none. Neither it nor its context holds a part of the reply.
    """
    try:
        reply: Any = json.loads(body)
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict):
        raise MetadataError("the reply is not a JSON object")
    code = reply.get("Code")
    if code != "Success":
        shown = f", but {code}" if isinstance(code, str) and re.fullmatch(r"[A-Za-z.]{1,64}", code) else ""
        raise MetadataError(f"the reply does not have the code Success{shown}")
    values: list[str] = []
    for name in _FIELDS:
        value = reply.get(name)
        if not (isinstance(value, str) and value.strip()):
            raise MetadataError(f"the reply has no {name}")
        values.append(value.strip())
    end = reply.get("ExpiredTime")
    if not isinstance(end, int) or isinstance(end, bool) or end not in _TIMES:
        raise MetadataError("the reply has no ExpiredTime in Unix seconds")
    return Credentials(*values), end
