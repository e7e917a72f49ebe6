# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in common.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, SimpleType

BUCKET_NAME: Final = SimpleType(
    name="BucketName",
    kinds=("str",),
    patterns=("[0-9a-z][\\-0-9a-z]*-[0-9]+",),
    form="lower-case letters, digits and hyphens, then a hyphen and the appid, as test-1250000000",
)

IDENTIFIER: Final = SimpleType(
    name="Identifier", kinds=("str",), patterns=("[\\-0-9A-Z_a-z]+",), form="letters, digits, hyphens and underscores"
)

IDENTIFIERS: Final = SimpleType(
    name="Identifiers",
    kinds=("str",),
    patterns=("[\\-0-9A-Z_a-z]+(?:,[\\-0-9A-Z_a-z]+)*",),
    form="ids with commas between them",
)

JOB_LEVEL: Final = SimpleType(name="JobLevel", kinds=("int",), min_inclusive=0, max_inclusive=2)

JOB_STATES: Final = SimpleType(
    name="JobStates",
    kinds=("str",),
    patterns=(
        "All|(?:Submitted|Running|Success|Failed|Pause|Cancel)(?:,(?:Submitted|Running|Success|Failed|Pause|Cancel))*",
    ),
    form="All, or Submitted, Running, Success, Failed, Pause and Cancel with commas between them",
)

NON_BLANK: Final = SimpleType(name="NonBlank", kinds=("str",), min_length=1)

OBJECT_KEY: Final = SimpleType(name="ObjectKey", kinds=("str",), min_length=1)

ORDER_BY_TIME: Final = SimpleType(name="OrderByTime", kinds=("str",), enumeration=("Desc", "Asc"))

PAGE_NUMBER: Final = SimpleType(name="PageNumber", kinds=("int",), min_inclusive=1)

PAGE_SIZE: Final = SimpleType(name="PageSize", kinds=("int",), min_inclusive=1, max_inclusive=100)

REGION_NAME: Final = SimpleType(
    name="RegionName",
    kinds=("str",),
    patterns=("[a-z][0-9a-z]*(?:-[0-9a-z]+)*",),
    form="lower-case words with hyphens, as ap-chongqing",
)

REPLY_BOOLEAN: Final = SimpleType(name="ReplyBoolean", kinds=("bool", "str"))

REPLY_INTEGER: Final = SimpleType(name="ReplyInteger", kinds=("int", "str"))

REPLY_NUMBER: Final = SimpleType(name="ReplyNumber", kinds=("int", "Decimal", "str"))

TIME_STAMP: Final = SimpleType(
    name="TimeStamp",
    kinds=("str",),
    patterns=("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[\\+\\-][0-9]{4}",),
    form="a time as 2022-06-27T15:23:10+0800",
)

USER_DATA: Final = SimpleType(
    name="UserData", kinds=("str",), patterns=("[ -~]*",), form="printable ASCII only", max_length=1024
)

XS_STRING: Final = SimpleType(name="xs:string", kinds=("str",))

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {}
