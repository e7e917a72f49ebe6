"""The rows of a bulk run: requests, and what is derived from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cosanim.api.base import as_request, field_text
from cosanim.api.paid_requests.outcomes import target_of
from cosanim.argument_hints import text_argument
from cosanim.errors import SchemaError
from cosanim.errors.bulk import row_label
from cosanim.operations import SUBMIT_JOB
from cosanim.xml.codec import encode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cosanim.api.paid_requests.in_flight import Target
    from cosanim.argument_types import RuleName
    from cosanim.client import AnimationClient
    from cosanim.models import SubmitJobRequest
    from cosanim.xml.violations import Violation

MAX_CLIENTS: Final = 64
"""Number of buckets whose clients are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequest:
    """A request of a bulk run with its bucket and its place.

    Attributes:
        request: The request, or a mapping as ``from_dict`` reads it.
        bucket: Bucket of the video, with its appid; that of the client when left out.
        region: Region of that bucket; that of the client when left out.
        line: Line in the file that the request comes from, from 1, for messages.
    """

    request: SubmitJobRequest | Mapping[str, Any]
    bucket: str | None = None
    region: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRow:
    """A row of a file that no request can be made of.

    Attributes:
        violations: The reasons.
        line: Its line in the file, from 1.
    """

    violations: tuple[Violation, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """A validated row.

    Attributes:
        number: Position, from 1.
        line: Line of the manifest, from 1; None if there is none.
        client: Client of the bucket of the video.
        request: The request.
        body: The request as bytes.
        fingerprint: Hash of bucket, region and body.
        target: Hash of input and output, equal for jobs that cannot be told apart by them.
        input: Hash of the video, comparable with ``output``; None if another row may overwrite it.
        output: Hash of the output; None if several jobs can have it, since it contains the job's id.
    """

    number: int
    line: int | None
    client: AnimationClient
    request: SubmitJobRequest
    body: bytes
    fingerprint: bytes
    target: bytes
    input: bytes | None
    output: bytes | None

    @property
    def input_key(self) -> str | None:
        """Key of the video."""
        return field_text(self.request, "input", "object_key")

    @property
    def output_key(self) -> str | None:
        """Key of the output as it is sent."""
        return field_text(self.request, "operation", "output", "object_key")

    @property
    def label(self) -> str:
        """The row as messages name it."""
        return row_label(self.number, self.line)


class RowReader:
    """Validates and encodes the requests of a run."""

    def __init__(self, client: AnimationClient, *, strict: bool | None, allow: Collection[RuleName]) -> None:
        """Store the client of rows without a bucket.

        Args:
            client: The client.
            strict: Refuse violations of severity warning too; the client's setting when None.
            allow: Rules that are waived.
        """
        self._client = client
        self._strict = strict
        self._allow = allow
        self._clients: dict[tuple[str, str], AnimationClient] = {(client.bucket, client.region): client}

    def read(self, number: int, item: object, *, is_checked: bool = False) -> Row:
        """Return a row, ready to be submitted.

        Args:
            number: Its position, from 1.
            item: A request, a mapping, a ``BulkRequest`` or an ``UnreadableRow``.
            is_checked: Whether the same row was read before in this run, so that its fingerprint proves that it is
                valid.

        Raises:
            SchemaError: The request breaks the schema, or a rule that protects data and money.
            ConfigurationError: The bucket or region is invalid.
            TypeError: The item is none of these.
        """
        if isinstance(item, UnreadableRow):
            raise SchemaError(item.violations)
        of_row = item if isinstance(item, BulkRequest) else BulkRequest(request=item)  # type: ignore[arg-type]
        client = self._client_at(of_row.bucket, of_row.region)
        if is_checked:
            request = as_request(SUBMIT_JOB, of_row.request)
            body = encode(request)
        else:
            request, body = client._prepare(  # noqa: SLF001 - validates without sending
                SUBMIT_JOB, of_row.request, strict=self._strict, allow=self._allow
            )
        target = target_of(
            SUBMIT_JOB,
            request,
            bucket=client.bucket,
            region=client.region,
            input_key=field_text(request, "input", "object_key"),
        )
        is_shared = "${jobid}" in str(target.output[-1:]) or "shared-output" in self._allow
        return Row(
            number=number,
            line=of_row.line,
            client=client,
            request=request,
            body=body,
            fingerprint=_hash(client.bucket, client.region, body),
            target=target_hash(target),
            input=None if "overwrites-input" in self._allow else _hash(client.region, client.bucket, target.input_key),
            output=None if is_shared else _hash(*target.output),
        )

    def _client_at(self, bucket: str | None, region: str | None) -> AnimationClient:
        place = (
            self._client.bucket if bucket is None else text_argument("bucket", bucket),
            self._client.region if region is None else text_argument("region", region),
        )
        client = self._clients.get(place)
        if client is None:
            if len(self._clients) >= MAX_CLIENTS:
                self._clients.clear()
            client = self._clients[place] = self._client.at(bucket=place[0], region=place[1])
        return client


def target_hash(target: Target) -> bytes:
    """Return the hash by which the journal finds the rows of a target."""
    return _hash(*target[:-1], *target.output)


def _hash(*parts: object) -> bytes:
    """Return a hash of texts and bytes that tells where each one ends."""
    contents = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
    # One update for all parts: a run calculates four hashes for each reading of a row.
    return hashlib.sha256(b"".join(each for part in contents for each in (len(part).to_bytes(8, "big"), part))).digest()
