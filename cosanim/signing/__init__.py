"""The service's request signature: computing, adding, presigning and verifying it.

signature_computation  computes the signature: pure functions, from the request to the Authorization value
cos_auth               ``CosAuth``, which signs a prepared request
presigning             ``presign``, which returns a URL with the signature in its query
parsed_authorization   ``parse_authorization``, which reads an Authorization value
verifying              ``verify``, which checks the signature of a received request
"""

from cosanim.signing.cos_auth import (
    BACKDATED,
    CI_TOKEN_HEADER,
    COS_TOKEN_HEADER,
    SIGNED_HEADERS,
    CosAuth,
    header_names,
)
from cosanim.signing.parsed_authorization import Authorization, parse_authorization
from cosanim.signing.presigning import presign
from cosanim.signing.signature_computation import (
    KeyTime,
    Pairs,
    check_sendable,
    http_string,
    sign,
    sign_key,
    signature,
    string_to_sign,
    url_parts,
)
from cosanim.signing.verifying import signed_pairs, verify

__all__ = [
    "BACKDATED",
    "CI_TOKEN_HEADER",
    "COS_TOKEN_HEADER",
    "SIGNED_HEADERS",
    "Authorization",
    "CosAuth",
    "KeyTime",
    "Pairs",
    "check_sendable",
    "header_names",
    "http_string",
    "parse_authorization",
    "presign",
    "sign",
    "sign_key",
    "signature",
    "signed_pairs",
    "string_to_sign",
    "url_parts",
    "verify",
]
