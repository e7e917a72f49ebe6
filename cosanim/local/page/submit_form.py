"""The fields of the form that submits a job, the request that they make, and its violations.

The fields are the flat parameters of ``AnimationClient.submit``, and the request is built and checked as it does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cosanim.api.requests import AnimationParameters, build_animation, build_request
from cosanim.errors import SchemaError
from cosanim.models import CallBackFormat, Format, SubmitJobRequest
from cosanim.refusals import refusals_of
from cosanim.xml.codec import encode
from cosanim.xml.validation import errors_of, validate, with_further

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cosanim.xml.violations import Violation

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_PARAMETERS: Final = "Request.Operation.Animation"
_FLAT: Final = frozenset(AnimationParameters.__annotations__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the form.

    Attributes:
        name: Name of the field and of the parameter.
        label: What the page calls it.
        path: Path of its node, as in violations.
        hint: What can be given; empty if the label says it.
        kind: The input: text, number, url or checkbox; or select.
        choices: Values of a select, the first of which is the default.
        default: The value at first.
    """

    name: str
    label: str
    path: str
    hint: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together.

    Attributes:
        title: The title.
        fields: The fields.
        is_optional: Whether the group is closed at first.
    """

    title: str
    fields: tuple[Field, ...]
    is_optional: bool = False


_VIDEO: Final = f"{_PARAMETERS}.Video"
_INTERVAL: Final = f"{_PARAMETERS}.TimeInterval"

GROUPS: Final = (
    Group(
        "Files",
        (
            Field(name="input_key", label="Video", path="Request.Input.Object", hint="Key of an object in the bucket."),
            Field(
                name="output_key",
                label="Result",
                path="Request.Operation.Output.Object",
                hint="Key of the result; ${ext} and ${jobid} are filled in.",
                default="output/${jobid}.${ext}",
            ),
        ),
    ),
    Group(
        "Picture",
        (
            Field(
                name="format",
                label="Format",
                path=f"{_PARAMETERS}.Container.Format",
                hint="hgif is a GIF with better colours.",
                kind="select",
                choices=tuple(each.value for each in Format),
            ),
            Field(name="width", label="Width", path=f"{_VIDEO}.Width", hint="Pixels, 128 to 4096.", kind="number"),
            Field(name="height", label="Height", path=f"{_VIDEO}.Height", hint="Pixels, 128 to 4096.", kind="number"),
            Field(name="quality", label="Quality", path=f"{_VIDEO}.Quality", hint="1 to 99, webp only.", kind="number"),
        ),
    ),
    Group(
        "Time",
        (
            Field(name="start", label="Start", path=f"{_INTERVAL}.Start", hint="Seconds to skip.", kind="number"),
            Field(
                name="duration",
                label="Duration",
                path=f"{_INTERVAL}.Duration",
                hint="Seconds; to the end when empty.",
                kind="number",
            ),
            Field(
                name="fps", label="Frames per second", path=f"{_VIDEO}.Fps", hint="Above 0, up to 60.", kind="number"
            ),
        ),
    ),
    Group(
        "Sampling",
        (
            Field(
                name="frames_per_second",
                label="Sampled frames per second",
                path=f"{_VIDEO}.AnimateFramesPerSecond",
                hint="Of each second of video; all when empty.",
                kind="number",
            ),
            Field(
                name="frame_interval",
                label="Seconds between frames",
                path=f"{_VIDEO}.AnimateTimeIntervalOfFrame",
                kind="number",
            ),
            Field(
                name="keyframes_only",
                label="Key frames only",
                path=f"{_VIDEO}.AnimateOnlyKeepKeyFrame",
                kind="checkbox",
            ),
        ),
        is_optional=True,
    ),
    Group(
        "Job",
        (
            Field(
                name="template_id",
                label="Template",
                path="Request.Operation.TemplateId",
                hint="Id of a template, instead of picture, time and sampling.",
            ),
            Field(
                name="job_level",
                label="Priority",
                path="Request.Operation.JobLevel",
                kind="select",
                choices=("", "0", "1", "2"),
            ),
            Field(
                name="user_data",
                label="User data",
                path="Request.Operation.UserData",
                hint="Text that is returned with the job.",
            ),
            Field(name="callback", label="Callback address", path="Request.CallBack", kind="url"),
            Field(
                name="callback_format",
                label="Callback format",
                path="Request.CallBackFormat",
                kind="select",
                choices=("", *(each.value for each in CallBackFormat)),
            ),
        ),
        is_optional=True,
    ),
)
FIELDS: Final = tuple(field for group in GROUPS for field in group.fields)


@dataclass(frozen=True, slots=True)
class Draft:
    """A filled-in form.

    Attributes:
        values: The value of each field.
        request: The request.
        violations: Everything that is wrong with it or doubtful, in document order.
        document: The request as it would be sent; None if XML cannot represent it.
    """

    values: Mapping[str, str]
    request: SubmitJobRequest
    violations: Sequence[Violation]
    document: bytes | None

    @property
    def is_valid(self) -> bool:
        """Whether the request can be submitted."""
        return not errors_of(self.violations)

    def violations_of(self, field: Field) -> list[Violation]:
        """Return the violations that are shown beside a field."""
        return [each for each in self.violations if each.path == field.path]

    @property
    def first_wrong_field(self) -> str | None:
        """Name of the first field with an error; None if no error belongs to a field."""
        return next((field.name for field in FIELDS if errors_of(self.violations_of(field))), None)

    def uses(self, group: Group) -> bool:
        """Return whether a group has a value or a violation, so that it must be seen."""
        return any(self.values[field.name] or self.violations_of(field) for field in group.fields)


def first_values(given: Mapping[str, str]) -> dict[str, str]:
    """Return the values of an empty form.

    Args:
        given: Values of some fields, such as the video.
    """
    return {
        field.name: given.get(field.name) or field.default or (field.choices[0] if field.choices else "")
        for field in FIELDS
    }


def make_draft(given: Mapping[str, str], *, bucket: str, region: str) -> Draft:
    """Build and check the request of a filled-in form.

    Args:
        given: The fields as the browser sent them.
        bucket: The bucket of the video, and of the result.
        region: The region of the bucket.
    """
    values = {field.name: given.get(field.name, "") for field in FIELDS}
    arguments = {field.name: _argument(field, values[field.name]) for field in FIELDS}
    template_id = values["template_id"] or None
    flat: dict[str, Any] = {name: value for name, value in arguments.items() if name in _FLAT}
    # The form always has a format, which a template replaces.
    flat_is_given = any(value is not None for name, value in flat.items() if name != "format")
    request = build_request(
        values["input_key"],
        values["output_key"],
        output_bucket=bucket,
        output_region=region,
        template_id=template_id,
        animation=None if template_id and not flat_is_given else build_animation(**flat),
        options={
            "user_data": arguments["user_data"],
            "job_level": arguments["job_level"],
            "callback": arguments["callback"],
            "callback_format": arguments["callback_format"],
        },
    )
    further = refusals_of(request, bucket=bucket, region=region)
    violations = with_further(validate(request), further, SubmitJobRequest)
    try:
        document = encode(request)
    except SchemaError:
        document = None
    return Draft(values, request, violations, document)


def _argument(field: Field, text: str) -> Any:
    if not text:
        return None
    if field.kind == "checkbox":
        return True
    is_number = field.kind == "number" or field.name == "job_level"
    # A text that is no number stays one, so that its violation says so.
    return Decimal(text) if is_number and _NUMBER.fullmatch(text) else text
