"""Verifies the signatures of received requests."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from cosanim.signing.signature_computation import (
    encoded_key,
    http_string,
    items,
    sign_key,
    signature,
    sorted_keys,
    string_to_sign,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.signing.parsed_authorization import Authorization
    from cosanim.signing.signature_computation import Pairs


def verify(
    authorization: Authorization, *, method: str, path: str, params: Pairs, headers: Pairs, secret_key: str
) -> bool:
    """Return whether the signature of a request is correct. The validity window is not checked: that needs a clock.

    Args:
        authorization: The parts of the request's Authorization value.
        method: The request's method.
        path: Its decoded path.
        params: All its query parameters, decoded; those not listed as signed are ignored.
        headers: All its headers; those not listed as signed are ignored.
        secret_key: The key that belongs to the authorization's secret id.

    Returns:
        True when every listed header and parameter is present and the signature, compared in constant time, is
        correct.
    """
    params = signed_pairs(params, authorization.param_list)
    headers = signed_pairs(headers, authorization.header_list)
    if sorted_keys(params) != sorted(authorization.param_list):
        return False
    if sorted_keys(headers) != sorted(authorization.header_list):
        return False
    canonical = http_string(method=method, path=path, params=params, headers=headers)
    expected = signature(
        sign_key(secret_key, authorization.key_time), string_to_sign(canonical, authorization.sign_time)
    )
    return hmac.compare_digest(expected, authorization.signature)


def signed_pairs(pairs: Pairs, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs whose name is in a header or parameter list of an Authorization value."""
    name_set = frozenset(names)
    return [(name, value) for name, value in items(pairs) if encoded_key(name) in name_set]
