# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cosanim.schema import UnknownNode, equal_fields, no_such_choice, short_repr

from .animation import (
    AnimationDetail,
    Container,
    TimeInterval,
    Video,
)
from .jobs import Tag


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class DeleteTemplateResponse:
    """
    The template that was deleted.

    Attributes:
        request_id: The service's identifier of the request.
        template_id: Id of the deleted template.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    template_id: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class MissingTemplates:
    """
    Ids of templates that do not exist.

    Attributes:
        template_id: The ids.
        unknown: Nodes that the schema does not know, in their own order.
    """

    template_id: list[str] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


class TemplateCategory(StrEnum):
    """
    Origin of a template.

    Attributes:
        CUSTOM: A template of the owner of the bucket; the default.
        OFFICIAL: A template of the service, also called preset.
    """

    CUSTOM = "Custom"
    OFFICIAL = "Official"

    _missing_ = classmethod(no_such_choice)


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class CreateTemplateRequest:
    """
    Creates a template.

    Attributes:
        tag: Kind of the template: Animation.
        name: Name: Chinese and English letters, digits, _, - and *. Allowed: length 1 to 64.
        container: Container format of the result.
        video: Codec, size, frame rate and frame sampling.
        time_interval: The part of the video that is converted; the whole video when left out.
    """

    tag: Tag | str
    name: str
    container: Container
    video: Video | None = None
    time_interval: TimeInterval | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListTemplatesQuery:
    """
    The query of a list of templates.

    Attributes:
        tag: Kind of the templates; All when left out.
        category: Custom (default) or Official.
        ids: Ids, separated by commas.
        name: Beginning of the name. Allowed: length at least 1.
        page_number: Number of the page; 1 when left out. Allowed: at least 1.
        page_size: Number of entries on a page; 10 when left out. Allowed: 1 to 100.
    """

    tag: str | None = None
    category: TemplateCategory | str | None = None
    ids: str | None = None
    name: str | None = None
    page_number: int | None = None
    page_size: int | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class TemplateDetail:
    """
    A template, in replies.

    Attributes:
        template_id: Id of the template.
        name: Name of the template.
        tag: Kind of the template.
        bucket_id: Bucket of the template.
        category: Custom or Official.
        trans_tpl: The animation parameters.
        create_time: Time of creation, ISO 8601 with offset.
        update_time: Time of the last change, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    template_id: str | None = None
    name: str | None = None
    tag: str | None = None
    bucket_id: str | None = None
    category: TemplateCategory | str | None = None
    trans_tpl: AnimationDetail | None = None
    create_time: str | None = None
    update_time: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class UpdateTemplateRequest:
    """
    Replaces a template as a whole: settings that are left out are deleted.

    Attributes:
        tag: Kind of the template: Animation.
        name: Name: Chinese and English letters, digits, _, - and *. Allowed: length 1 to 64.
        template_id: Id of the template, as in the path.
        container: Container format of the result.
        video: Codec, size, frame rate and frame sampling.
        time_interval: The part of the video that is converted; the whole video when left out.
    """

    tag: Tag | str
    name: str
    template_id: str | None = None
    container: Container
    video: Video | None = None
    time_interval: TimeInterval | None = None

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ListTemplatesResponse:
    """
    A page of templates.

    Attributes:
        request_id: The service's identifier of the request.
        total_count: Number of entries over all pages.
        page_number: Number of this page, from 1.
        page_size: Number of entries on a page.
        template_list: The templates.
        non_exist_tids: Ids of templates that do not exist; left out when all exist.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    total_count: int | str | None = None
    page_number: int | str | None = None
    page_size: int | str | None = None
    template_list: list[TemplateDetail] = field(default_factory=list)
    non_exist_tids: MissingTemplates | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class TemplateResponse:
    """
    The template that was created or replaced.

    Most replies contain it in Template; in the tables and in one sample, its nodes are direct children.

    Attributes:
        request_id: The service's identifier of the request.
        template: The template.
        template_id: Id of the template.
        name: Name of the template.
        tag: Kind of the template.
        bucket_id: Bucket of the template.
        category: Custom or Official.
        trans_tpl: The animation parameters.
        create_time: Time of creation, ISO 8601 with offset.
        update_time: Time of the last change, ISO 8601 with offset.
        unknown: Nodes that the schema does not know, in their own order.
    """

    request_id: str | None = None
    template: TemplateDetail | None = None
    template_id: str | None = None
    name: str | None = None
    tag: str | None = None
    bucket_id: str | None = None
    category: TemplateCategory | str | None = None
    trans_tpl: AnimationDetail | None = None
    create_time: str | None = None
    update_time: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields
