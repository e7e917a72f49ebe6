"""The commands ``cosanim template …``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from cosanim.api.requests import build_animation
from cosanim.api.templates import differences_of, parameters_of, template_of, template_request, update_request
from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.files import SourcePath, opened
from cosanim.cli.job_options import parameter_options, take_parameters
from cosanim.cli.options import (
    connection_options,
    full_option,
    json_option,
    make_client,
    profile_option,
    reply_timeout_option,
)
from cosanim.cli.output import print_json, print_line, print_rows, print_text
from cosanim.cli.tables import Column, document_columns
from cosanim.errors import DecodeError, SchemaError
from cosanim.models import Animation, CreateTemplateRequest
from cosanim.xml.json_form import JSON_MAX_BYTES, from_json, load_json, to_json
from cosanim.xml.validation import errors_of, validate
from cosanim.xml.violations import Violation

if TYPE_CHECKING:
    from cosanim.client import AnimationClient
    from cosanim.models import TemplateDetail


COLUMNS: Final = (Column("template", "id"), Column("name"), Column("category", "word"), Column("changed", "time"))


@click.group(cls=CommandGroup)
def template() -> None:
    """Manage templates: named sets of animation parameters that a bucket stores."""


@template.command()
@click.argument("name")
@parameter_options
@connection_options
@reply_timeout_option
@json_option
def create(name: str, *, timeout: float, as_json: bool, **options: Any) -> None:
    """Create the template NAME with the parameters of the options."""
    animation = build_animation(**take_parameters(options)) or Animation()
    with make_client(timeout=timeout, **options) as client:
        response = client.create_template(template_request(name, animation))
    _print_template(template_of(response), as_json=as_json)


@template.command()
@click.argument("template_id", metavar="TEMPLATE")
@connection_options
@reply_timeout_option
@json_option
def show(template_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show a template with its parameters."""
    with make_client(timeout=timeout, **connection) as client:
        detail = client.describe_template(template_id)
    if as_json:
        print_json(detail)
    else:
        _print_template(detail, as_json=False)
        click.echo(json.dumps(to_json(detail.trans_tpl) if detail.trans_tpl else {}, indent=2, ensure_ascii=False))


@template.command("list")
@click.option("--official", is_flag=True, help="Official templates instead of the bucket's own.")
@click.option("--name", help="Only templates whose names begin with this.")
@full_option
@connection_options
@reply_timeout_option
@json_option
@document_columns(COLUMNS)
def list_templates(
    *, official: bool, name: str | None, is_full: bool, timeout: float, as_json: bool, **connection: Any
) -> None:
    """List templates."""
    with make_client(timeout=timeout, **connection) as client:
        print_rows(
            COLUMNS,
            client.list_templates(category="Official" if official else None, name=name),
            _row,
            as_json=as_json,
            is_full=is_full,
        )


@template.command()
@click.argument("template_id", metavar="TEMPLATE")
@click.option("--name", help="New name; unchanged if left out.")
@parameter_options
@connection_options
@reply_timeout_option
@json_option
def update(template_id: str, *, name: str | None, timeout: float, as_json: bool, **options: Any) -> None:
    """Replace all parameters of a template. Parameters that are left out are removed."""
    animation = build_animation(**take_parameters(options)) or Animation()
    with make_client(timeout=timeout, **options) as client:
        new_name = name or client.describe_template(template_id).name or ""
        response = client.update_template(template_id, update_request(template_request(new_name, animation)))
    _print_template(template_of(response), as_json=as_json)


