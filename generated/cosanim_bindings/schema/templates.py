# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in templates.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element, Rule, SimpleType

from .common import IDENTIFIER, IDENTIFIERS, NON_BLANK, PAGE_NUMBER, PAGE_SIZE, REPLY_INTEGER, XS_STRING
from .jobs import LISTED_TAG, TAG

REPLY_TEMPLATE_CATEGORY: Final = SimpleType(name="ReplyTemplateCategory", kinds=("str",))

TEMPLATE_CATEGORY: Final = SimpleType(name="TemplateCategory", kinds=("str",), enumeration=("Custom", "Official"))

TEMPLATE_NAME: Final = SimpleType(
    name="TemplateName",
    kinds=("str",),
    patterns=("[\\*\\-0-9A-Z_a-z㐀-䶿一-鿿]*",),
    form="letters, digits, Chinese characters, hyphens, underscores and asterisks",
    min_length=1,
    max_length=64,
)

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "CreateTemplateRequest": ComplexType(
        name="CreateTemplateRequest",
        elements=(
            Element("Tag", "tag", TAG, required=True),
            Element("Name", "name", TEMPLATE_NAME, required=True),
            Element("Container", "container", "animation.Container", required=True),
            Element("Video", "video", "animation.Video"),
            Element("TimeInterval", "time_interval", "animation.TimeInterval"),
        ),
        root="Request",
        rules=(
            Rule(
                id="create-template-interval-below-duration",
                severity="error",
                test="not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration)) or Video/AnimateFramesPerSecond or normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'",
                message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration unless AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame true outranks it: sample more often, or take a longer part.",
            ),
            Rule(
                id="create-template-quality-without-webp",
                severity="warning",
                test="not(Video/Quality and (Container/Format = 'gif' or Container/Format = 'hgif'))",
                message="Quality has no effect on a GIF: leave it out, or choose the format webp.",
            ),
            Rule(
                id="create-template-codec-not-of-format",
                severity="warning",
                test="not(Container/Format = 'webp' and Video/Codec = 'gif') and not((Container/Format = 'gif' or Container/Format = 'hgif') and Video/Codec = 'webp')",
                message="The codec belongs to another format: gif and hgif take the codec gif, webp takes webp.",
            ),
            Rule(
                id="create-template-no-duration",
                severity="warning",
                test="TimeInterval/Duration",
                message="Without TimeInterval.Duration the whole rest of the video is rendered and paid for: set a duration unless that is meant.",
            ),
        ),
    ),
    "UpdateTemplateRequest": ComplexType(
        name="UpdateTemplateRequest",
        elements=(
            Element("Tag", "tag", TAG, required=True),
            Element("Name", "name", TEMPLATE_NAME, required=True),
            Element("TemplateId", "template_id", IDENTIFIER),
            Element("Container", "container", "animation.Container", required=True),
            Element("Video", "video", "animation.Video"),
            Element("TimeInterval", "time_interval", "animation.TimeInterval"),
        ),
        root="Request",
        rules=(
            Rule(
                id="update-template-interval-below-duration",
                severity="error",
                test="not(number(Video/AnimateTimeIntervalOfFrame) ge number(TimeInterval/Duration)) or Video/AnimateFramesPerSecond or normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'",
                message="Video.AnimateTimeIntervalOfFrame must be below TimeInterval.Duration unless AnimateFramesPerSecond or AnimateOnlyKeepKeyFrame true outranks it: sample more often, or take a longer part.",
            ),
            Rule(
                id="update-template-quality-without-webp",
                severity="warning",
                test="not(Video/Quality and (Container/Format = 'gif' or Container/Format = 'hgif'))",
                message="Quality has no effect on a GIF: leave it out, or choose the format webp.",
            ),
            Rule(
                id="update-template-codec-not-of-format",
                severity="warning",
                test="not(Container/Format = 'webp' and Video/Codec = 'gif') and not((Container/Format = 'gif' or Container/Format = 'hgif') and Video/Codec = 'webp')",
                message="The codec belongs to another format: gif and hgif take the codec gif, webp takes webp.",
            ),
            Rule(
                id="update-template-no-duration",
                severity="warning",
                test="TimeInterval/Duration",
                message="Without TimeInterval.Duration the whole rest of the video is rendered and paid for: set a duration unless that is meant.",
            ),
        ),
    ),
    "TemplateDetail": ComplexType(
        name="TemplateDetail",
        elements=(
            Element("TemplateId", "template_id", XS_STRING, spellings=("TemplateID",)),
            Element("Name", "name", XS_STRING),
            Element("Tag", "tag", XS_STRING),
            Element("BucketId", "bucket_id", XS_STRING),
            Element("Category", "category", REPLY_TEMPLATE_CATEGORY),
            Element("TransTpl", "trans_tpl", "animation.AnimationDetail"),
            Element("CreateTime", "create_time", XS_STRING),
            Element("UpdateTime", "update_time", XS_STRING),
        ),
        root="TemplateDetail",
        open=True,
    ),
    "TemplateResponse": ComplexType(
        name="TemplateResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("Template", "template", "templates.TemplateDetail"),
            Element("TemplateId", "template_id", XS_STRING, spellings=("TemplateID",)),
            Element("Name", "name", XS_STRING),
            Element("Tag", "tag", XS_STRING),
            Element("BucketId", "bucket_id", XS_STRING),
            Element("Category", "category", REPLY_TEMPLATE_CATEGORY),
            Element("TransTpl", "trans_tpl", "animation.AnimationDetail"),
            Element("CreateTime", "create_time", XS_STRING),
            Element("UpdateTime", "update_time", XS_STRING),
        ),
        root="Response",
        open=True,
    ),
    "DeleteTemplateResponse": ComplexType(
        name="DeleteTemplateResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("TemplateId", "template_id", XS_STRING, spellings=("TemplateID",)),
        ),
        root="Response",
        open=True,
    ),
    "ListTemplatesQuery": ComplexType(
        name="ListTemplatesQuery",
        elements=(
            Element("tag", "tag", LISTED_TAG),
            Element("category", "category", TEMPLATE_CATEGORY),
            Element("ids", "ids", IDENTIFIERS),
            Element("name", "name", NON_BLANK),
            Element("pageNumber", "page_number", PAGE_NUMBER),
            Element("pageSize", "page_size", PAGE_SIZE),
        ),
        root="ListTemplatesQuery",
    ),
    "ListTemplatesResponse": ComplexType(
        name="ListTemplatesResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("TotalCount", "total_count", REPLY_INTEGER),
            Element("PageNumber", "page_number", REPLY_INTEGER),
            Element("PageSize", "page_size", REPLY_INTEGER),
            Element("TemplateList", "template_list", "templates.TemplateDetail", array=True),
            Element("NonExistTIDs", "non_exist_tids", "templates.MissingTemplates"),
        ),
        root="Response",
        open=True,
    ),
    "MissingTemplates": ComplexType(
        name="MissingTemplates",
        elements=(Element("TemplateId", "template_id", XS_STRING, array=True, spellings=("TemplateID",)),),
        root="MissingTemplates",
        open=True,
    ),
}
