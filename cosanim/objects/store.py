"""``Objects``: uploads, downloads, lists, describes and deletes the objects of a bucket, and presigns their URLs."""

from __future__ import annotations

import hashlib
import io
from http import HTTPStatus
from typing import TYPE_CHECKING

from cosanim.argument_hints import function_argument, text_argument
from cosanim.credentials import find_credentials
from cosanim.errors import ConfigurationError, NotFoundError, ServiceError
from cosanim.exact_numbers import exact_number
from cosanim.http.endpoints import Endpoint, cos_host, object_path
from cosanim.http.replies import content_length
from cosanim.objects.downloads import atomic_target
from cosanim.objects.integrity import check_content, check_reply, is_chunked
from cosanim.objects.keys import checked_path, upload_path
from cosanim.objects.records import DeletedObject, object_info
from cosanim.objects.uploads import open_source
from cosanim.signing import BACKDATED, COS_TOKEN_HEADER, presign
from cosanim.unpicklable import Unpicklable
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cosanim.argument_types import RuleName
    from cosanim.credentials import CredentialsSource
    from cosanim.http.replies import Reply
    from cosanim.http.transport import Transport
    from cosanim.objects.downloads import Target
    from cosanim.objects.records import ListedObject, ObjectInfo
    from cosanim.objects.uploads import Source

_LONGEST_EXPIRY = 7 * 24 * 3600


