"""The 18 official animation templates: ids that every bucket can use, and the parameters of each.

The data is from the page on templates in the console (1045/43606). Pass a preset as the template of a
job, or copy its parameters and change them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from cosanim.argument_hints import text_argument
from cosanim.close_match import close_match
from cosanim.models import Animation, Codec, Container, Format, TimeInterval, Video

if TYPE_CHECKING:
    from collections.abc import Mapping

Sampling = Literal["keyframes", "every_10s", "10fps"]
_WEBP_QUALITY: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """An official template.

    Attributes:
        template_id: Its id, the same for every bucket.
        title: Its name in the console.
        format: ``gif`` or ``webp``.
        width: Width in pixels.
        height: Height in pixels.
        duration: Seconds of the video that are converted, from its beginning.
        sampling: The frames that are used: the key frames, one every 10 seconds, or 10 in each second.
    """

    template_id: str
    title: str
    format: Format
    width: int
    height: int
    duration: int
    sampling: Sampling

    @property
    def name(self) -> str:
        """Name made of its parameters, such as ``gif_640x360_keyframes``."""
        return f"{self.format}_{self.width}x{self.height}_{self.sampling}"

    def animation(self) -> Animation:
        """Return its parameters as a new object."""
        is_webp = self.format is Format.WEBP
        return Animation(
            container=Container(format=self.format),
            video=Video(
                codec=Codec.WEBP if is_webp else Codec.GIF,
                width=self.width,
                height=self.height,
                animate_only_keep_key_frame=True if self.sampling == "keyframes" else None,
                animate_time_interval_of_frame=10 if self.sampling == "every_10s" else None,
                animate_frames_per_second=10 if self.sampling == "10fps" else None,
                quality=_WEBP_QUALITY if is_webp else None,
            ),
            time_interval=TimeInterval(start=0, duration=self.duration),
        )


def _preset(template_id: str, title: str, duration: int, sampling: Sampling) -> Preset:
    format_name, size, _ = title.split("_")
    width, height = (int(side) for side in size.split("*"))
    return Preset(
        template_id=template_id,
        title=title,
        format=Format(format_name),
        width=width,
        height=height,
        duration=duration,
        sampling=sampling,
    )


PRESETS: Final[Mapping[str, Preset]] = {
    preset.name: preset
    for preset in (
        _preset("t04373959a69c04d47b62fd214dd13d8e9", "gif_320*180_1", 600, "keyframes"),
        _preset("t0341b0ab2b8a340ff826e9cb4f3a7baea", "gif_320*180_2", 600, "every_10s"),
        _preset("t046b1d8e5bdf842c6a58d8028b48eafee", "gif_320*180_3", 600, "10fps"),
        _preset("t0ef2077f215864c018a2fca73614ceca6", "gif_640*360_4", 600, "keyframes"),
        _preset("t0d21406ca737a40869973a37a5daa349a", "gif_640*360_5", 600, "every_10s"),
        _preset("t0878a9c9c1f054cb5bca68b8b06e556c2", "gif_640*360_6", 600, "10fps"),
        _preset("t0dae821708cea4ba5b3e271810ac80a21", "gif_1280*720_7", 600, "keyframes"),
        _preset("t03fef67ad94d2466b9c0c89252ed72e87", "gif_1280*720_8", 600, "every_10s"),
        _preset("t030a64e9f9f5a4f53a9ef64bb7ce490b5", "gif_1280*720_9", 600, "10fps"),
        _preset("t03b0e9eca4fc34e2cba9da89d9c7c13a2", "webp_320*180_1", 60, "keyframes"),
        _preset("t016fcddf6bc3c44b793e9b7b07119b4ee", "webp_320*180_2", 600, "every_10s"),
        _preset("t0bf1f1ce6d2404b258c0f81fbb9aaece1", "webp_320*180_3", 600, "10fps"),
        _preset("t098d6d3fcfd2c45309a408594a42559f6", "webp_640*360_4", 60, "keyframes"),
        _preset("t0169a6a9c2eec4b51972eb63bafcbf08d", "webp_640*360_5", 600, "every_10s"),
        _preset("t0ef9ba537011e4876b8777aebc19d10a5", "webp_640*360_6", 600, "10fps"),
        _preset("t02743d344b5e74c579e50e9e135b432b8", "webp_1280*720_7", 60, "keyframes"),
        _preset("t0dd27c136ff2741538bec96981e058868", "webp_1280*720_8", 600, "every_10s"),
        _preset("t00ad05235d67a45a9a697b553052b7346", "webp_1280*720_9", 600, "10fps"),
    )
}
"""Every preset by its name."""

_BY_ID: Final[Mapping[str, Preset]] = {preset.template_id: preset for preset in PRESETS.values()}


def find_preset(name: str | Preset) -> Preset:
    """Return the preset with a name.

    Args:
        name: Such as ``gif_640x360_keyframes``, ``gif_640x360_every_10s`` or ``webp_320x180_10fps``; a preset is
            returned as it is.

    Returns:
        The preset; pass its ``template_id`` to a job, or use the parameters from its ``animation()``.

    Raises:
        ValueError: There is no such preset; the message lists all.
    """
    if isinstance(name, Preset):
        return name
    text_argument("preset", name)
    preset = PRESETS.get(name)
    if preset is None:
        close = close_match(str(name), PRESETS)
        hint = "" if close is None else f"did you mean {close!r}? "
        raise ValueError(f"there is no preset {name!r}; {hint}there are {', '.join(PRESETS)}")
    return preset


def preset_of_template(template_id: str) -> Preset | None:
    """Return the preset that has a template id; None for any other template."""
    return _BY_ID.get(template_id)


def preset_animation(name: str) -> Animation:
    """Return the parameters of the preset with a name.

    Args:
        name: As for ``find_preset``.

    Returns:
        The parameters, as a new object.

    Raises:
        ValueError: There is no such preset.
    """
    return find_preset(name).animation()
