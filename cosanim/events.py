"""Reads the events that COS sends to a cloud function, and refuses an output that would trigger the function again.

The events are those of a COS trigger of Serverless Cloud Function (SCF), as on documentation page 583/9707::

    {"Records": [{"cos": {"cosObject": {"key": "/1250000000/examplebucket/videos/demo.mp4", "size": 1029,
                                        "url": "http://examplebucket-1250000000.cos.ap-chengdu.myqcloud.com/…"},
                          "cosBucket": {"name": "examplebucket", "appid": "1250000000", "region": "cd"}},
                  "event": {"eventName": "cos:ObjectCreated:Put", …}}]}

SCF runs a function that fails again, twice by default, with the same event: submit the jobs with ``once``, so that each
upload gets one job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.argument_hints import text_argument, text_arguments
from cosanim.errors import ConfigurationError, SchemaError
from cosanim.event_records import Upload, records_of, uploads_of
from cosanim.http.endpoints import check_bucket
from cosanim.output_keys import CODEC_OF_FORMAT, fill_wildcards
from cosanim.xml.violations import Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["TRIGGERS_ITSELF", "Upload", "uploads"]

TRIGGERS_ITSELF: Final = "triggers-itself"
"""The rule that refuses an output. It cannot be waived, but is not checked when ``output_key`` is left out."""

_ANY: Final = "\0"
"""Stands for the part of an output key that is not known here; no key contains it."""


def uploads(
    event: Mapping[str, Any] | str | bytes,
    *,
    output_key: str | None = None,
    output_bucket: str | None = None,
    trigger_prefix: str | Iterable[str] = "",
    trigger_suffix: str | Iterable[str] = "",
) -> list[Upload]:
    """Return the uploads that an event of a COS trigger reports.

    A function that writes its results to the bucket that triggers it is triggered by each result again: an endless
    loop of paid jobs. Pass ``output_key``, and nothing is returned when the trigger fires for such a result. Then no
    result of the function comes back as an upload either; without ``output_key`` it does.

    Every ``cos:ObjectCreated:*`` is an upload: Put, Post, Copy, CompleteMultipartUpload, Origin, Replication. Left out
    are all other events, such as ``cos:ObjectRemove:*`` and ``cos:ObjectRestore:*``, keys that end in a slash, which
    are folders, and objects of 0 bytes.

    The key is taken unchanged, unless the object's URL in the event shows that it is percent-encoded: a ``%`` or a
    ``+`` that belongs to the key stays.

    Args:
        event: The event, as the runtime passes it to the function, or its JSON.
        output_key: Output key of the jobs, with its wildcards, as ``submit`` takes it; or the folder that the results
            are written to, with a slash at its end, or "" for the root of the bucket. A folder stands for all GIF and
            WebP files in it and below it.
        output_bucket: Bucket of the results, with its appid; the bucket of the upload when left out.
        trigger_prefix: The prefix that the trigger is configured with; "" for every key. Several texts for a function
            with several triggers.
        trigger_suffix: The suffix that the trigger is configured with, as ``.mp4``; "" for every key. Several texts for
            several triggers.

    Returns:
        The uploads in the order of the event; often one, none for an event without uploads.

    Raises:
        DecodeError: This is not an event of a COS trigger, or it contradicts itself, as when the URL is that of another
            bucket; the message names the place. Also for a region that is neither a known short name nor a full one,
            which starts with a part of the world, as ``ap-``: a region is never guessed.
        SchemaError: The trigger fires for the output (rule ``triggers-itself``), or fired for a key that has not the
            given prefix and suffix, so that they cannot be the trigger's.
        ConfigurationError: ``output_bucket`` is not the full name of a bucket.
        TypeError: An argument is of the wrong type.
    """
    triggers = _Triggers(
        prefixes=tuple(text_arguments("trigger_prefix", trigger_prefix)),
        suffixes=tuple(text_arguments("trigger_suffix", trigger_suffix)),
    )
    if output_bucket is not None:
        if not text_argument("output_bucket", output_bucket).strip():
            raise ConfigurationError("output_bucket is blank: give the full name of the bucket, or leave it out")
        output_bucket = check_bucket(output_bucket)
    outputs = () if output_key is None else tuple(_outputs(text_argument("output_key", output_key)))
    found = []
    for path, upload in uploads_of(records_of(event)):
        if not triggers.fire_for(upload.key):
            raise SchemaError([_other_trigger(path, upload.key, triggers)])
        if output_bucket in {None, upload.bucket} and any(triggers.may_fire_for(*output) for output in outputs):
            raise SchemaError([_endless_loop(output_key, upload.bucket)])
        found.append(upload)
    return found


class _Triggers(NamedTuple):
    """The filters of the triggers of a function: each key with one of the prefixes and one of the suffixes."""

    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]

    def fire_for(self, key: str) -> bool:
        """Return whether a trigger fires for a key."""
        return key.startswith(self.prefixes) and key.endswith(self.suffixes)

    def may_fire_for(self, start: str, end: str | None) -> bool:
        """Return whether a trigger fires for a key, or for one of all keys with a start and an end.

        Args:
            start: The key, or the start of all of them.
            end: The end of all of them; None for a single key.
        """
        if end is None:
            return self.fire_for(start)
        return any(start.startswith(one) or one.startswith(start) for one in self.prefixes) and any(
            end.endswith(one) or one.endswith(end) for one in self.suffixes
        )


def _outputs(template: str) -> Iterator[tuple[str, str | None]]:
    """Yield the keys that a template stands for: one key and None, or the start and the end of many."""
    for extension in sorted(set(CODEC_OF_FORMAT.values())):
        key = fill_wildcards(template, {"ext": extension, "jobid": _ANY})
        if not key or key.endswith("/"):
            key += f"{_ANY}.{extension}"
        start, is_many, _ = key.partition(_ANY)
        yield start, key.rpartition(_ANY)[2] if is_many else None


def _endless_loop(output_key: str | None, bucket: str) -> Violation:
    message = (
        f"{abbreviate(output_key)} in the bucket {bucket} triggers the function again, an endless loop of paid jobs: "
        "write the results to a folder outside the trigger's prefix or to another bucket, or give the trigger a suffix "
        "that no result has, such as .mp4; then pass that folder, output_bucket, trigger_prefix or trigger_suffix here"
    )
    return Violation("output_key", TRIGGERS_ITSELF, message, output_key)


def _other_trigger(path: str, key: str, triggers: _Triggers) -> Violation:
    message = (
        f"{abbreviate(key)} has not the trigger's prefix and suffix as given here ({_listed(triggers.prefixes)} and "
        f"{_listed(triggers.suffixes)}), so whether a result triggers the function again cannot be known: "
        "pass trigger_prefix and trigger_suffix as they are configured, those of all triggers of the function"
    )
    return Violation(path, TRIGGERS_ITSELF, message, key)


def _listed(texts: Iterable[str]) -> str:
    return " or ".join(abbreviate(text) for text in texts) or "none"
