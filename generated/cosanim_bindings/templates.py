# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .animation import (
    AnimationDetail,
    Container,
    TimeInterval,
    Video,
)
from .jobs import Tag
from .unknown import UnknownNode


@dataclass(slots=True, kw_only=True)
class DeleteTemplateResponse:
    """
    The template that was deleted.

    Attributes:
        request_id: The service's identifier of the request.
        template_id: Id of the deleted template.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    template_id: str | None = field(default=None, metadata={"name": "TemplateId", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class MissingTemplates:
    """
    Ids that no template has.

    Attributes:
        template_id: The ids.
        unknown: Nodes that the schema does not know, in their own order.
    """

    template_id: list[str] = field(default_factory=list, metadata={"name": "TemplateId", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


class TemplateCategory(StrEnum):
    """
    Who made a template.

    Attributes:
        CUSTOM: The owner of the bucket, the default.
        OFFICIAL: The service: a preset.
    """

    CUSTOM = "Custom"
    OFFICIAL = "Official"


@dataclass(slots=True, kw_only=True)
class CreateTemplateRequest:
    """
    Creates a template.

    Attributes:
        tag: Kind of the template: Animation.
        name: Name: Chinese and English letters, digits, _, - and *, at most 64.
        container: Container format of the result.
        video: Codec, size, frame rate and frame sampling.
        time_interval: The part of the video that is converted; all of it when left out.
    """

    class Meta:
        name = "Request"

    tag: Tag | str = field(metadata={"name": "Tag", "type": "Element"})
    name: str = field(metadata={"name": "Name", "type": "Element"})
    container: Container = field(metadata={"name": "Container", "type": "Element"})
    video: Video | None = field(default=None, metadata={"name": "Video", "type": "Element"})
    time_interval: TimeInterval | None = field(default=None, metadata={"name": "TimeInterval", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class ListTemplatesQuery:
    """
    Which templates to list.

    Attributes:
        tag: Kind of the templates; All when left out.
        category: Custom (default) or Official.
        ids: Ids with commas.
        name: Beginning of the name.
        page_number: Page to read, from 1, the default.
        page_size: Entries on a page, 1 to 100; 10 when left out.
    """

    tag: str | None = field(default=None, metadata={"name": "tag", "type": "Element"})
    category: TemplateCategory | str | None = field(default=None, metadata={"name": "category", "type": "Element"})
    ids: str | None = field(default=None, metadata={"name": "ids", "type": "Element"})
    name: str | None = field(default=None, metadata={"name": "name", "type": "Element"})
    page_number: int | None = field(default=None, metadata={"name": "pageNumber", "type": "Element"})
    page_size: int | None = field(default=None, metadata={"name": "pageSize", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class TemplateDetail:
    """
    A template as the service tells it.

    Attributes:
        template_id: Id of the template.
        name: Name of the template.
        tag: Kind of the template.
        bucket_id: Bucket that keeps it.
        category: Custom or Official.
        trans_tpl: The animation parameters.
        create_time: When it was created, ISO 8601 with offset.
        update_time: When it was last changed, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    template_id: str | None = field(default=None, metadata={"name": "TemplateId", "type": "Element"})
    name: str | None = field(default=None, metadata={"name": "Name", "type": "Element"})
    tag: str | None = field(default=None, metadata={"name": "Tag", "type": "Element"})
    bucket_id: str | None = field(default=None, metadata={"name": "BucketId", "type": "Element"})
    category: TemplateCategory | str | None = field(default=None, metadata={"name": "Category", "type": "Element"})
    trans_tpl: AnimationDetail | None = field(default=None, metadata={"name": "TransTpl", "type": "Element"})
    create_time: str | None = field(default=None, metadata={"name": "CreateTime", "type": "Element"})
    update_time: str | None = field(default=None, metadata={"name": "UpdateTime", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class UpdateTemplateRequest:
    """
    Replaces a template whole: what is left out is gone.

    Attributes:
        tag: Kind of the template: Animation.
        name: Name: Chinese and English letters, digits, _, - and *, at most 64.
        template_id: Id of the template, as in the address.
        container: Container format of the result.
        video: Codec, size, frame rate and frame sampling.
        time_interval: The part of the video that is converted; all of it when left out.
    """

    class Meta:
        name = "Request"

    tag: Tag | str = field(metadata={"name": "Tag", "type": "Element"})
    name: str = field(metadata={"name": "Name", "type": "Element"})
    template_id: str | None = field(default=None, metadata={"name": "TemplateId", "type": "Element"})
    container: Container = field(metadata={"name": "Container", "type": "Element"})
    video: Video | None = field(default=None, metadata={"name": "Video", "type": "Element"})
    time_interval: TimeInterval | None = field(default=None, metadata={"name": "TimeInterval", "type": "Element"})


@dataclass(slots=True, kw_only=True)
class ListTemplatesResponse:
    """
    A page of templates.

    Attributes:
        request_id: The service's identifier of the request.
        total_count: Number of entries over all pages.
        page_number: Number of this page, from 1.
        page_size: Number of entries on a page.
        template_list: The templates.
        non_exist_tids: Ids that nothing has; left out when all exist.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    total_count: int | str | None = field(default=None, metadata={"name": "TotalCount", "type": "Element"})
    page_number: int | str | None = field(default=None, metadata={"name": "PageNumber", "type": "Element"})
    page_size: int | str | None = field(default=None, metadata={"name": "PageSize", "type": "Element"})
    template_list: list[TemplateDetail] = field(
        default_factory=list, metadata={"name": "TemplateList", "type": "Element"}
    )
    non_exist_tids: MissingTemplates | None = field(default=None, metadata={"name": "NonExistTIDs", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})


@dataclass(slots=True, kw_only=True)
class TemplateResponse:
    """
    The template that was created or replaced.

    Most replies put it below Template; the tables and one sample put its nodes right here.

    Attributes:
        request_id: The service's identifier of the request.
        template: The template.
        template_id: Id of the template.
        name: Name of the template.
        tag: Kind of the template.
        bucket_id: Bucket that keeps it.
        category: Custom or Official.
        trans_tpl: The animation parameters.
        create_time: When it was created, ISO 8601 with offset.
        update_time: When it was last changed, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Response"

    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    template: TemplateDetail | None = field(default=None, metadata={"name": "Template", "type": "Element"})
    template_id: str | None = field(default=None, metadata={"name": "TemplateId", "type": "Element"})
    name: str | None = field(default=None, metadata={"name": "Name", "type": "Element"})
    tag: str | None = field(default=None, metadata={"name": "Tag", "type": "Element"})
    bucket_id: str | None = field(default=None, metadata={"name": "BucketId", "type": "Element"})
    category: TemplateCategory | str | None = field(default=None, metadata={"name": "Category", "type": "Element"})
    trans_tpl: AnimationDetail | None = field(default=None, metadata={"name": "TransTpl", "type": "Element"})
    create_time: str | None = field(default=None, metadata={"name": "CreateTime", "type": "Element"})
    update_time: str | None = field(default=None, metadata={"name": "UpdateTime", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
