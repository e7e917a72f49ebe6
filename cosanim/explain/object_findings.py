"""Findings about the objects of a job: its input, and its outputs.

The headers of archived objects are those of HEAD Object (436/7745): x-cos-storage-class, left out for STANDARD, and
x-cos-restore, which is ``ongoing-request="true"`` while the object is being restored, and else has the end of the copy.
"""

from __future__ import annotations

import re
from shlex import quote
from typing import TYPE_CHECKING, Final

from cosanim.errors import CosanimError, NotFoundError
from cosanim.explain.facts import is_overwritten
from cosanim.explain.texts import moment_of, unread
from cosanim.findings import Finding, Status
from cosanim.models import JobState
from cosanim.times import parse_http_date
from cosanim.video_suffixes import is_video

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.explain.facts import Facts, Place
    from cosanim.objects.records import ObjectInfo

_ARCHIVED: Final = frozenset({"ARCHIVE", "DEEP_ARCHIVE"})
_RESTORED: Final = r'ongoing-request="false"(?:.*expiry-date="([^"]+)")?'
_RESTORE: Final = "restore it in the console of the object store, or with POST Object restore, then submit again"


def input_findings(facts: Facts) -> Iterator[Finding]:
    """Yield the findings about the input of the job."""
    place, found = facts.input_place, facts.input
    if place is None or found is None:
        yield Finding(name="input", status=Status.SKIPPED, found="the service does not say what the input is")
        return
    if isinstance(found, CosanimError):
        yield _missing_bucket("input", place) if _is_no_bucket(found) else _unreadable_input(facts, place, found)
    else:
        yield _input(facts, place, found)
    if not is_video(place.key):
        yield Finding(
            name="extension",
            status=Status.FAILED if facts.detail.state == JobState.FAILED else Status.WARNING,
            found=f"the extension of {place.key} is not one of a video",
            meaning="the service knows a video by the extension of its key",
            remedy="give the object a key with the extension of a video, such as .mp4, .mov, .mkv or .webm",
        )


def _severity(facts: Facts) -> Status:
    """Return how bad a faulty input is: a successful job has read it, and a cancelled one never needs it."""
    return Status.WARNING if facts.detail.state in {JobState.SUCCESS, JobState.CANCEL} else Status.FAILED


def _is_no_bucket(error: CosanimError) -> bool:
    return isinstance(error, NotFoundError) and error.code == "NoSuchBucket"


def _missing_bucket(name: str, place: Place) -> Finding:
    return Finding(
        name=name,
        status=Status.FAILED,
        found=f"there is no bucket {place.bucket} in {place.region}",
        meaning=f"the {name} of the job is to be in this bucket",
        remedy="check the name, with its appid, and the region; `cosanim doctor` checks both",
    )


def _unreadable_input(facts: Facts, place: Place, error: CosanimError) -> Finding:
    if not isinstance(error, NotFoundError):
        return unread("input", f"{place.key} in {place.bucket}", error)
    found = f"{place.key} does not exist in {place.bucket}"
    if facts.detail.state == JobState.SUCCESS:
        return Finding(name="input", status=Status.OK, found=found, meaning="it was deleted after the job had read it")
    return Finding(
        name="input",
        status=_severity(facts),
        found=found,
        meaning="a submission does not look whether the input exists: the job fails when it starts",
        remedy=f"check the key (case matters), or upload it: `cosanim put FILE {quote(place.key)}`; then submit again",
    )


def _input(facts: Facts, place: Place, found: ObjectInfo) -> Finding:
    storage_class = found.headers.get("x-cos-storage-class", "").upper()
    if storage_class in _ARCHIVED:
        return _archived(facts, place, storage_class, found.headers.get("x-cos-restore", ""))
    if found.size == 0:
        return Finding(
            name="input",
            status=_severity(facts),
            found=f"{place.key} is empty (0 bytes)",
            meaning="there is nothing to render",
            remedy=f"upload the video again with `cosanim put FILE {quote(place.key)}`, then submit again",
        )
    facts_of_object = f"{place.key} exists: {_described(found)}"
    if facts.detail.state != JobState.SUBMITTED and _is_later(found, facts.detail.start_time):
        return Finding(
            name="input",
            status=Status.WARNING,
            found=facts_of_object,
            meaning="it was uploaded after the job had started: the job did not read what is there now",
            remedy="submit again to convert what is there now",
        )
    return Finding(name="input", status=Status.OK, found=facts_of_object)


