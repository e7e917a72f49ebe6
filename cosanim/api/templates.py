"""Templates: named sets of animation parameters that a bucket keeps."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from cosanim import models
from cosanim.api.base import Caller, joined
from cosanim.api.paging import all_pages
from cosanim.api.requests import build_animation, only_one
from cosanim.errors import NotFoundError, SchemaError
from cosanim.operations import CREATE_TEMPLATE, DELETE_TEMPLATE, LIST_TEMPLATES, UPDATE_TEMPLATE
from cosanim.xml.plans import plan_of
from cosanim.xml.simple_types import text_of
from cosanim.xml.validation import errors_of, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosanim.api.requests import AnimationParameters
    from cosanim.models import (
        Animation,
        CreateTemplateRequest,
        DeleteTemplateResponse,
        ListTemplatesResponse,
        TemplateDetail,
        TemplateResponse,
        UpdateTemplateRequest,
    )

_log = logging.getLogger("cosanim")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnsuredTemplate:
    """A template that is there now.

    Attributes:
        template: The template.
        created: Whether it was created just now.
        differences: How an existing one differs from what was asked for: a line each.
    """

    template: TemplateDetail
    created: bool
    differences: tuple[str, ...] = ()


class TemplateCalls(Caller):
    """Creates, reads, replaces and deletes templates."""

    def create_template(self, request: CreateTemplateRequest) -> TemplateResponse:
        """Create a template: POST /template.

        Args:
            request: Name and parameters.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service refused, as with a name that is taken.
            TransportError: There was no reply.
        """
        return self._call_api(CREATE_TEMPLATE, request)

    def update_template(self, template_id: str, request: UpdateTemplateRequest) -> TemplateResponse:
        """Replace a template whole: PUT /template/<id>.

        Args:
            template_id: Its id.
            request: Name and all parameters; what is left out is gone.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        return self._call_api(UPDATE_TEMPLATE, request, template_id=template_id)

    def delete_template(self, template_id: str) -> DeleteTemplateResponse:
        """Delete a template: DELETE /template/<id>.

        Args:
            template_id: Its id.

        Raises:
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        return self._call_api(DELETE_TEMPLATE, None, template_id=template_id)

    def list_templates(
        self,
        *,
        tag: str | None = "Animation",
        category: str | None = None,
        ids: Iterable[str] | None = None,
        name: str | None = None,
        size: int | None = None,
    ) -> Iterator[TemplateDetail]:
        """List templates, page by page as they are asked for.

        Args:
            tag: Kind of the templates; None for every kind.
            category: Custom (default) or Official.
            ids: Only these.
            name: Only those whose names begin like this.
            size: Templates on a page, 1 to 100.

        Raises:
            SchemaError: An argument breaks the schema.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        query = models.ListTemplatesQuery(tag=tag, category=category, ids=joined(ids), name=name, page_size=size)

        def read(number: int) -> ListTemplatesResponse:
            query.page_number = number
            return self._call_api(LIST_TEMPLATES, query)

        return all_pages(read, lambda page: page.template_list)

    def describe_template(self, template_id: str) -> TemplateDetail:
        """Read one template.

        Args:
            template_id: Its id.

        Raises:
            NotFoundError: No template has this id.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        response = self._call_api(LIST_TEMPLATES, models.ListTemplatesQuery(ids=template_id))
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
        self, name: str, *, animation: Animation | None = None, **parameters: Unpack[AnimationParameters]
    ) -> EnsuredTemplate:
        """Find a template by its name, or create it. One that exists is never changed here.

        Args:
            name: Its name.
            animation: The parameters, built by hand; excludes the flat ones.
            **parameters: The flat parameters, as in ``submit``.

        Returns:
            The template. Where an existing one differs, ``differences`` says how, and the log warns.

        Raises:
            SchemaError: The parameters break the schema.
            ServiceError: The service refused.
            TransportError: There was no reply.
            TypeError: Both ``animation`` and flat parameters are given.
        """
        flat = build_animation(**parameters)
        given = only_one("animation or the flat parameters (format, width, …)", animation, flat)
        wanted = given or models.Animation()
        request = template_request(name, wanted)
        # Checked also where nothing is created: what is wrong must not depend on what is there.
        if errors := errors_of(validate(request)):
            raise SchemaError(errors)
        for found in self.list_templates(name=name):
            if found.name == name:
                differences = differences_of(wanted, found)
                for line in differences:
                    _log.warning("template %s exists and differs: %s", name, line)
                return EnsuredTemplate(template=found, created=False, differences=differences)
        response = self.create_template(request)
        return EnsuredTemplate(template=template_of(response), created=True)


def template_request(name: str, animation: Animation) -> CreateTemplateRequest:
    """Return the request that creates a template with these parameters."""
    return models.CreateTemplateRequest(
        tag="Animation",
        name=name,
        # A container that is missing is for validation to report.
        container=animation.container,  # type: ignore[arg-type]
        video=animation.video,
        time_interval=animation.time_interval,
    )


def update_request(request: CreateTemplateRequest) -> UpdateTemplateRequest:
    """Return the request that replaces a template by what another request would create."""
    return models.UpdateTemplateRequest(
        tag=request.tag,
        name=request.name,
        container=request.container,
        video=request.video,
        time_interval=request.time_interval,
    )


def template_of(response: TemplateResponse) -> TemplateDetail:
    """Return the template of a reply, whether it stands below ``Template`` or right at the root."""
    if response.template is not None and (response.template.template_id or not response.template_id):
        return response.template
    fields = {field.name: getattr(response, field.name) for field in dataclasses.fields(models.TemplateDetail)}
    return models.TemplateDetail(**fields)


def differences_of(wanted: Animation, found: TemplateDetail) -> tuple[str, ...]:
    """Return how an existing template differs from the parameters that are wanted, a line each; by value."""
    return tuple(_differences(wanted, found.trans_tpl, "TransTpl"))


def parameters_of(found: TemplateDetail) -> Animation:
    """Return the parameters of an existing template as a request has them.

    What is blank, and what no request may hold, is left out; nothing is checked.
    """
    animation: Animation = _as_sent(found.trans_tpl, models.Animation) if found.trans_tpl else models.Animation()
    return animation


def _as_sent(told: Any, cls: type[Any]) -> Any:
    values = {}
    for element in plan_of(cls).elements:
        value = getattr(told, element.field)
        if element.simple is None:
            values[element.field] = None if value is None else _as_sent(value, element.complex.cls)
        else:
            values[element.field] = None if value == "" else value
    return cls(**values)


def _differences(wanted: Any, found: Any, path: str) -> Iterator[str]:
    """Yield how two sets of parameters differ by value; what is blank is absent."""
    if wanted is None and found is None:
        return
    for element in plan_of(type(wanted if wanted is not None else found)).elements:
        one, other = (getattr(side, element.field, None) for side in (wanted, found))
        if element.simple is None:
            yield from _differences(one, other, f"{path}.{element.name}")
        elif not _equal(one, other):
            yield f"{path}.{element.name} is {_shown(other)}, not {_shown(one)}"


def _equal(one: Any, other: Any) -> bool:
    # 15 and 15.0 are the same frame rate; blank is absent, and so are 0 and false, the documented defaults of the two
    # parameters that can have them.
    return (one or None) == (other or None) or text_of(one or "") == text_of(other or "")


def _shown(value: Any) -> str:
    return "unset" if value in (None, "") else str(text_of(value))