@explain_wrong_calls
class Objects(Unpicklable):
    """Uploads, downloads, lists and deletes objects of one bucket.

    An upload is a single streamed PUT, of at most 5 GB. For larger files the official SDK has an upload in parts,
    ``upload_file``.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        bucket: str,
        region: str,
        credentials: CredentialsSource,
        endpoint: str | None = None,
        strict: bool = False,
    ) -> None:
        """Create the object methods of a bucket; ``AnimationClient.objects`` does this.

        Args:
            transport: The transport that sends requests.
            bucket: The bucket, with its appid.
            region: Its region.
            credentials: The credentials for presigned URLs.
            endpoint: A full URL to send to instead of the documented host.
            strict: Whether uploads with advice are refused.
        """
        self._transport = transport
        self._bucket = bucket
        self._endpoint = Endpoint.of(cos_host(bucket, region), endpoint)
        self._has_custom_endpoint = bool(endpoint)
        self._credentials = credentials
        self._strict = strict

    def put(
        self,
        key: str,
        source: Source,
        *,
        content_type: str | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        allow: Collection[RuleName] = (),
    ) -> ObjectInfo:
        """Upload an object, replacing one with the same key.

        Args:
            key: Key of the object: any text that is not empty, usually without a leading slash.
            source: Bytes, the path of a file, or a file opened for reading in binary mode, which is sent from its
                current position. It is read twice, for its MD5 and for sending; a source that is not seekable, such as
                a pipe, is copied first.
            content_type: Media type to store with the object; the service's default when left out.
            on_progress: Called at the start and after each piece with two numbers of bytes: those handed to the
                connection so far, and the total. It begins again when an upload is repeated. Its exceptions end the
                upload.
            allow: ``{"scheme-in-key"}`` takes a key that begins like an address, as ``cos://``.

        Returns:
            Metadata of the stored object; its size is the number of bytes sent.

        Raises:
            SchemaError: The key begins like an address; with a strict client also if it begins with a slash, for which
                there is an ``AdviceWarning`` otherwise.
            ConfigurationError: The content has more than 5 GB, the most that a single PUT stores; nothing was sent.
            ServiceError: The service returned an error; BadDigest means that the content changed in transit.
            TransportError: There was no reply, it does not come from the object store, or its checksum differs from
                that of the content sent.
            OSError: The file cannot be read.
            TypeError: The source is of another type.
        """
        headers = {} if content_type is None else {"Content-Type": content_type}
        function_argument("on_progress", on_progress, takes="two numbers of bytes")
        path = upload_path(key, allow, strict=self._strict)
        with open_source(source, on_progress) as upload:
            reply = self._transport.send(
                "PUT",
                self._endpoint,
                path,
                headers=headers | upload.headers,
                body=upload.body,
                token_header=COS_TOKEN_HEADER,
            )
        host = self._endpoint.authority
        check_reply(reply.status, reply.headers, reply.request_id, host=host, method="PUT")
        check_content(reply.headers, reply.request_id, size=None, md5=upload.md5, host=host, what="what was sent")
        return object_info(key, reply.headers, reply.request_id, size=upload.size)

    def get(
        self,
        key: str,
        target: Target,
        *,
        on_progress: Callable[[int, int | None], object] | None = None,
        allow: Collection[RuleName] = (),
    ) -> ObjectInfo:
        """Download an object. The target is only changed once the whole object has arrived and been verified.

        A reply is accepted if it has status 200, a request id, and a length or chunks. The MD5 of the content is
        compared with the ETag, except for objects that were uploaded in parts, appended to or encrypted by the service.

        Args:
            key: Key of the object.
            target: Path of the file to write, or a file opened for writing in binary mode. An open file is written at
                the end; until then small content is kept in memory, larger content in a temporary file.
            on_progress: Called at the start and after each piece with two numbers of bytes: those received so far,
                and the total, or None if the service does not say it. Its exceptions end the download.
            allow: As for ``put``.

        Returns:
            Metadata of the object.

        Raises:
            SchemaError: The key begins like an address.
            NotFoundError: There is no such object.
            ServiceError: The service returned an error.
            TransportError: There was no reply, or it is incomplete or does not match the stored object.
            OSError: The file cannot be written.
            TypeError: The target is of another type; nothing was sent.
        """
        function_argument("on_progress", on_progress, takes="two numbers of bytes")
        path = checked_path(key, allow)
        host = self._endpoint.authority
        # Open the target first, so that nothing is downloaded if it cannot be written.
        with (
            atomic_target(target) as file,
            self._transport.stream("GET", self._endpoint, path, token_header=COS_TOKEN_HEADER) as reply,
        ):
            check_reply(reply.status, reply.headers, reply.request_id, host=host, method="GET")
            total = None if is_chunked(reply.headers) else content_length(reply.headers)
            report = on_progress or _ignore_progress
            size, md5 = 0, hashlib.md5(usedforsecurity=False)
            report(size, total)
            for chunk in reply.chunks:
                size += len(chunk)
                md5.update(chunk)
                file.write(chunk)
                report(size, total)
            check_content(
                reply.headers, reply.request_id, size=size, md5=md5.hexdigest(), host=host, what="what arrived"
            )
        return object_info(key, reply.headers, reply.request_id, size=size)

    def read(self, key: str, *, allow: Collection[RuleName] = ()) -> bytes:
        """Download an object and return its content, whole and verified as by ``get``.

        Args:
            key: Key of the object.
            allow: As for ``put``.

        Raises:
            SchemaError: The key begins like an address.
            NotFoundError: There is no such object.
            ServiceError: The service returned an error.
            TransportError: There was no reply, or it is incomplete or does not match the stored object.
        """
        content = io.BytesIO()
        self.get(key, content, allow=allow)
        return content.getvalue()

    def head(self, key: str, *, allow: Collection[RuleName] = ()) -> ObjectInfo:
        """Return the metadata of an object without downloading it.

        Args:
            key: Key of the object.
            allow: As for ``put``.

        Raises:
            SchemaError: The key begins like an address.
            NotFoundError: There is no such object.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        try:
            path = checked_path(key, allow)
            reply = self._transport.send("HEAD", self._endpoint, path, token_header=COS_TOKEN_HEADER)
        except ServiceError as error:
            # A reply to HEAD has no body and so no error code; without a request id it does not come from the service.
            if error.status != HTTPStatus.NOT_FOUND or error.code or not error.request_id:
                raise
            message = f"{self._bucket} has no object {key!r}"
            raise NotFoundError(
                404, "NoSuchKey", message, error.request_id, hint="check the key, bucket and region"
            ) from None
        check_reply(reply.status, reply.headers, reply.request_id, host=self._endpoint.authority, method="HEAD")
        return object_info(key, reply.headers, reply.request_id, size=content_length(reply.headers))

    def exists(self, key: str, *, allow: Collection[RuleName] = ()) -> bool:
        """Return whether the bucket has an object with a key.

        Args:
            key: Key of the object.
            allow: As for ``put``.

        Raises:
            SchemaError: The key begins like an address.
            NotFoundError: There is no such bucket (code NoSuchBucket).
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        try:
            self.head(key, allow=allow)
        except NotFoundError as error:
            if error.code != "NoSuchKey":
                raise
            self._check_bucket()
            return False
        return True

    def _check_bucket(self) -> None:
        """Check that the bucket exists, since a reply to HEAD does not tell a missing object from a missing bucket.

        Raises:
            NotFoundError: The bucket does not exist.
        """
        try:
            self._transport.send("HEAD", self._endpoint, "/", token_header=COS_TOKEN_HEADER)
        except ServiceError as error:
            # Credentials that may read the objects of a bucket need not have the permission for this request.
            if error.status == HTTPStatus.NOT_FOUND:
                message = f"there is no bucket {self._bucket} at {self._endpoint.host}"
                raise NotFoundError(
                    404, "NoSuchBucket", message, error.request_id, hint="check bucket and region"
                ) from None

    def list(self, prefix: str = "") -> Iterator[ListedObject]:
        """List objects lazily, page by page, in the order of the UTF-8 bytes of their keys.

        Args:
            prefix: Only objects whose keys begin with this text; all objects by default. There are no folders: with
                ``a/`` the list contains ``a/b`` and ``a/b/c``.

        Returns:
            An iterator over all pages, of up to 1000 objects each. A page is requested when its first object is needed.

        Raises:
            ConfigurationError: The prefix contains a lone surrogate, which UTF-8 cannot encode; nothing was sent.
            NotFoundError: There is no such bucket.
            ServiceError: The service returned an error.
            TransportError: There was no reply, or it does not come from the object store.
            DecodeError: A page cannot be read.
        """
        from cosanim.objects.listing import list_parameters, read_all_pages  # on demand: few programs list objects

        if text_argument("prefix", prefix):
            object_path(prefix)  # raises the error for a text that no key can contain

        def send(marker: str) -> Reply:
            reply = self._transport.send(
                "GET", self._endpoint, "/", params=list_parameters(prefix, marker), token_header=COS_TOKEN_HEADER
            )
            check_reply(reply.status, reply.headers, reply.request_id, host=self._endpoint.authority, method="GET")
            return reply

        return read_all_pages(send, prefix, host=self._endpoint.authority)

    def delete(self, key: str, *, allow: Collection[RuleName] = ()) -> DeletedObject:
        """Delete an object. An object that does not exist counts as deleted, as for the service.

        In a bucket with versioning the service adds a delete marker, and keeps the earlier versions.

        Args:
            key: Key of the object.
            allow: As for ``put``.

        Returns:
            The outcome, which tells a delete marker from a deletion.

        Raises:
            SchemaError: The key begins like an address.
            NotFoundError: There is no such bucket.
            ServiceError: The service returned an error.
            TransportError: There was no reply, or it does not come from the object store.
        """
        host = self._endpoint.authority
        try:
            path = checked_path(key, allow)
            reply = self._transport.send("DELETE", self._endpoint, path, token_header=COS_TOKEN_HEADER)
        except NotFoundError as error:
            # The documented reply for a missing object is 204 (Delete Object, 436/7743). Some stores send this one.
            if error.code != "NoSuchKey" or not error.request_id:
                raise
            return DeletedObject(key=key, request_id=error.request_id, version_id=None, is_delete_marker=False)
        status = HTTPStatus.OK if reply.status == HTTPStatus.NO_CONTENT else reply.status
        check_reply(status, reply.headers, reply.request_id, host=host, method="DELETE")
        return DeletedObject(
            key=key,
            request_id=reply.request_id,
            version_id=reply.headers.get("x-cos-version-id"),
            is_delete_marker=reply.headers.get("x-cos-delete-marker", "").strip().lower() == "true",
        )

    def url(self, key: str, *, expires: int = 3600, method: str = "GET", allow: Collection[RuleName] = ()) -> str:
        """Return a presigned URL, which gives anybody access to an object with one method until it expires.

        Args:
            key: Key of the object.
            expires: Validity of the URL in seconds, 1 to 604800 (a week), from the local time. If the local clock is
                wrong and an earlier request has shown that, it is from the service's time.
            method: HTTP method that the URL is for.
            allow: As for ``put``.

        Returns:
            The URL. It is a secret until it expires.

        Raises:
            SchemaError: The key begins like an address.
            ConfigurationError: ``expires`` is not a whole number or out of range.
            CredentialsError: There are no credentials.
        """
        seconds = exact_number(expires)
        if not isinstance(seconds, int) or not 0 < seconds <= _LONGEST_EXPIRY:
            raise ConfigurationError(f"expires is a whole number of seconds, 1 to {_LONGEST_EXPIRY}, not {expires!r}")
        path = checked_path(key, allow)
        # A browser sends the host of the URL as Host header, so a custom endpoint needs the bucket in the path.
        url = self._endpoint.url(f"/{self._bucket}{path}" if self._has_custom_endpoint else path)
        now = int(self._transport.now())
        credentials = find_credentials(self._credentials)
        return presign(method=method, url=url, credentials=credentials, key_time=(now - BACKDATED, now + seconds))


def _ignore_progress(_: int, __: int | None) -> None:
    """Stand in for a missing ``on_progress``."""
