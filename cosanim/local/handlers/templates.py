"""Templates: creating, replacing, deleting and listing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.details import time_text
from cosanim.local.echo import echo
from cosanim.local.handlers.list_queries import ALL, listed_ids, numbered_page
from cosanim.local.http.schema_checks import checked_query
from cosanim.local.storage.templates import official_templates
from cosanim.models import (
    AnimationDetail,
    DeleteTemplateResponse,
    ListTemplatesQuery,
    ListTemplatesResponse,
    MissingTemplates,
    Tag,
    TemplateCategory,
    TemplateDetail,
    TemplateResponse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.http.routing import Asked, Handler
    from cosanim.local.storage.templates import Template, TemplateStore
    from cosanim.models import CreateTemplateRequest, UpdateTemplateRequest


class TemplateRoutes:
    """Answers for templates."""

    def __init__(self, templates: TemplateStore) -> None:
        """Take the table.

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

    def _create(self, asked: Asked[CreateTemplateRequest]) -> TemplateResponse:
        template = self._templates.create(asked.bucket, asked.request)
        return TemplateResponse(request_id=asked.request_id, template=template_detail(template))

    def _update(self, asked: Asked[UpdateTemplateRequest]) -> TemplateResponse:
        template = self._templates.replace(asked.bucket, asked.name, asked.request)
        return TemplateResponse(request_id=asked.request_id, template=template_detail(template))

    def _delete(self, asked: Asked[None]) -> DeleteTemplateResponse:
        self._templates.delete(asked.bucket, asked.name)
        return DeleteTemplateResponse(request_id=asked.request_id, template_id=asked.name)

    def _list(self, asked: Asked[None]) -> ListTemplatesResponse:
        query = checked_query(asked.call, ListTemplatesQuery)
        wanted = listed_ids(query.ids)
        known = self._category(asked.bucket, query)
        found = [
            template
            for template in known
            if (not wanted or template.template_id in wanted)
            and template.name.startswith(query.name or "")
            and query.tag in {None, ALL, Tag.ANIMATION}
        ]
        missing = set(wanted) - {template.template_id for template in known}
        page, number, size = numbered_page(found, query.page_number, query.page_size)
        return ListTemplatesResponse(
            request_id=asked.request_id,
            total_count=len(found),
            page_number=number,
            page_size=size,
            template_list=[template_detail(template) for template in page],
            non_exist_tids=MissingTemplates(template_id=[i for i in wanted if i in missing]) if missing else None,
        )

    def _category(self, bucket: str, query: ListTemplatesQuery) -> list[Template]:
        """Return the templates of the category that is asked for; ids alone are looked for in both."""
        custom = self._templates.custom(bucket)
        if query.category == TemplateCategory.OFFICIAL:
            return official_templates()
        return [*custom, *official_templates()] if query.ids and not query.category else custom


def template_detail(template: Template) -> TemplateDetail:
    """Return a template as the service tells it."""
    is_official = template.bucket is None
    return TemplateDetail(
        template_id=template.template_id,
        name=template.name,
        tag=Tag.ANIMATION,
        bucket_id=template.bucket,
        category=TemplateCategory.OFFICIAL if is_official else TemplateCategory.CUSTOM,
        trans_tpl=echo(template.animation, AnimationDetail),
        create_time=None if is_official else time_text(template.created),
        update_time=None if is_official else time_text(template.updated),
    )
