"""``cosanim template …``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cosanim.calls.templates import template_of, template_request, update_request
from cosanim.cli.failures import REJECTED
from cosanim.cli.options import client_of, connection_options, json_option, reply_timeout_option
from cosanim.cli.output import print_json, print_rows
from cosanim.cli.submit import parameter_options, take_parameters
from cosanim.errors import DecodeError
from cosanim.jsonform import from_json, load_json, to_json
from cosanim.models import Animation, CreateTemplateRequest
from cosanim.submission import build_animation
from cosanim.validation import errors_of, validate

if TYPE_CHECKING:
    from cosanim.client import AnimationClient
    from cosanim.models import TemplateDetail


@click.group()
def template() -> None:
    """Templates: named sets of animation parameters that a bucket keeps."""


@template.command()
@click.argument("name")
@parameter_options
@connection_options
@reply_timeout_option
@json_option
def create(name: str, *, timeout: float, as_json: bool, **options: Any) -> None:
    """Create the template NAME with these parameters."""
    animation = build_animation(**take_parameters(options)) or Animation()
    with client_of(timeout=timeout, **options) as client:
        response = client.create_template(template_request(name, animation))
    _print(template_of(response), as_json=as_json)


@template.command()
@click.argument("template_id", metavar="TEMPLATE")
@connection_options
@reply_timeout_option
@json_option
def show(template_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Show a template with its parameters."""
    with client_of(timeout=timeout, **connection) as client:
        found = client.describe_template(template_id)
    if as_json:
        print_json(found)
    else:
        _print(found, as_json=False)
        click.echo(json.dumps(to_json(found.trans_tpl) if found.trans_tpl else {}, indent=2, ensure_ascii=False))


@template.command("list")
@click.option("--official", is_flag=True, help="The service's presets instead of the bucket's own.")
@click.option("--name", help="Only templates whose names begin like this.")
@connection_options
@reply_timeout_option
@json_option
def list_templates(*, official: bool, name: str | None, timeout: float, as_json: bool, **connection: Any) -> None:
    """List templates."""
    with client_of(timeout=timeout, **connection) as client:
        print_rows(
            ("template", "name", "category", "changed"),
            client.list_templates(category="Official" if official else None, name=name),
            _row,
            as_json=as_json,
        )


@template.command()
@click.argument("template_id", metavar="TEMPLATE")
@click.option("--name", help="New name; the old one if left out.")
@parameter_options
@connection_options
@reply_timeout_option
@json_option
def update(template_id: str, *, name: str | None, timeout: float, as_json: bool, **options: Any) -> None:
    """Replace a template whole: parameters that are left out are gone."""
    animation = build_animation(**take_parameters(options)) or Animation()
    with client_of(timeout=timeout, **options) as client:
        kept = name or client.describe_template(template_id).name or ""
        response = client.update_template(template_id, update_request(template_request(kept, animation)))
    _print(template_of(response), as_json=as_json)


@template.command()
@click.argument("template_id", metavar="TEMPLATE")
@connection_options
@reply_timeout_option
@json_option
def delete(template_id: str, *, timeout: float, as_json: bool, **connection: Any) -> None:
    """Delete a template."""
    with client_of(timeout=timeout, **connection) as client:
        client.delete_template(template_id)
    if as_json:
        print_json({"template_id": template_id, "deleted": True})
    else:
        click.echo(f"{template_id} deleted")


@template.command()
@click.option("--name", help="Only templates whose names begin like this.")
@connection_options
@reply_timeout_option
def export(*, name: str | None, timeout: float, **connection: Any) -> None:
    """Print the bucket's templates as JSON, which ``apply`` reads."""
    with client_of(timeout=timeout, **connection) as client:
        found = [_as_request(entry) for entry in client.list_templates(name=name, size=100)]
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@template.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bucket", "buckets", multiple=True, metavar="NAME-APPID", help="Bucket to apply to; repeatable.")
@click.option("--region", metavar="REGION", help="Region of the buckets. [COSANIM_REGION]")
@click.option("--endpoint", metavar="URL", envvar="COSANIM_ENDPOINT", help="Send to this address instead.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--debug", is_flag=True, help="Show requests and what was signed on stderr, secrets masked.")
@reply_timeout_option
@json_option
def apply(
    file: Path,
    *,
    buckets: tuple[str, ...],
    region: str | None,
    endpoint: str | None,
    dry_run: bool,
    debug: bool,
    timeout: float,
    as_json: bool,
) -> None:
    """Bring templates of FILE into buckets: create what is missing, replace what differs, leave the rest alone."""
    requests = _read(file)
    with client_of(
        bucket=buckets[0] if buckets else None, region=region, endpoint=endpoint, debug=debug, timeout=timeout
    ) as client:
        for bucket in buckets or (client.bucket,):
            for request in requests:
                done = _applied(client.at(bucket=bucket), request, dry_run=dry_run)
                facts = {"bucket": bucket, "name": request.name, "done": done[0], "template_id": done[1]}
                if as_json:
                    print_json(facts)
                else:
                    click.echo("\t".join(str(value or "-") for value in facts.values()))


def _read(file: Path) -> list[CreateTemplateRequest]:
    """Read what ``export`` wrote; nothing is applied unless all of it is valid."""
    value = load_json(file.read_bytes())
    if not isinstance(value, list):
        raise DecodeError(f"{file} is no list of templates, as `cosanim template export` writes it")
    requests = [from_json(entry, CreateTemplateRequest) for entry in value]
    broken = [(request, errors_of(validate(request))) for request in requests]
    if any(errors for _, errors in broken):
        for request, errors in broken:
            for violation in errors:
                click.echo(f"{request.name}: {violation}", err=True)
        click.get_current_context().exit(REJECTED)
    return requests


def _applied(client: AnimationClient, request: CreateTemplateRequest, *, dry_run: bool) -> tuple[str, str | None]:
    found = next((entry for entry in client.list_templates(name=request.name) if entry.name == request.name), None)
    if found is None:
        return "created", None if dry_run else template_of(client.create_template(request)).template_id
    if _as_request(found) == to_json(request):
        return "unchanged", found.template_id
    if not dry_run:
        client.update_template(found.template_id or "", update_request(request))
    return "replaced", found.template_id


def _as_request(found: TemplateDetail) -> dict[str, Any]:
    """Return a template as the request that creates it, in JSON."""
    parameters = to_json(found.trans_tpl) if found.trans_tpl else {}
    known = {name: parameters[name] for name in ("Container", "Video", "TimeInterval") if name in parameters}
    return {"Tag": "Animation", "Name": found.name or "", **known}


def _print(found: TemplateDetail, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        click.echo("\t".join(str(cell or "-") for cell in _row(found)))


def _row(found: TemplateDetail) -> tuple[object, ...]:
    return found.template_id, found.name, found.category, found.update_time
