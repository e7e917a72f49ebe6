"""Rules on keys that the schema allows: refusals of requests that lose data or money, and advice on doubtful keys.

overwrites-input    the result would replace the video
shared-output       the results of a batch would all have one key, so that one is left
wildcard-form       ``{ext}``, ``$ext``, or what a shell or an f-string has left of a wildcard
scheme-in-key       an address where a key is meant

A refusal is a violation of severity error, and can be waived by its rule. Advice (rules ``suffix``, ``leading-slash``,
``folder`` and ``region``) has the severity warning.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim import models
from cosanim.argument_hints import text_arguments
from cosanim.close_match import close_match
from cosanim.http.endpoints import CI_REGIONS, similar_region, undocumented_region
from cosanim.output_keys import BATCH_WILDCARD, CODEC_OF_FORMAT, JOB_WILDCARDS, fill_wildcards
from cosanim.xml.violations import Severity, Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cosanim.argument_types import RuleName

RULES: Final = ("overwrites-input", "shared-output", "wildcard-form", "scheme-in-key")
"""The rules that refuse a request; each can be waived. ``RuleName`` of ``cosanim.argument_types`` has the same."""

# Patterns are texts that are compiled on first use, since most keys need none of them.
_SCHEME: Final = r"[A-Za-z][A-Za-z0-9+.\-]*://"
# With "${{ext}}", the form that an f-string takes, and "${ext", the pattern of the schema is broken already.
_BARE_BRACES: Final = r"(?i)(?<!\$)(?<!\$\{)\{(%s)\}"
# The values that an f-string inserts: an extension, or the id of a job. Shells have ASCII names only.
_BARE_DOLLAR: Final = r"(?i)\$(%s|gif|hgif|webp|none|j[0-9a-f]{32})(?![a-z0-9_])"
_REGION: Final = r"[a-z][0-9a-z]*(?:-[0-9a-z]+)*"
_OUTPUT_PATH: Final = "Request.Operation.Output.Object"
_REGION_PATH: Final = "Request.Operation.Output.Region"
_JOB_ID: Final = "${jobid}"
_EXTENSIONS: Final = frozenset(CODEC_OF_FORMAT.values())
_BARE_SUFFIXES: Final = frozenset({*(f".{name}" for name in CODEC_OF_FORMAT), ".${ext}"})
"""Names that consist of a suffix only, in lower case."""
_OTHER_SUFFIXES: Final = frozenset(
    {"apng", "avi", "avif", "bmp", "flv", "heic", "hgif", "jpeg", "jpg", "mkv", "mov", "mp4", "png", "ts", "webm"}
)
"""Suffixes, in lower case, that no result has."""
_NO_JOB_ID: Final = "\0"
"""Stands for the id of the job, which no existing key can contain."""


class _Keys(NamedTuple):
    """The keys in a request.

    Attributes:
        inputs: Paths and keys of the input; a prefix is one too.
        video: Key of the video; None for a batch of many videos.
        output: The node with the output: region, bucket and key.
        wildcards: Names of the wildcards.
        extensions: Values that ``${ext}`` can have.
        is_batch: Whether there may be many videos.
    """

    inputs: tuple[tuple[str, Any], ...]
    video: Any
    output: Any
    wildcards: tuple[str, ...]
    extensions: frozenset[str]
    is_batch: bool


def refusals_of(request: object, *, bucket: str, region: str, allow: Collection[RuleName] = ()) -> list[Violation]:
    """Return the refusals and the advice on the keys of a request, in document order.

    Args:
        request: A ``SubmitJobRequest`` or ``SubmitBatchRequest``; it need not be valid.
        bucket: Bucket of the input.
        region: Region of that bucket.
        allow: Rules that are waived.

    Raises:
        TypeError: The request is of another class, or a name in ``allow`` is not a text.
        ValueError: A name in ``allow`` is no rule.
    """
    waived = _check_rules(allow) if allow != () else ()
    keys = _keys_of(request)
    found = [violation for path, key in keys.inputs if isinstance(key, str) for violation in _place_problems(path, key)]
    if isinstance(keys.video, str) and keys.video.endswith("/"):
        message = "ends in a slash, so it is the key of a folder, not of a video: give the key of a file"
        found.append(_advice("Request.Input.Object", "folder", message, keys.video))
    output_region = _get(keys.output, "region")
    if output_region != region and (problem := _region_problem(output_region)):
        found.append(_advice(_REGION_PATH, "region", f"{abbreviate(output_region)} {problem}", output_region))
    if isinstance(key := _get(keys.output, "object_key"), str):
        found += _output_problems(key, keys, bucket, region)
    return [violation for violation in found if violation.rule not in waived] if found else found


def key_problems(key: str, *, allow: Collection[RuleName] = ()) -> list[Violation]:
    """Return the refusals and the advice on the key of an object that is uploaded, read, deleted or signed.

    Args:
        key: The key.
        allow: Rules that are waived.

    Raises:
        TypeError: A name in ``allow`` is not a text.
        ValueError: A name in ``allow`` is no rule.
    """
    waived = _check_rules(allow) if allow != () else ()
    return [violation for violation in _place_problems("key", key) if violation.rule not in waived]


def _check_rules(allow: Collection[RuleName]) -> set[str]:
    waived = set(text_arguments("allow", allow))
    if unknown := sorted(waived - set(RULES)):
        close = close_match(unknown[0], RULES)
        question = "" if close is None else f": did you mean {close!r}?"
        raise ValueError(f"allow takes {', '.join(RULES)}, not {', '.join(unknown)}{question}")
    return waived


def _keys_of(request: object) -> _Keys:
    if isinstance(request, models.SubmitJobRequest):
        video, operation = _get(request.input, "object_key"), request.operation
        return _Keys(
            inputs=(("Request.Input.Object", video),),
            video=video,
            output=_get(operation, "output"),
            wildcards=JOB_WILDCARDS,
            extensions=_extensions(operation),
            is_batch=False,
        )
    if isinstance(request, models.SubmitBatchRequest):
        source = request.input
        manifest, url_file, prefix = (_get(source, name) for name in ("manifest", "url_file", "prefix"))
        video = _get(source, "object_key")
        return _Keys(
            inputs=(
                ("Request.Input.Manifest", manifest),
                ("Request.Input.UrlFile", url_file),
                ("Request.Input.Prefix", prefix),
                ("Request.Input.Object", video),
            ),
            video=None if manifest or url_file or prefix else video,
            output=_get(request.operation, "output"),
            wildcards=(*JOB_WILDCARDS, BATCH_WILDCARD),
            extensions=_extensions(_get(request.operation, "job_param")),
            is_batch=True,
        )
    raise TypeError(f"the request of a job or of a batch is expected, not {type(request).__name__}")


def _get(value: Any, field: str) -> Any:
    """Return a field of a node; None when the node is unset, or of another class."""
    return getattr(value, field, None)


def _extensions(parameters: Any) -> frozenset[str]:
    """Return the values that ``${ext}`` can have: all of them for a template whose format is not known here."""
    template_id = _get(parameters, "template_id")
    if template_id:
        from cosanim.presets import preset_of_template  # on demand: most jobs have no template

        preset = preset_of_template(str(template_id))
        return _EXTENSIONS if preset is None else frozenset({CODEC_OF_FORMAT[preset.format]})
    format_name = _get(_get(_get(parameters, "animation"), "container"), "format")
    codec = CODEC_OF_FORMAT.get(format_name) if isinstance(format_name, str) else None
    return _EXTENSIONS if codec is None else frozenset({codec})


def _place_problems(path: str, key: str) -> Iterator[Violation]:
    """Yield what is wrong with the beginning of the key of an input or an output."""
    if "://" in key and (scheme := re.match(_SCHEME, key)) is not None:
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


def _output_problems(key: str, keys: _Keys, bucket: str, region: str) -> Iterator[Violation]:
    yield from _place_problems(_OUTPUT_PATH, key)
    # Fast path: most keys have no other braces and dollar signs than those of wildcards.
    rest = key.replace("${ext}", "").replace(_JOB_ID, "")
    misread = _misread_wildcards(key, keys.wildcards) if "{" in rest or "$" in rest else []
    if (problem := misread[0][1] if misread else _eaten_wildcard(key)) is not None:
        yield _refusal(_OUTPUT_PATH, "wildcard-form", problem, key)
    is_shared = keys.is_batch and keys.video is None and _JOB_ID not in key.lower()
    if is_shared and not any(meant == "jobid" for meant, _ in misread):
        message = "is the key of all results of the batch, so that only the last is left: put ${jobid} into it"
        yield _refusal(_OUTPUT_PATH, "shared-output", message, key)
    if isinstance(keys.video, str) and _is_overwritten(keys.video, key, keys, bucket, region):
        message = f"is the key of the video, {abbreviate(keys.video)}, which the result replaces: choose another key"
        yield _refusal(_OUTPUT_PATH, "overwrites-input", message, key)
    yield from _suffix_problems(key, keys.extensions)


def _suffix_problems(key: str, extensions: frozenset[str]) -> Iterator[Violation]:
    stem, _, suffix = key.rpartition(".")
    if not stem or suffix == "${ext}":
        return
    if (suffix := suffix.lower()) not in extensions and suffix in _EXTENSIONS | _OTHER_SUFFIXES:
        *others, last = sorted(extensions)
        kind = f"{', '.join(others)} or {last}" if others else last
        message = f"ends in .{suffix}, but the result is a {kind} file: end the key in .${{ext}} or .{last}"
        yield _advice(_OUTPUT_PATH, "suffix", message, key)
    elif suffix in _EXTENSIONS and stem.lower().endswith(".${ext}"):
        message = f"has the suffix twice, as .${{ext}} and as .{suffix}: leave one of them out"
        yield _advice(_OUTPUT_PATH, "suffix", message, key)


def _is_overwritten(video: str, key: str, keys: _Keys, bucket: str, region: str) -> bool:
    output_region = _get(keys.output, "region")
    if _get(keys.output, "bucket") != bucket:
        return False
    if output_region != region and _documented(output_region) != _documented(region):
        return False
    if "${" not in key:
        return key == video
    # Wildcards do not change what precedes them.
    if not video.startswith(key.partition("${")[0]):
        return False
    return any(video == fill_wildcards(key, {"ext": each, "jobid": _NO_JOB_ID}) for each in keys.extensions)


def _region_problem(region: object) -> str | None:
    """Return what is wrong with the region of an output; None also for what the schema refuses."""
    return undocumented_region(region) if isinstance(region, str) and re.fullmatch(_REGION, region) else None


def _documented(region: object) -> object:
    """Return the documented region that a text seems to mean; the text itself if there is none."""
    if not isinstance(region, str) or region in CI_REGIONS:
        return region
    return similar_region(region) or region


@cache
def _misread_forms(wildcards: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of wildcards without a dollar sign, and of those without braces."""
    names = "|".join(wildcards)
    return re.compile(_BARE_BRACES % names), re.compile(_BARE_DOLLAR % names)


