"""Rules on keys that the schema allows: refusals of requests that lose data or money, and advice on doubtful keys.

overwrites-input    the result would replace the video
shared-output       the results of a batch would all have one key, so that one is left
wildcard-form       ``{ext}``, ``$ext``, or what a shell or an f-string has left of a wildcard
scheme-in-key       an address where a key is meant

A refusal is a violation of severity error, and can be waived by its rule. Advice has the severity warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.argument_hints import text_arguments
from cosanim.models import SubmitBatchRequest, SubmitJobRequest
from cosanim.output_keys import BATCH_WILDCARD, CODEC_OF_FORMAT, JOB_WILDCARDS, is_filled
from cosanim.xml.violations import Severity, Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

RULES: Final = ("overwrites-input", "shared-output", "wildcard-form", "scheme-in-key")
"""The rules that refuse a request; each can be waived."""

# Patterns are texts, compiled on first use, since most programs submit few jobs.
_SCHEME: Final = r"(?i)[a-z][a-z0-9+.\-]*://"
_BARE_BRACES: Final = r"(?i)(?<!\$)\{(%s)\}"
_BARE_DOLLAR: Final = r"(?i)\$(%s|gif|hgif|webp|j[0-9a-f]{32})\b"
_JOB_ID: Final = r"(?i)\$\{jobid\}"
_SUFFIXES: Final = frozenset(
    {
        "apng",
        "avif",
        "avi",
        "bmp",
        "flv",
        "gif",
        "heic",
        "jpeg",
        "jpg",
        "mkv",
        "mov",
        "mp4",
        "png",
        "ts",
        "webm",
        "webp",
    }
)
"""Suffixes of other kinds of files than those of the three formats, and those themselves."""
_NO_JOB_ID: Final = "\0"
"""Stands for the id of the job, which no existing key can contain."""


class _Keys(NamedTuple):
    """The keys in a request.

    Attributes:
        inputs: Keys of the input by their paths; a prefix is one too.
        video: Key of the video; None for a batch of many videos.
        output: The node with the output: region, bucket and key.
        output_path: Path of the key of the output.
        wildcards: Names of the wildcards.
        extensions: Values that ``${ext}`` can have.
        is_batch: Whether there may be many videos.
    """

    inputs: dict[str, Any]
    video: Any
    output: Any
    output_path: str
    wildcards: tuple[str, ...]
    extensions: frozenset[str]
    is_batch: bool


def refusals_of(request: object, *, bucket: str, region: str, allow: Collection[str] = ()) -> list[Violation]:
    """Return the refusals and the advice on the keys of a request.

    Args:
        request: A ``SubmitJobRequest`` or ``SubmitBatchRequest``; it need not be valid.
        bucket: Bucket of the input.
        region: Region of that bucket.
        allow: Rules that are waived.

    Raises:
        TypeError: A name in ``allow`` is not a text.
        ValueError: A name in ``allow`` is no rule.
    """
    waived = set(text_arguments("allow", allow))
    if unknown := waived - set(RULES):
        raise ValueError(f"allow takes {', '.join(RULES)}, not {', '.join(sorted(map(str, unknown)))}")
    keys = _keys_of(request)
    found = [*_input_violations(keys), *_output_violations(keys, bucket, region)]
    return [violation for violation in found if violation.rule not in waived]


def _keys_of(request: object) -> _Keys:
    if isinstance(request, SubmitJobRequest):
        video = _get(request, "input", "object_key")
        return _Keys(
            inputs={"Request.Input.Object": video},
            video=video,
            output=_get(request, "operation", "output"),
            output_path="Request.Operation.Output.Object",
            wildcards=JOB_WILDCARDS,
            extensions=_extensions(_get(request, "operation", "template_id"), _get(request, "operation", "animation")),
            is_batch=False,
        )
    if isinstance(request, SubmitBatchRequest):
        parameters = _get(request, "operation", "job_param")
        names = {"Manifest": "manifest", "UrlFile": "url_file", "Prefix": "prefix", "Object": "object_key"}
        inputs = {name: _get(request, "input", field) for name, field in names.items()}
        video = inputs["Object"] if not any(inputs[name] for name in names if name != "Object") else None
        return _Keys(
            inputs={f"Request.Input.{name}": key for name, key in inputs.items()},
            video=video,
            output=_get(request, "operation", "output"),
            output_path="Request.Operation.Output.Object",
            wildcards=(*JOB_WILDCARDS, BATCH_WILDCARD),
            extensions=_extensions(_get(parameters, "template_id"), _get(parameters, "animation")),
            is_batch=True,
        )
    raise TypeError(f"a request of jobs or of a batch is expected, not {type(request).__name__}")


def _get(value: Any, *fields: str) -> Any:
    """Return a nested field; None when a field on its path is unset."""
    for field in fields:
        value = getattr(value, field, None)
    return value


def _extensions(template_id: Any, animation: Any) -> frozenset[str]:
    """Return the values that ``${ext}`` can have: all of them for a template whose format is not known here."""
    if not template_id:
        container = _get(animation, "container", "format")
        is_known = isinstance(container, str) and container in CODEC_OF_FORMAT
        return frozenset({CODEC_OF_FORMAT[container]} if is_known else CODEC_OF_FORMAT.values())
    from cosanim.presets import preset_of_template  # on demand: most jobs have no template

    preset = preset_of_template(str(template_id))
    return frozenset(CODEC_OF_FORMAT.values() if preset is None else {CODEC_OF_FORMAT[preset.format]})


def _input_violations(keys: _Keys) -> Iterator[Violation]:
    for path, key in keys.inputs.items():
        if isinstance(key, str):
            yield from _key_violations(path, key)


def _output_violations(keys: _Keys, bucket: str, region: str) -> Iterator[Violation]:
    key, path = _get(keys.output, "object_key"), keys.output_path
    if not isinstance(key, str):
        return
    yield from _key_violations(path, key)
    if (problem := _wildcard_problem(key, keys.wildcards)) is not None:
        yield _refusal(path, "wildcard-form", problem, key)
    if keys.is_batch and keys.video is None and re.search(_JOB_ID, key) is None:
        message = "is the key of all results of the batch, so that only the last is left: put ${jobid} into it"
        yield _refusal(path, "shared-output", message, key)
    if (
        isinstance(keys.video, str)
        and (_get(keys.output, "bucket"), _get(keys.output, "region")) == (bucket, region)
        and is_filled(keys.video, key, _NO_JOB_ID, extensions=keys.extensions)
    ):
        message = f"is the key of the video, {abbreviate(keys.video)}, which the result replaces: choose another key"
        yield _refusal(path, "overwrites-input", message, key)
    suffix = re.search(r"\.([A-Za-z0-9]+)\Z", key)
    if len(keys.extensions) == 1 and suffix and suffix[1].lower() in _SUFFIXES - keys.extensions:
        (extension,) = keys.extensions
        message = f"ends in .{suffix[1]}, but the result is a {extension} file: end it in .{extension} or ${{ext}}"
        yield _advice(path, "suffix", message, key)


def _key_violations(path: str, key: str) -> Iterator[Violation]:
    if (scheme := re.match(_SCHEME, key)) is not None:
        message = (
            f"begins with {scheme[0]}, so it is an address where a key is meant: "
            "give what follows the name of the bucket, without a leading slash"
        )
        yield _refusal(path, "scheme-in-key", message, key)
    elif key.startswith("/"):
        message = (
            "begins with a slash, which is part of the key for the service; the official SDKs remove it from the keys "
            "of objects that they upload and download: leave it out unless the key really has it"
        )
        yield _advice(path, "leading-slash", message, key)


def _wildcard_problem(key: str, wildcards: tuple[str, ...]) -> str | None:
    """Return what is wrong with the wildcards of an output key; None when nothing is."""
    names = "|".join(wildcards)
    if braces := re.search(_BARE_BRACES % names, key):
        return f"contains {braces[0]}, which is no wildcard: write ${braces[0]}"
    if dollar := re.search(_BARE_DOLLAR % names, key):
        return (
            f"contains {dollar[0]}, which a format string or a missing brace leaves of a wildcard: "
            "write ${ext} or ${jobid}, in an f-string ${{ext}}"
        )
    last = key.rpartition("/")[2]
    if key and (not last or last.endswith(".") or last.lower() in {f".{name}" for name in CODEC_OF_FORMAT}):
        return (
            f"ends in {abbreviate(last or '/')}, which a shell leaves when it replaces ${{ext}} or ${{jobid}} by "
            "nothing: put the key in single quotes, or write it without the dollar sign on the command line"
        )
    return None


def _refusal(path: str, rule: str, message: str, value: str) -> Violation:
    return _violation(path, rule, f"{message}; if it is meant, waive the rule: allow={{{rule!r}}}", value, "error")


def _advice(path: str, rule: str, message: str, value: str) -> Violation:
    return _violation(path, rule, message, value, "warning")


def _violation(path: str, rule: str, message: str, value: str, severity: Severity) -> Violation:
    return Violation(path=path, rule=rule, message=message, value=value, severity=severity)