@template.command()
@click.argument("template_id", metavar="TEMPLATE")
@connection_options
@reply_timeout_option
@json_option
def delete(template_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Delete a template."""
    with make_client(timeout=timeout, **connection) as client:
        client.delete_template(template_id)
    if as_json:
        print_json({"template_id": template_id, "deleted": True})
    else:
        print_text(f"{template_id} deleted")


@template.command()
@click.option("--name", help="Only templates whose names begin with this.")
@connection_options
@reply_timeout_option
@json_option
def export(*, name: str | None, timeout: float, as_json: bool, **connection: Any) -> None:
    """Print the bucket's templates in the format of ``apply``: a JSON list, or one object per line with --json."""
    with make_client(timeout=timeout, **connection) as client:
        entries = [to_json(_creation_request(entry)) for entry in client.list_templates(name=name, size=100)]
    if not as_json:
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    for entry in entries:
        print_json(entry)


@template.command()
@click.argument("file", type=SourcePath())
@click.option("--bucket", "buckets", multiple=True, metavar="NAME-APPID", help="Bucket to apply to; repeatable.")
@click.option("--region", metavar="REGION", help="Region of the buckets. [COSANIM_REGION]")
@click.option("--endpoint", metavar="URL", envvar="COSANIM_ENDPOINT", help="Address in place of the service's.")
@profile_option
@click.option("--dry-run", is_flag=True, help="Print what would be done; change nothing.")
@click.option("--debug", is_flag=True, help="Show requests and the signed text on stderr, with secrets masked.")
@reply_timeout_option
@json_option
def apply(
    file: Path | IO[bytes],
    *,
    buckets: tuple[str, ...],
    region: str | None,
    endpoint: str | None,
    profile: str | None,
    dry_run: bool,
    debug: bool,
    timeout: float,
    as_json: bool,
) -> None:
    """Create the templates of FILE (- for standard input) in the buckets, and replace existing ones that differ.

    No template is deleted.
    """
    requests = _read_requests(file, as_json=as_json)
    with make_client(
        bucket=buckets[0] if buckets else None,
        region=region,
        endpoint=endpoint,
        profile=profile,
        debug=debug,
        timeout=timeout,
    ) as client:
        # All clients are made first, so that an invalid bucket name is reported before anything is changed.
        for target in [client.at(bucket=bucket) for bucket in buckets] or [client]:
            for request in requests:
                action, template_id = _apply_template(target, request, dry_run=dry_run)
                report = {"bucket": target.bucket, "name": request.name, "done": action, "template_id": template_id}
                if as_json:
                    print_json(report)
                else:
                    print_line(report.values())


def _read_requests(file: Path | IO[bytes], *, as_json: bool) -> list[CreateTemplateRequest]:
    """Read the output of ``export``, and check all templates.

    Raises:
        SchemaError: A template is invalid, or two have the same name. Violation paths begin with the template's index.
    """
    try:
        requests = [from_json(entry, CreateTemplateRequest) for entry in _read_entries(file)]
    except DecodeError as error:
        # The exit code of a DecodeError means a faulty reply, but here the file is invalid.
        click.get_current_context().exit(report_failure(error, as_json=as_json, code=REJECTED))
    violations = []
    for index, request in enumerate(requests):
        violations += [one._replace(path=f"[{index}].{one.path}") for one in errors_of(validate(request))]
        if request.name in {earlier.name for earlier in requests[:index]}:
            violations.append(
                Violation(
                    path=f"[{index}].Request.Name",
                    rule="repeated",
                    message=f"{request.name!r} is the name of an earlier template of this file: keep one of them",
                    value=request.name,
                )
            )
    if violations:
        raise SchemaError(violations)
    return requests


def _read_entries(file: Path | IO[bytes]) -> list[Any]:
    with opened(file) as content:
        data = content.read(JSON_MAX_BYTES + 1)
    # The output of ``export --json`` has one template on each line.
    lines = [line for line in data.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for line in lines):
        return [load_json(line) for line in lines]
    value = load_json(data)
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        name = file if isinstance(file, Path) else "standard input"
        raise DecodeError(f"{name} is not a list of templates as `cosanim template export` prints it")
    return value


def _apply_template(
    client: AnimationClient, request: CreateTemplateRequest, *, dry_run: bool
) -> tuple[str, str | None]:
    """Create or replace a template unless ``dry_run``; return the action and the template id."""
    existing = next((entry for entry in client.list_templates(name=request.name) if entry.name == request.name), None)
    if existing is None:
        return "created", None if dry_run else template_of(client.create_template(request)).template_id
    animation = Animation(container=request.container, video=request.video, time_interval=request.time_interval)
    if not differences_of(animation, existing):
        return "unchanged", existing.template_id
    if not dry_run:
        client.update_template(existing.template_id or "", update_request(request))
    return "replaced", existing.template_id


def _creation_request(detail: TemplateDetail) -> CreateTemplateRequest:
    """Return the request that creates a template like an existing one."""
    return template_request(detail.name or "", parameters_of(detail))


def _print_template(detail: TemplateDetail, *, as_json: bool) -> None:
    if as_json:
        print_json(detail)
    else:
        print_line(_row(detail))


def _row(detail: TemplateDetail) -> tuple[object, ...]:
    return detail.template_id, detail.name, detail.category, detail.update_time
