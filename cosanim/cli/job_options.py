"""Options that the commands for jobs, batches and templates share, and the output of ``--dry-run``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import click

from cosanim.cli.completion import CODEC, FORMAT, PRESET
from cosanim.cli.exit_codes import REJECTED
from cosanim.cli.options import Function, number
from cosanim.cli.output import print_json, violation_rows
from cosanim.errors import SchemaError
from cosanim.output_keys import BATCH_WILDCARD, JOB_WILDCARDS, with_dollars
from cosanim.refusals import RULES
from cosanim.xml.codec import encode
from cosanim.xml.validation import errors_of, validate

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cosanim.api.requests import AnimationParameters
    from cosanim.models import SubmitBatchRequest, SubmitJobRequest
    from cosanim.xml.violations import Violation

# click checks only the type of a value. The schema checks limits, and reports all violations together.
_PARAMETERS: Final = {
    "format": click.option("--format", type=FORMAT, metavar="gif|hgif|webp", help="Container format."),
    "codec": click.option("--codec", type=CODEC, metavar="gif|webp", help="Follows the format if left out."),
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


def template_options(function: Function) -> Function:
    """Add ``--template-id`` and ``--preset``. ``take_template`` returns the template id."""
    preset = click.option(
        "--preset", type=PRESET, metavar="NAME", help="Name of an official template, such as gif_640x360_keyframes."
    )
    return click.option("--template-id", help="Template with the parameters.")(preset(function))


def guard_options(function: Function) -> Function:
    """Add the options ``strict`` and ``allow`` of a command that submits paid jobs."""
    options = [
        click.option(
            "--allow",
            multiple=True,
            type=click.Choice(RULES),
            help="Submit although this rule, which protects data and money, refuses it; repeatable.",
        ),
        click.option("--strict", is_flag=True, help="Refuse what is otherwise a warning."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def take_parameters(options: dict[str, Any]) -> AnimationParameters:
    """Remove the flat parameters of an animation from a command's options, and return them."""
    return cast("AnimationParameters", {name: options.pop(name) for name in _PARAMETERS})


def output_key(key: str, *, of_batch: bool = False, allow: Collection[str] = ()) -> str:
    """Return the output key for a key of the command line, in which wildcards may lack their dollar sign.

    ``{ext}`` and ``{jobid}`` mean ``${ext}`` and ``${jobid}``, which a shell would replace by an empty string.

    Args:
        key: The key on the command line.
        of_batch: Whether ``{InventoryTriggerJobId}`` is a wildcard too.
        allow: Rules of ``cosanim.refusals`` that are waived.

    Raises:
        click.UsageError: The key is empty or ends in a dot, as when the shell has replaced ``${ext}``.
    """
    if not key or (key.endswith(".") and "wildcard-form" not in allow):
        raise click.UsageError(
            f"the output key is {key!r}: the shell has replaced ${{ext}} by an empty string. "
            "Write {ext} without the dollar sign, or put the key in single quotes: 'out.${ext}'"
        )
    return with_dollars(key, (*JOB_WILDCARDS, BATCH_WILDCARD) if of_batch else JOB_WILDCARDS)


def take_template(options: dict[str, Any], parameters: AnimationParameters) -> str | None:
    """Remove ``--template-id`` and ``--preset`` from a command's options, and return the template id.

    Args:
        options: The options.
        parameters: The flat parameters.

    Raises:
        click.UsageError: Both are given, or one of them together with a flat parameter.
        click.BadParameter: There is no preset of that name.
    """
    template_id: str | None = options.pop("template_id")
    name: str | None = options.pop("preset")
    if name is None and template_id is None:
        return None
    if name is not None and template_id is not None:
        raise click.UsageError("give --template-id or --preset, not both")
    given = [option_name(key) for key, value in parameters.items() if value is not None]
    if given:
        raise click.UsageError(
            f"{'--preset' if name else '--template-id'} takes all parameters from the template: "
            f"leave {', '.join(given)} out"
        )
    if name is None:
        return template_id
    from cosanim.presets import find_preset  # on demand: most jobs have no preset

    try:
        return find_preset(name).template_id
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--preset") from None


def option_name(parameter: str) -> str:
    """Return the option that sets a parameter, as ``--frame-interval`` for ``frame_interval``."""
    return f"--{parameter.replace('_', '-')}"


def show_request(
    request: SubmitJobRequest | SubmitBatchRequest,
    target: str,
    *,
    refusals: Sequence[Violation],
    strict: bool,
    as_json: bool,
) -> None:
    """Print a request that is not sent, and its violations. Exit with code 1 if it would be refused.

    Args:
        request: The request.
        target: API and host to which the request would be sent, for the output.
        refusals: The refusals and the advice on its keys.
        strict: Whether violations of severity warning are refused.
        as_json: Print JSON.
    """
    violations = [*validate(request), *refusals]
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
    if violations if strict else errors_of(violations):
        click.get_current_context().exit(REJECTED)
