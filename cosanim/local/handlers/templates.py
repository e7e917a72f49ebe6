"""Handlers for templates: create, update, delete and list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.handlers.list_pages import ALL, numbered_page, split_ids
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.response_elements import template_detail
from cosanim.local.storage.templates import official_templates
from cosanim.models import (
    DeleteTemplateResponse,
    ListTemplatesQuery,
    ListTemplatesResponse,
    MissingTemplates,
    Tag,
    TemplateCategory,
    TemplateResponse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.http.api_routing import ApiRequest, Handler
    from cosanim.local.storage.templates import Template, TemplateStore
    from cosanim.models import CreateTemplateRequest, UpdateTemplateRequest


class TemplateHandlers:
    """Handles the API calls for templates."""

    def __init__(self, templates: TemplateStore) -> None:
        """Store the components that the handlers use.

        Args:
            templates: The templates.
        """
        self._templates = templates

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each API."""
        return {
            "create_template": self._create,
            "update_template": self._update,
            "delete_template": self._delete,
            "list_templates": self._list,
        }

    def _create(self, request: ApiRequest[CreateTemplateRequest]) -> TemplateResponse:
        template = self._templates.create(request.bucket, request.body)
        return TemplateResponse(request_id=request.request_id, template=template_detail(template))

    def _update(self, request: ApiRequest[UpdateTemplateRequest]) -> TemplateResponse:
        template = self._templates.replace(request.bucket, request.name, request.body)
        return TemplateResponse(request_id=request.request_id, template=template_detail(template))

    def _delete(self, request: ApiRequest[None]) -> DeleteTemplateResponse:
        self._templates.delete(request.bucket, request.name)
        return DeleteTemplateResponse(request_id=request.request_id, template_id=request.name)

    def _list(self, request: ApiRequest[None]) -> ListTemplatesResponse:
        query = checked_query(request.http, ListTemplatesQuery)
        template_ids = split_ids(query.ids)
        templates = self._of_category(request.bucket, query)
        matches = [
            template
            for template in templates
            if (not template_ids or template.template_id in template_ids)
            and template.name.startswith(query.name or "")
            and query.tag in {None, ALL, Tag.ANIMATION}
        ]
        missing = set(template_ids) - {template.template_id for template in templates}
        page, number, size = numbered_page(matches, query.page_number, query.page_size)
        return ListTemplatesResponse(
            request_id=request.request_id,
            total_count=len(matches),
            page_number=number,
            page_size=size,
            template_list=[template_detail(template) for template in page],
            non_exist_tids=MissingTemplates(template_id=[one for one in template_ids if one in missing])
            if missing
            else None,
        )

    def _of_category(self, bucket: str, query: ListTemplatesQuery) -> list[Template]:
        """Return the templates of the requested category; of both for ids without a category."""
        custom = self._templates.custom(bucket)
        if query.category == TemplateCategory.OFFICIAL:
            return official_templates()
        return [*custom, *official_templates()] if query.ids and not query.category else custom
