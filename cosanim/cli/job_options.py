"""Options that the commands for jobs, batches and templates share, and the output of ``--dry-run``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import click

from cosanim.cli.exit_codes import REJECTED
from cosanim.cli.options import Function, number
from cosanim.cli.output import print_json, violation_rows
from cosanim.errors import SchemaError
from cosanim.output_keys import BATCH_WILDCARD, JOB_WILDCARDS, with_dollars
from cosanim.presets import find_preset
from cosanim.xml.codec import encode
from cosanim.xml.validation import errors_of, validate

if TYPE_CHECKING:
    from cosanim.api.requests import AnimationParameters
    from cosanim.models import SubmitBatchRequest, SubmitJobRequest

# click checks only the type of a value. The schema checks limits, and reports all violations together.
_PARAMETERS: Final = {
    "format": click.option("--format", metavar="gif|hgif|webp", help="Container format."),
    "codec": click.option("--codec", metavar="gif|webp", help="Follows the format if left out."),
    "width": click.option("--width", type=int, help="Pixels, 128 to 4096."),
    "height": click.option("--height", type=int, help="Pixels, 128 to 4096."),
    "fps": click.option("--fps", type=number, help="Frames per second of the animation, above 0, at most 60."),
    "frames_per_second": click.option(
        "--frames-per-second", type=number, help="Frames sampled from each second of video."
    ),
    "keyframes_only": click.option(
        "--keyframes-only/--no-keyframes-only", default=None, help="Keep the key frames only."
    ),
    "frame_interval": click.option("--frame-interval", type=number, help="Seconds between two sampled frames."),
    "quality": click.option("--quality", type=int, help="1 to 99, webp only."),
    "start": click.option("--start", type=number, help="Seconds, to the millisecond."),
    "duration": click.option("--duration", type=number, help="Seconds, to the millisecond."),
}


def parameter_options(function: Function) -> Function:
    """Add an option for each flat parameter of an animation. ``take_parameters`` returns their values."""
    for option in reversed(_PARAMETERS.values()):
        function = option(function)
    return function


def take_parameters(options: dict[str, Any]) -> AnimationParameters:
    """Remove the flat parameters of an animation from a command's options, and return them."""
    return cast("AnimationParameters", {name: options.pop(name) for name in _PARAMETERS})


def output_key(key: str, *, of_batch: bool = False) -> str:
    """Return the output key for a key of the command line, in which wildcards may lack their dollar sign.

    ``{ext}`` and ``{jobid}`` mean ``${ext}`` and ``${jobid}``, which a shell would replace by an empty string.

    Args:
        key: The key on the command line.
        of_batch: Whether ``{InventoryTriggerJobId}`` is a wildcard too.

    Raises:
        click.UsageError: The key is empty or ends in a dot, as when the shell has replaced ``${ext}``.
    """
    if not key or key.endswith("."):
        raise click.UsageError(
            f"the output key is {key!r}: the shell has replaced ${{ext}} by an empty string. "
            "Write {ext} without the dollar sign, or put the key in single quotes: 'out.${ext}'"
        )
    return with_dollars(key, (*JOB_WILDCARDS, BATCH_WILDCARD) if of_batch else JOB_WILDCARDS)


def take_template(options: dict[str, Any]) -> str | None:
    """Remove ``--template-id`` and ``--preset`` from a command's options, and return the template id.

    Raises:
        click.UsageError: Both are given.
        click.BadParameter: There is no preset of that name.
    """
    template_id: str | None = options.pop("template_id")
    name: str | None = options.pop("preset")
    if name is None:
        return template_id
    if template_id is not None:
        raise click.UsageError("give --template-id or --preset, not both")
    try:
        return find_preset(name).template_id
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--preset") from None


def show_request(request: SubmitJobRequest | SubmitBatchRequest, target: str, *, as_json: bool) -> None:
    """Print a request that is not sent, and its violations. Exit with code 1 if it is invalid.

    Args:
        request: The request.
        target: API and host to which the request would be sent, for the output.
        as_json: Print JSON.
    """
    violations = validate(request)
    try:
        xml: str | None = encode(request).decode()
    except SchemaError:
        xml = None  # XML cannot represent a value; the violations name it
    if as_json:
        print_json({"target": target, "xml": xml, "violations": violation_rows(violations)})
    else:
        for violation in violations:
            click.echo(str(violation))
        click.echo(xml or "(no XML: see the violations)")
        click.echo(target)
        click.echo("nothing was sent")
    if errors_of(violations):
        click.get_current_context().exit(REJECTED)
