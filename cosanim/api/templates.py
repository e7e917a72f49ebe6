"""Client methods for templates: named sets of animation parameters, stored per bucket."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosanim import models
from cosanim.api.base import Caller, comma_separated, decode_reply
from cosanim.api.paging import all_pages
from cosanim.api.requests import build_animation, exclusive_parameters
from cosanim.argument_hints import object_argument, text_argument
from cosanim.errors import NotFoundError
from cosanim.operations import CREATE_TEMPLATE, DELETE_TEMPLATE, LIST_TEMPLATES, UPDATE_TEMPLATE
from cosanim.wrong_calls import explain_wrong_calls
from cosanim.xml.plans import plan_of
from cosanim.xml.validation import validate
from cosanim.xml.value_texts import value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cosanim.argument_types import CodecName, FormatName, Number, TemplateCategoryName
    from cosanim.models import (
        Animation,
        CreateTemplateRequest,
        DeleteTemplateResponse,
        TemplateDetail,
        TemplateResponse,
        UpdateTemplateRequest,
    )

_log = logging.getLogger("cosanim")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsuredTemplate:
    """The result of ``ensure_template``.

    Attributes:
        template: The template.
        created: Whether the call created it.
        differences: Differences between an existing template and the requested parameters, one line each.
    """

    template: TemplateDetail
    created: bool
    differences: tuple[str, ...] = ()


@explain_wrong_calls
class TemplateCalls(Caller):
    """Creates, reads, replaces and deletes templates."""

    def create_template(
        self, request: CreateTemplateRequest | Mapping[str, Any], *, strict: bool | None = None
    ) -> TemplateResponse:
        """Create a template: POST /template.

        Args:
            request: Name and parameters, or a mapping of them as ``from_dict`` reads it.
            strict: Raise SchemaError for violations of severity warning, instead of an ``AdviceWarning``; the
                client's setting when left out.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service returned an error, for example because the name is taken.
            TransportError: There was no reply.
        """
        return self._call_api(CREATE_TEMPLATE, request, strict=strict)

    def update_template(
        self, template_id: str, request: UpdateTemplateRequest | Mapping[str, Any], *, strict: bool | None = None
    ) -> TemplateResponse:
        """Replace a template: PUT /template/<id>.

        Args:
            template_id: Its id.
            request: Name and all parameters, or a mapping of them as ``from_dict`` reads it; parameters that are left
                out are removed.
            strict: As for ``create_template``.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return self._call_api(UPDATE_TEMPLATE, request, strict=strict, template_id=template_id)

    def delete_template(self, template_id: str) -> DeleteTemplateResponse:
        """Delete a template: DELETE /template/<id>.

        Args:
            template_id: Its id.

        Raises:
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return self._call_api(DELETE_TEMPLATE, None, template_id=template_id)

    def list_templates(
        self,
        *,
        tag: str | None = "Animation",
        category: TemplateCategoryName | None = None,
        ids: Iterable[str] | None = None,
        name: str | None = None,
        size: int | None = None,
    ) -> Iterator[TemplateDetail]:
        """List templates lazily, page by page.

        Args:
            tag: Kind of the templates; None for every kind.
            category: Custom (default) or Official.
            ids: Only templates with these ids.
            name: Only templates whose names start with this text.
            size: Templates on a page, 1 to 100.

        Raises:
            SchemaError: An argument breaks the schema.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        query = models.ListTemplatesQuery(
            tag=tag, category=category, ids=comma_separated("template_id", ids), name=name, page_size=size
        )

        return all_pages(self._call_api, LIST_TEMPLATES, query, lambda page: page.template_list)

    def describe_template(self, template_id: str) -> TemplateDetail:
        """Read one template.

        Args:
            template_id: Its id.

        Raises:
            NotFoundError: No template has this id.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        response = self._call_api(
            LIST_TEMPLATES, models.ListTemplatesQuery(ids=text_argument("template_id", template_id))
        )
        for template in response.template_list:
            if template.template_id == template_id:
                return template
        raise NotFoundError(
            404,
            "TemplateNotFound",
            f"{self.bucket} has no template {template_id}",
            response.request_id,
            hint="ids differ between buckets",
        )

    def ensure_template(
        self,
        name: str,
        *,
        animation: Animation | None = None,
        format: FormatName | None = None,  # noqa: A002 - the name of the parameter
        codec: CodecName | None = None,
        width: int | None = None,
        height: int | None = None,
        fps: Number | None = None,
        frames_per_second: Number | None = None,
        keyframes_only: bool | None = None,
        frame_interval: Number | None = None,
        quality: int | None = None,
        start: Number | None = None,
        duration: Number | None = None,
        strict: bool | None = None,
    ) -> EnsuredTemplate:
        """Return the template with a name; create it if there is none. An existing template is never changed.

        Args:
            name: Its name.
            animation: The parameters as an ``Animation``; cannot be combined with the flat parameters.
            format: Container format: gif, hgif (a GIF with better colours) or webp.
            codec: gif or webp; follows the format when left out.
            width: Pixels, 128 to 4096; when left out it follows the height, or both are those of the video.
            height: Pixels, 128 to 4096; when left out it follows the width, or both are those of the video.
            fps: Frames per second at which the animation plays, above 0 and at most 60; that of the video when left
                out.
            frames_per_second: Frames sampled from each second of video, above 0 and below the video's rate; all when
                left out.
            keyframes_only: Keep the key frames only; false when left out.
            frame_interval: Seconds between two sampled frames, above 0; also below the duration, unless
                ``frames_per_second`` or ``keyframes_only`` is given, which take precedence.
            quality: Quality of the picture, 1 to 99, webp only; chosen by the service when left out.
            start: Seconds of the video to skip, at least 0, with at most 3 decimals; 0 when left out.
            duration: Seconds of the video to convert, at least 0, with at most 3 decimals; to its end when left out.
            strict: As for ``create_template``.

        Returns:
            The template. If an existing one differs, ``differences`` lists how, and a warning is logged.

        Raises:
            SchemaError: The parameters break the schema.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            TypeError: Both ``animation`` and flat parameters are given.
        """
        flat = build_animation(
            format=format,
            codec=codec,
            width=width,
            height=height,
            fps=fps,
            frames_per_second=frames_per_second,
            keyframes_only=keyframes_only,
            frame_interval=frame_interval,
            quality=quality,
            start=start,
            duration=duration,
        )
        if animation is not None:
            object_argument("animation", models.Animation, animation)
        requested = exclusive_parameters(animation, flat) or models.Animation()
        request = template_request(name, requested)
        # Validated before the list is read, so that errors and advice do not depend on existing templates.
        body = self._encode_valid(request, validate(request), strict=strict)
        for existing in self.list_templates(name=name):
            if existing.name == name:
                differences = differences_of(requested, existing)
                for line in differences:
                    _log.warning("template %s exists and differs: %s", name, line)
                return EnsuredTemplate(template=existing, created=False, differences=differences)
        response = decode_reply(self._send_api(CREATE_TEMPLATE, request, body=body), models.TemplateResponse)
        return EnsuredTemplate(template=template_of(response), created=True)


def template_request(name: str, animation: Animation) -> CreateTemplateRequest:
    """Return the request that creates a template with these parameters."""
    return models.CreateTemplateRequest(
        tag="Animation",
        name=name,
        # Validation reports a missing container.
        container=animation.container,  # type: ignore[arg-type]
        video=animation.video,
        time_interval=animation.time_interval,
    )


def update_request(request: CreateTemplateRequest) -> UpdateTemplateRequest:
    """Build the request that replaces a template from the request that would create it."""
    return models.UpdateTemplateRequest(
        tag=request.tag,
        name=request.name,
        container=request.container,
        video=request.video,
        time_interval=request.time_interval,
    )


def template_of(response: TemplateResponse) -> TemplateDetail:
    """Return the template in a reply, which is either in the node ``Template`` or directly in the root."""
    if response.template is not None and (response.template.template_id or not response.template_id):
        return response.template
    fields = {field.name: getattr(response, field.name) for field in dataclasses.fields(models.TemplateDetail)}
    return models.TemplateDetail(**fields)


def differences_of(requested: Animation, existing: TemplateDetail) -> tuple[str, ...]:
    """Return the differences between an existing template and the requested parameters, one line each."""
    return tuple(_differences(requested, existing.trans_tpl, "TransTpl"))


def parameters_of(existing: TemplateDetail) -> Animation:
    """Return the parameters of an existing template in the form of a request.

    Blank values and nodes that requests do not have are left out; nothing is validated.
    """
    animation: Animation = (
        _to_request(existing.trans_tpl, models.Animation) if existing.trans_tpl else models.Animation()
    )
    return animation


def _to_request(reply: Any, cls: type[Any]) -> Any:
    """Return an object of a request class with the values of a reply; blank values become None."""
    values = {}
    for element in plan_of(cls).elements:
        value = getattr(reply, element.field)
        if element.simple is None:
            values[element.field] = None if value is None else _to_request(value, element.complex.cls)
        else:
            values[element.field] = None if value == "" else value
    return cls(**values)


def _differences(requested: Any, existing: Any, path: str) -> Iterator[str]:
    """Yield the differences between two sets of parameters; values are compared as numbers, blank ones are absent."""
    if requested is None and existing is None:
        return
    for element in plan_of(type(requested if requested is not None else existing)).elements:
        new, old = (getattr(side, element.field, None) for side in (requested, existing))
        if element.simple is None:
            yield from _differences(new, old, f"{path}.{element.name}")
        elif not _equal(new, old):
            yield f"{path}.{element.name} is {_value_text(old)}, not {_value_text(new)}"


def _equal(one: Any, other: Any) -> bool:
    # 15 and 15.0 are the same frame rate. Blank values count as absent, as do 0 and false, the documented defaults
    # of the two parameters that can have them.
    return (one or None) == (other or None) or value_text(one or "") == value_text(other or "")


def _value_text(value: Any) -> str:
    return "unset" if value in (None, "") else str(value_text(value))
