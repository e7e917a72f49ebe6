"""The two objects of a conversion in the bucket."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from cosanim.errors import ResultUnavailable
from cosanim.http.interruptions import end_interruptions

if TYPE_CHECKING:
    from cosanim.client import AnimationClient
    from cosanim.job import Job

PREFIX: Final = "cosanim-convert/"
"""Beginning of the keys under which ``convert`` puts a video and its result; a unique part follows."""


class ConversionObjects:
    """The two objects of a conversion, below a key prefix of its own.

    Attributes:
        client: The client of the bucket.
        video: Key of the video.
        output: Key of the result as it is submitted.
        result: Key of the result.
        created: Keys of the objects that exist, or may exist.
        is_needed: Whether a job may use them.
    """

    def __init__(self, client: AnimationClient, video_suffix: str, extension: str) -> None:
        """Choose the keys.

        Args:
            client: The client of the bucket.
            video_suffix: Suffix of the video, from which the service recognises its format.
            extension: Extension of the result.
        """
        import uuid  # on demand, as the objects: most programs only submit jobs

        folder = f"{PREFIX}{uuid.uuid4().hex}/"
        self.client = client
        self.video = f"{folder}video{video_suffix}"
        self.output = f"{folder}result.${{ext}}"
        self.result = f"{folder}result.{extension}"
        self.created: list[str] = []
        self.is_needed = False

    def check_result(self, job: Job) -> None:
        """Check that the result of a job is the object that was submitted.

        Raises:
            ResultUnavailable: The service names another one, or none.
        """
        if self.result not in job.output_keys:
            raise ResultUnavailable(
                job.detail, f"the service names the result {job.output_keys[0]!r}, not {self.result!r} as submitted"
            )

    def remove(self) -> list[str]:
        """Delete the objects, and return the keys of those that could not be deleted."""
        end_interruptions()  # otherwise a cancelled task would leave what nothing uses
        left = list(self.created)
        try:
            for key in self.created:
                with contextlib.suppress(Exception):  # whatever happens, the caller learns what is left
                    self.client.objects.delete(key)
                    left.remove(key)
        except BaseException as error:
            error.add_note(f"left in the bucket: {self.addresses(left)}")
            raise
        return left

    def addresses(self, keys: list[str]) -> str:
        """Return the addresses of keys for a message."""
        return ", ".join(f"cos://{self.client.bucket}/{key}" for key in keys)
