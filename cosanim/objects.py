"""Objects of a bucket: the two ends of every job."""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from cosanim.credentials import find_credentials
from cosanim.endpoints import Endpoint, cos_host, object_path
from cosanim.errors import ConfigurationError, NotFoundError, ServiceError
from cosanim.signing import BACKDATED, COS_TOKEN_HEADER, presign
from cosanim.unpicklable import Unpicklable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cosanim.credentials import CredentialsSource
    from cosanim.transport import Transport

Source: TypeAlias = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]
Target: TypeAlias = str | os.PathLike[str] | IO[bytes]

_LONGEST_EXPIRY = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectInfo:
    """What the service tells about an object.

    Attributes:
        key: Key of the object.
        size: Size in bytes; None when the reply does not tell.
        etag: Checksum as the service gives it, without the quotation marks.
        content_type: Media type.
        last_modified: Time of the last change, as in HTTP.
        request_id: The service's id of the request.
        headers: All headers of the reply.
    """

    key: str
    size: int | None
    etag: str | None
    content_type: str | None
    last_modified: str | None
    request_id: str | None
    headers: Mapping[str, str] = field(repr=False)


class Objects(Unpicklable):
    """Puts, gets and looks at objects of one bucket. Single PUT, streamed; no multipart."""

    def __init__(
        self,
        transport: Transport,
        *,
        bucket: str,
        region: str,
        credentials: CredentialsSource,
        endpoint: str | None = None,
    ) -> None:
        """Point at a bucket; ``AnimationClient`` does this.

        Args:
            transport: What sends requests.
            bucket: The bucket, with its appid.
            region: Its region.
            credentials: Who signs addresses.
            endpoint: A full URL to send to instead of the documented host.
        """
        self._transport = transport
        self._bucket = bucket
        self._endpoint = Endpoint.of(cos_host(bucket, region), endpoint)
        transport.explore(self._endpoint)
        self._is_elsewhere = bool(endpoint)
        self._credentials = credentials

    def put(self, key: str, source: Source, *, content_type: str | None = None) -> ObjectInfo:
        """Store an object, replacing one of the same key.

        Args:
            key: Key of the object: any text but the empty one, without a leading slash as a rule.
            source: Bytes, the path of a file, or a file opened for reading in binary mode; files are streamed.
            content_type: Media type to store with the object; the service's default when left out.

        Returns:
            What was stored.

        Raises:
            ServiceError: The service refused it.
            TransportError: There was no reply.
            OSError: The file cannot be read.
            TypeError: The source is none of these.
        """
        headers = {} if content_type is None else {"Content-Type": content_type}
        with _opened(source) as body:
            reply = self._transport.send(
                "PUT", self._endpoint, object_path(key), headers=headers, body=body, token_header=COS_TOKEN_HEADER
            )
        return _info(key, reply.headers, reply.request_id, size=None)

    def get(self, key: str, target: Target) -> ObjectInfo:
        """Fetch an object. A file appears whole or not at all.

        Args:
            key: Key of the object.
            target: Path of the file to write, or a file opened for writing in binary mode.

        Returns:
            What was fetched.

        Raises:
            NotFoundError: There is no such object.
            ServiceError: The service refused.
            TransportError: There was no reply, or it broke off.
            OSError: The file cannot be written.
        """
        path = object_path(key)
        # The target comes first: one that cannot be written costs no download.
        with (
            _written(target) as file,
            self._transport.stream("GET", self._endpoint, path, token_header=COS_TOKEN_HEADER) as reply,
        ):
            size = 0
            for chunk in reply.chunks:
                size += len(chunk)
                file.write(chunk)
        return _info(key, reply.headers, reply.request_id, size=size)

    def head(self, key: str) -> ObjectInfo:
        """Look at an object without fetching it.

        Args:
            key: Key of the object.

        Raises:
            NotFoundError: There is no such object.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        try:
            reply = self._transport.send("HEAD", self._endpoint, object_path(key), token_header=COS_TOKEN_HEADER)
        except ServiceError as error:
            if error.status != HTTPStatus.NOT_FOUND or error.code:
                raise
            # The answer to HEAD has no body, so no code either.
            message = f"{self._bucket} has no object {key!r}"
            raise NotFoundError(
                404, "NoSuchKey", message, error.request_id, hint="check the key, bucket and region"
            ) from None
        length = reply.headers.get("Content-Length", "")
        return _info(key, reply.headers, reply.request_id, size=int(length) if length.isdigit() else None)

    def url(self, key: str, *, expires: int = 3600, method: str = "GET") -> str:
        """Return an address with which anybody can fetch an object for a while. Nothing is sent.

        Args:
            key: Key of the object.
            expires: Seconds that the address is valid, 1 to 604800 (a week).
            method: HTTP method that the address is for.

        Returns:
            The address. It is a secret until it expires.

        Raises:
            ConfigurationError: ``expires`` is no whole number or out of range.
            CredentialsError: There is nothing to sign with.
        """
        if not isinstance(expires, int) or not 0 < expires <= _LONGEST_EXPIRY:
            raise ConfigurationError(f"expires is a whole number of seconds, 1 to {_LONGEST_EXPIRY}, not {expires!r}")
        path = object_path(key)
        # A browser sends the host of the address, so another endpoint needs the bucket in the path.
        url = self._endpoint.url(f"/{self._bucket}{path}" if self._is_elsewhere else path)
        now = int(time.time())
        credentials = find_credentials(self._credentials)
        return presign(method=method, url=url, credentials=credentials, key_time=(now - BACKDATED, now + expires))


def _info(key: str, headers: Mapping[str, str], request_id: str | None, *, size: int | None) -> ObjectInfo:
    etag = headers.get("ETag")
    return ObjectInfo(
        key=key,
        size=size,
        etag=etag.strip('"') if etag else None,
        content_type=headers.get("Content-Type"),
        last_modified=headers.get("Last-Modified"),
        request_id=request_id,
        headers=headers,
    )


@contextmanager
def _opened(source: Source) -> Iterator[bytes | IO[bytes]]:
    if isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            yield file
    elif isinstance(source, bytearray | memoryview):
        yield bytes(source)
    elif isinstance(source, io.TextIOBase):
        raise TypeError("the file is opened as text: open it in binary mode")
    elif isinstance(source, bytes) or hasattr(source, "read"):
        yield source
    else:
        # None would be stored as an empty object, in place of what is there.
        raise TypeError(f"an object is bytes, a path or a file opened in binary mode, not {type(source).__name__}")


@contextmanager
def _written(target: Target) -> Iterator[IO[bytes]]:
    """Give a file to write to that takes the target's place only when everything went well."""
    if not isinstance(target, str | os.PathLike):
        yield target
        return
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "the target is a folder, name a file", str(target))
    if path.exists() and not path.is_file():
        # A pipe or a device, also one that a link leads to, is written to; nothing may take its place.
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the folder of the target does not exist", str(target))
    partial = path.with_name(f".{path.name[:32]}.{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
            yield file
        if path.exists():
            partial.chmod(stat.S_IMODE(path.stat().st_mode))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
