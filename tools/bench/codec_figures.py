"""Measures encode, decode and validate against the equivalent functions of other libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xmlschema
from lxml import etree
from qcloud_cos.cos_comm import format_xml, xml_to_dict
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.serializers import XmlSerializer

from cosanim import decode, encode, validate
from cosanim.models import SubmitJobResponse
from tools.bench.measure import alternate, compare, cpu, passes_over
from tools.bench.payloads import dictionaries, reply, submissions
from tools.bench.xsdata_classes import classes
from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.bench.measure import Effort, Figure


def figures(effort: Effort) -> list[Figure]:
    """Measure CPU time; implementations of the same operation run in the same rounds."""
    return [*_encode(effort), *_decode(effort), *_validate(effort)]


def _encode(effort: Effort) -> list[Figure]:
    requests = submissions()
    serializer, parser = XmlSerializer(context=XmlContext()), XmlParser(context=XmlContext())
    theirs = [parser.from_bytes(encode(request), classes().Request) for request in requests]
    rounds = _rounds(
        effort,
        {
            "ours": (encode, requests),
            "sdk": (lambda tree: format_xml(tree, root="Request"), dictionaries()),
            "xsdata": (serializer.render, theirs),
        },
    )
    return [
        compare("encode ÷ official format_xml", rounds["ours"], rounds["sdk"], limit=0.2),
        compare("encode ÷ xsdata's serializer", rounds["ours"], rounds["xsdata"]),
    ]


def _decode(effort: Effort) -> list[Figure]:
    replies = [reply(request) for request in submissions()]
    parser, response = XmlParser(context=XmlContext()), classes().Response
    rounds = _rounds(
        effort,
        {
            "ours": (lambda body: decode(body, SubmitJobResponse), replies),
            "sdk": (xml_to_dict, [body.decode() for body in replies]),
            "xsdata": (lambda body: parser.from_bytes(body, response), replies),
            "lxml": (etree.fromstring, replies),
        },
    )
    return [
        compare("decode ÷ official xml_to_dict", rounds["ours"], rounds["sdk"], limit=0.4),
        compare("decode ÷ xsdata's parser", rounds["ours"], rounds["xsdata"]),
        compare("decode ÷ lxml parsing alone", rounds["ours"], rounds["lxml"]),
    ]


def _validate(effort: Effort) -> list[Figure]:
    requests = submissions()
    bodies = [encode(request) for request in requests]
    schema = xmlschema.XMLSchema11(str(REPOSITORY / "spec" / "submit_job.xsd"))
    rounds = _rounds(
        effort,
        {
            "plain": (validate, [request for request in requests if not validate(request)]),
            "advised": (validate, [request for request in requests if validate(request)]),
            "bytes": (validate, bodies),
            "xmlschema": (schema.is_valid, bodies),
        },
    )
    return [
        compare("validate an object ÷ xmlschema on its bytes", rounds["plain"], rounds["xmlschema"], limit=0.02),
        compare(
            "validate an object with advice ÷ xmlschema on its bytes",
            rounds["advised"],
            rounds["xmlschema"],
            limit=0.02,
        ),
        compare("validate bytes ÷ xmlschema on them", rounds["bytes"], rounds["xmlschema"]),
    ]


def _rounds(
    effort: Effort, contenders: dict[str, tuple[Callable[..., object], Sequence[object]]]
) -> dict[str, list[float]]:
    # Fast functions process the documents several times, so that each round is long enough to be measured.
    running = {
        name: passes_over(function, values, effort.passes * (1 if name in {"sdk", "xsdata", "xmlschema"} else 8))
        for name, (function, values) in contenders.items()
    }
    return {name: cpu(samples) for name, samples in alternate(running, effort.rounds).items()}
