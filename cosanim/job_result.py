"""``JobResult``: the result of a job, and its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.errors import CosanimError
from cosanim.job_facts import JobFacts
from cosanim.models import JobState
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from cosanim.argument_types import RuleName
    from cosanim.client import AnimationClient
    from cosanim.models import JobDetail
    from cosanim.objects.downloads import Target
    from cosanim.objects.records import ObjectInfo

# A key that the service names is the key of an object, whatever it looks like.
ANY_KEY: Final[tuple[RuleName, ...]] = ("scheme-in-key",)
_LARGEST_PICTURE: Final = 2 * 1024 * 1024
"""Largest result in bytes that ``_repr_html_`` downloads to show it."""


@explain_wrong_calls
class JobResult(JobFacts):
    """Gives the result of a job: where it is, its content and its properties, none of which is ever None."""

    _client: AnimationClient
    _detail: JobDetail
    _is_described: bool

    def output_url(self, *, expires: int = 3600) -> str:
        """Return a presigned URL of the result; raises as ``output_keys``.

        Args:
            expires: Validity of the URL in seconds, 1 to 604800 (a week).

        Raises:
            ConfigurationError: ``expires`` is out of range.
        """
        return self._output_client().objects.url(self.output_key, expires=expires, allow=ANY_KEY)

    def download(self, target: Target) -> ObjectInfo:
        """Download the result; raises as ``output_keys`` and ``objects.get``.

        Args:
            target: Path of the file to write, or a file opened for writing in binary mode. It is only changed once
                the whole result has arrived and been verified.

        Returns:
            Metadata of the result.
        """
        return self._output_client().objects.get(self.output_key, target, allow=ANY_KEY)

    def read(self) -> bytes:
        """Download the result and return its content; raises as ``output_keys`` and ``objects.get``."""
        return self._output_client().objects.read(self.output_key, allow=ANY_KEY)

    def _output_client(self) -> AnimationClient:
        return self._client.at(bucket=self.output_bucket, region=self.output_region)

    def _repr_html_(self) -> str:
        """Return the picture for a notebook if the job has ended and the result is at most 2 MiB, else the repr."""
        import base64
        import html  # both on demand: only notebooks need them

        caption = html.escape(repr(self))
        if not (self._is_described and self._detail.state == JobState.SUCCESS):
            return caption
        try:
            client, key = self._output_client(), self.output_key
            if (client.objects.head(key, allow=ANY_KEY).size or _LARGEST_PICTURE + 1) > _LARGEST_PICTURE:
                return caption
            content = client.objects.read(key, allow=ANY_KEY)
        except (CosanimError, OSError):
            return caption  # a notebook shows the repr of an object also while the network is down
        kind = "webp" if content[8:12] == b"WEBP" else "gif"
        data = base64.b64encode(content).decode()
        return f'<figure><img src="data:image/{kind};base64,{data}"/><figcaption>{caption}</figcaption></figure>'