def _archived(facts: Facts, place: Place, storage_class: str, restore: str) -> Finding:
    found = f"{place.key} is archived ({storage_class})"
    if 'ongoing-request="true"' in restore:
        return Finding(
            name="input",
            status=_severity(facts),
            found=f"{found} and is being restored",
            meaning="it can be read when the restoration has ended, which takes minutes to many hours",
            remedy="submit again when it has ended; `cosanim explain` then says until when it can be read",
        )
    if (restored := re.search(_RESTORED, restore)) is not None:
        until = f" until {restored[1]}" if restored[1] else ""
        return Finding(
            name="input",
            status=Status.OK,
            found=f"{found}, and restored{until}",
            meaning="it can be read; a job that started before the restoration had ended failed",
        )
    return Finding(
        name="input",
        status=_severity(facts),
        found=found,
        meaning="the service cannot read an archived object",
        remedy=_RESTORE,
    )


def output_findings(facts: Facts) -> Iterator[Finding]:
    """Yield the findings about the outputs of the job."""
    place = facts.output_place
    if place is None:
        yield Finding(name="output", status=Status.SKIPPED, found="the service does not say what the output is")
        return
    if place.region != facts.region:
        yield Finding(
            name="output-bucket",
            status=Status.FAILED if facts.detail.code == "WriteTargetBucketDenied" else Status.WARNING,
            found=f"the output goes to {place.bucket} in {place.region}, and the job runs in {facts.region}",
            meaning="the service refuses output buckets that it cannot reach or may not write to",
            remedy="use an output bucket in the region of the input",
        )
    for key, found in facts.outputs.items():
        yield _output(facts, place._replace(key=key), found)
    if not facts.outputs:
        yield Finding(
            name="output",
            status=Status.SKIPPED,
            found=f"the key of the output is not known: it was requested as {place.key}",
        )


def _output(facts: Facts, place: Place, found: ObjectInfo | CosanimError) -> Finding:
    succeeded = facts.detail.state == JobState.SUCCESS
    if isinstance(found, NotFoundError):
        if _is_no_bucket(found):
            return _missing_bucket("output", place)
        return _gone(place) if succeeded else _no_output(facts, place)
    if isinstance(found, CosanimError):
        return unread("output", f"{place.key} in {place.bucket}", found)
    if succeeded:
        if is_overwritten(facts.detail, place.key, found):
            return _overwritten(facts, place, found)
        return Finding(name="output", status=Status.OK, found=f"{place.key} in {place.bucket}: {_described(found)}")
    if facts.detail.state in {JobState.FAILED, JobState.CANCEL}:
        return Finding(
            name="output",
            status=Status.WARNING,
            found=f"{place.key} in {place.bucket} exists: {_described(found)}",
            meaning="it is not of this job, which has no result",
        )
    return Finding(
        name="output",
        status=Status.WARNING,
        found=f"{place.key} in {place.bucket} exists already: {_described(found)}",
        meaning="the job replaces it when it succeeds",
        remedy=f"`cosanim get {quote(place.key)} FILE` keeps a copy",
    )


def _gone(place: Place) -> Finding:
    return Finding(
        name="output",
        status=Status.FAILED,
        found=f"{place.key} is not in {place.bucket} any more",
        meaning="the job wrote it; it was deleted since, by a program, a person or a lifecycle rule of the bucket",
        remedy="submit again, and check the lifecycle rules of the bucket",
    )


def _no_output(facts: Facts, place: Place) -> Finding:
    yet = "" if facts.detail.state in {JobState.FAILED, JobState.CANCEL} else " yet"
    return Finding(name="output", status=Status.OK, found=f"{place.key} does not exist{yet} in {place.bucket}")


def _overwritten(facts: Facts, place: Place, found: ObjectInfo) -> Finding:
    other = facts.overwriter
    by = "it was replaced by an upload or by another job" if other is None else f"job {other.job_id} wrote it too"
    return Finding(
        name="output",
        status=Status.FAILED,
        found=f"{place.key} in {place.bucket} was overwritten: {_described(found)}",
        meaning=f"its MD5 is not that of the result of this job: {by}",
        remedy="submit again with an output key of its own, such as one with ${jobid}",
    )


def _described(found: ObjectInfo) -> str:
    parts = (
        None if found.size is None else f"{found.size} bytes",
        found.content_type,
        f"last changed {found.last_modified}" if found.last_modified else None,
    )
    return ", ".join(part for part in parts if part)


def _is_later(found: ObjectInfo, time: str | None) -> bool:
    """Return whether an object was changed after a time of the job, by more than the precision of both."""
    changed, moment = parse_http_date(found.last_modified or ""), moment_of(time)
    return changed is not None and moment is not None and changed > moment.timestamp() + 1
