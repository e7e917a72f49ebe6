"""The command ``cosanim demo``: uploads, converts and downloads a video with a local service."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from cosanim.cli.files import SourcePath
from cosanim.cli.job_options import parameter_options, take_parameters
from cosanim.cli.options import job_timeout_option, json_option
from cosanim.cli.output import print_json, print_text, progress_bar, result_key
from cosanim.objects.downloads import unwritable_reason
from cosanim.waiting import Backoff

if TYPE_CHECKING:
    from cosanim.api.requests import AnimationParameters
    from cosanim.models import JobDetail

# Default parameters of the demo: small enough to be rendered in seconds.
_DEFAULTS: AnimationParameters = {"format": "gif", "width": 480, "fps": 12, "start": 0, "duration": 4}


@click.command()
@click.option("--input", "video", type=SourcePath(), help="A video file; - for standard input.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of the result; the current one if left out.",
)
@click.option(
    "--save-video",
    "saved",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the generated test video to this file too.",
)
@parameter_options
@job_timeout_option
@json_option
def demo(
    *,
    video: Path | IO[bytes] | None,
    output: Path,
    saved: Path | None,
    timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Convert a video to an animated image with Cloud Infinite's API, served on this machine.

    Starts the local service, stores the video, submits the job, waits for it and fetches the result. Without
    --input, a test video is generated.
    """
    from cosanim.local import LocalService

    if saved is not None and video is not None:
        raise click.UsageError("--save-video is for the generated test video: leave --input out")
    if saved is not None and (reason := unwritable_reason(saved)):
        raise click.BadParameter(reason, param_hint="--save-video")
    parameters = _with_defaults(take_parameters(options))
    with tempfile.TemporaryDirectory(prefix="cosanim-demo-") as folder, LocalService() as service:
        if video is None:
            from cosanim.local.rendering.demo_clip import make_demo_clip

            video = Path(folder) / "test-video.mp4"
            make_demo_clip(video)
            if saved is not None:
                shutil.copyfile(video, saved)
        with service.client() as client, progress_bar(shown=not as_json) as show:
            # The keys are fixed, since a file name may contain characters that a key may not.
            name = video if isinstance(video, Path) else Path("video.mp4")
            input_key = f"input/video{name.suffix if name.suffix.isascii() else ''}"
            client.objects.put(input_key, video)
            job = client.submit(input_key, "output/result.${ext}", **parameters)
            ended = client.wait(
                job.job_id or "", timeout=timeout, on_progress=show, backoff=Backoff(first=0.1, longest=1)
            )
            key = result_key(ended)
            output.mkdir(parents=True, exist_ok=True)
            result = (output / f"{name.stem}{Path(key).suffix}").resolve()
            client.objects.get(key, result)
    _report(ended, result, str(parameters.get("format")), as_json=as_json)


def _with_defaults(parameters: AnimationParameters) -> AnimationParameters:
    """Return the parameters with defaults for those that are missing. With a height, there is no default width."""
    explicit: AnimationParameters = {name: value for name, value in parameters.items() if value is not None}  # type: ignore[assignment]  # the keys are those of a TypedDict
    defaults = _DEFAULTS.copy()
    if "height" in explicit:
        del defaults["width"]
    if explicit.keys() & {"frames_per_second", "keyframes_only", "frame_interval"}:
        # A default fps would play the sampled frames at another speed than the video.
        del defaults["fps"]
    return {**defaults, **explicit}


def _report(job: JobDetail, result: Path, format_name: str, *, as_json: bool) -> None:
    info = job.operation.media_info if job.operation else None
    stream = info.stream.video[0] if info and info.stream and info.stream.video else None
    summary = {
        "state": job.state,
        "job_id": job.job_id,
        "output": str(result),
        "format": format_name,
        "width": stream.width if stream else None,
        "height": stream.height if stream else None,
        "frames": stream.num_frames if stream else None,
        "duration": info.format.duration if info and info.format else None,
        "size": result.stat().st_size,
    }
    if as_json:
        print_json(summary)
        return
    click.echo(
        f"{summary['state']}: {summary['width']}x{summary['height']} {format_name}, {summary['frames']} frames, "
        f"{summary['duration']} s, {summary['size']} bytes"
    )
    print_text(str(result))