def _misread_wildcards(key: str, wildcards: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the names of the wildcards that texts in an output key were meant to be, each with what is wrong."""
    bare_braces, bare_dollar = _misread_forms(wildcards)
    if bare_braces.search(key) is None and bare_dollar.search(key) is None:
        return []
    by_folded = {name.lower(): name for name in wildcards}
    misread = []
    for found in bare_braces.finditer(key):
        message = f"contains {found[0]}, which is no wildcard: write ${found[0]}, in an f-string ${{{found[0]}}}"
        misread.append((by_folded[found[1].lower()], message))
    for found in bare_dollar.finditer(key):
        name = found[1].lower()
        # An f-string inserts the value: the id of a job, an extension, or the text None.
        meant = by_folded.get(name) or ("jobid" if name.startswith("j") else "ext")
        names = ("ext", "jobid") if name == "none" else (meant,)
        write = " or ".join(f"${{{name}}}" for name in names)
        in_f_string = " or ".join(f"${{{{{name}}}}}" for name in names)
        message = (
            f"contains {found[0]}, which an f-string or a missing brace leaves of a wildcard: "
            f"write {write}, in an f-string {in_f_string}"
        )
        misread.append((meant, message))
    return misread


def _eaten_wildcard(key: str) -> str | None:
    """Return what is wrong with the end of an output key, where a wildcard is usual; None when nothing is."""
    last = key.rpartition("/")[2]
    if last.endswith(".None"):
        return (
            "ends in .None, which an f-string leaves of a variable that is None: give the extension, or write "
            ".${ext}, in an f-string .${{ext}}"
        )
    if not key or (last and not last.endswith(".") and last.lower() not in _BARE_SUFFIXES):
        return None
    kind = "" if last else ", so it names a folder, not a file"
    return (
        f"ends in {abbreviate(last or '/')}{kind}; a shell or an f-string leaves this when it replaces a wildcard by "
        "nothing: give the key of a file; in a shell, put it in single quotes, or leave the dollar signs out"
    )


def _refusal(path: str, rule: str, message: str, value: str) -> Violation:
    return _violation(path, rule, f"{message}; if it is meant, waive the rule: allow={{{rule!r}}}", value, "error")


def _advice(path: str, rule: str, message: str, value: str) -> Violation:
    return _violation(path, rule, message, value, "warning")


def _violation(path: str, rule: str, message: str, value: str, severity: Severity) -> Violation:
    return Violation(path=path, rule=rule, message=message, value=value, severity=severity)
