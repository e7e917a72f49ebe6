"""Objects of a bucket: the two ends of every job."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from cosanim.credentials import find_credentials
from cosanim.errors import ConfigurationError, NotFoundError, ServiceError
from cosanim.exact import exact_number
from cosanim.http.endpoints import Endpoint, cos_host, object_path
from cosanim.objects.downloads import written
from cosanim.objects.integrity import announced_length, check_answer, check_content
from cosanim.objects.uploads import opened
from cosanim.signing import BACKDATED, COS_TOKEN_HEADER, presign
from cosanim.unpicklable import Unpicklable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.credentials import CredentialsSource
    from cosanim.http.transport import Transport
    from cosanim.objects.downloads import Target
    from cosanim.objects.uploads import Source

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
        self._is_elsewhere = bool(endpoint)
        self._credentials = credentials

    def put(self, key: str, source: Source, *, content_type: str | None = None) -> ObjectInfo:
        """Store an object, replacing one of the same key.

        Args:
            key: Key of the object: any text but the empty one, without a leading slash as a rule.
            source: Bytes, the path of a file, or a file opened for reading in binary mode, which is sent from where
                it stands. It is read twice, for its MD5 and to be sent; what cannot be rewound, such as a pipe, is
                copied first.
            content_type: Media type to store with the object; the service's default when left out.

        Returns:
            What was stored.

        Raises:
            ServiceError: The service refused it, with the code BadDigest when it changed on the way.
            TransportError: There was no reply, it is not the object store's, or what it says was stored has another
                checksum than what was sent.
            OSError: The file cannot be read.
            TypeError: The source is none of these.
        """
        headers = {} if content_type is None else {"Content-Type": content_type}
        with opened(source) as upload:
            reply = self._transport.send(
                "PUT",
                self._endpoint,
                object_path(key),
                headers=headers | upload.headers,
                body=upload.body,
                token_header=COS_TOKEN_HEADER,
            )
        host = self._endpoint.authority
        check_answer(reply.status, reply.headers, reply.request_id, host=host, method="PUT")
        check_content(reply.headers, reply.request_id, size=None, md5=upload.md5, host=host, what="what was sent")
        return _info(key, reply.headers, reply.request_id, size=None)

    def get(self, key: str, target: Target) -> ObjectInfo:
        """Fetch an object. It appears whole and unchanged at the target, or the target stays as it was.

        Taken is a reply with the status 200, a request id, and a length or chunks. Its MD5 is compared with the ETag
        where that is one: not for objects that were uploaded in parts, appended to or encrypted by the service.

        Args:
            key: Key of the object.
            target: Path of the file to write, or a file opened for writing in binary mode, which gets all at the
                end: until then it is kept in memory while it is small, else in a temporary file.

        Returns:
            What was fetched.

        Raises:
            NotFoundError: There is no such object.
            ServiceError: The service refused.
            TransportError: There was no reply, it broke off, or it is not the whole object as it was stored.
            OSError: The file cannot be written.
            TypeError: The target is none of these; nothing was sent.
        """
        path = object_path(key)
        host = self._endpoint.authority
        # The target comes first: one that cannot be written costs no download.
        with (
            written(target) as file,
            self._transport.stream("GET", self._endpoint, path, token_header=COS_TOKEN_HEADER) as reply,
        ):
            check_answer(reply.status, reply.headers, reply.request_id, host=host, method="GET")
            size, md5 = 0, hashlib.md5(usedforsecurity=False)
            for chunk in reply.chunks:
                size += len(chunk)
                md5.update(chunk)
                file.write(chunk)
            check_content(
                reply.headers, reply.request_id, size=size, md5=md5.hexdigest(), host=host, what="what arrived"
            )
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
            # The answer to HEAD has no body, so no code either; without a request id it is not the service's.
            if error.status != HTTPStatus.NOT_FOUND or error.code or not error.request_id:
                raise
            message = f"{self._bucket} has no object {key!r}"
            raise NotFoundError(
                404, "NoSuchKey", message, error.request_id, hint="check the key, bucket and region"
            ) from None
        check_answer(reply.status, reply.headers, reply.request_id, host=self._endpoint.authority, method="HEAD")
        return _info(key, reply.headers, reply.request_id, size=announced_length(reply.headers))

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
        seconds = exact_number(expires)
        if not isinstance(seconds, int) or not 0 < seconds <= _LONGEST_EXPIRY:
            raise ConfigurationError(f"expires is a whole number of seconds, 1 to {_LONGEST_EXPIRY}, not {expires!r}")
        path = object_path(key)
        # A browser sends the host of the address, so another endpoint needs the bucket in the path.
        url = self._endpoint.url(f"/{self._bucket}{path}" if self._is_elsewhere else path)
        now = int(time.time())
        credentials = find_credentials(self._credentials)
        return presign(method=method, url=url, credentials=credentials, key_time=(now - BACKDATED, now + seconds))


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
