"""Types of arguments, for annotations of your own functions that pass them on.

Most are for arguments that take one of a few texts: an enumeration of ``cosanim.models``, or one of its texts. A type
checker accepts ``format="gif"`` and ``format=Format.GIF``, and refuses ``format="GIF"``. For a text that is only known
at run time, write ``format=Format(text)``, with ``Format`` from ``cosanim``: it raises ValueError for any text that is
not one of the three. The same holds for each enumeration here; for a preset write ``preset=find_preset(text)``.
``CallbackBody`` and ``RuleName`` have no enumeration.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from cosanim.credentials import CredentialsSource
from cosanim.durations import Duration
from cosanim.http.transport import Timeout
from cosanim.models import (
    CallBackFormat,
    CallBackType,
    Codec,
    Format,
    JobState,
    ListedQueueState,
    OrderByTime,
    QueueCategory,
    TemplateCategory,
)
from cosanim.objects.downloads import Target
from cosanim.objects.uploads import Source
from cosanim.presets import Preset

__all__ = [
    "CallbackBody",
    "CallbackFormat",
    "CallbackType",
    "CodecName",
    "CredentialsSource",
    "Duration",
    "FormatName",
    "Number",
    "PresetName",
    "QueueCategoryName",
    "QueueStateName",
    "RuleName",
    "Source",
    "StateName",
    "Target",
    "TemplateCategoryName",
    "TimeOrder",
    "Timeout",
]

Number: TypeAlias = int | float | Decimal
FormatName: TypeAlias = Format | Literal["gif", "hgif", "webp"]
CodecName: TypeAlias = Codec | Literal["gif", "webp"]
CallbackFormat: TypeAlias = CallBackFormat | Literal["XML", "JSON"]
CallbackType: TypeAlias = CallBackType | Literal["Url", "TDMQ"]
CallbackBody: TypeAlias = Literal["xml", "json"]
StateName: TypeAlias = JobState | Literal["Submitted", "Running", "Success", "Failed", "Pause", "Cancel", "All"]
"""A state by which a list of jobs or batches is filtered; ``All``, the default, stands alone."""
TimeOrder: TypeAlias = OrderByTime | Literal["Desc", "Asc"]
QueueStateName: TypeAlias = ListedQueueState | Literal["All", "Active", "Paused"]
QueueCategoryName: TypeAlias = QueueCategory | Literal["CateAll", "Transcoding", "SpeedTranscoding"]
RuleName: TypeAlias = Literal["overwrites-input", "shared-output", "wildcard-form", "scheme-in-key"]
"""A rule that ``allow`` waives (see ``cosanim.refusals``)."""
TemplateCategoryName: TypeAlias = TemplateCategory | Literal["Custom", "Official"]
PresetName: TypeAlias = (
    Preset
    | Literal[
        "gif_320x180_keyframes",
        "gif_320x180_every_10s",
        "gif_320x180_10fps",
        "gif_640x360_keyframes",
        "gif_640x360_every_10s",
        "gif_640x360_10fps",
        "gif_1280x720_keyframes",
        "gif_1280x720_every_10s",
        "gif_1280x720_10fps",
        "webp_320x180_keyframes",
        "webp_320x180_every_10s",
        "webp_320x180_10fps",
        "webp_640x360_keyframes",
        "webp_640x360_every_10s",
        "webp_640x360_10fps",
        "webp_1280x720_keyframes",
        "webp_1280x720_every_10s",
        "webp_1280x720_10fps",
    ]
)
"""A preset, as ``find_preset`` returns it, or its name."""
