"""Masking of signatures and tokens in texts."""

import pytest

from cosanim.masking import mask_secrets


@pytest.mark.parametrize(
    "text",
    [
        "q-ak=AKID&q-signature=hush-hush&x=1",
        "q-signature%3Dhush-hush",
        "GET /?x-cos-security-token=hush-hush&a=b",
        "X-CI-Security-Token: hush-hush",
        "{'x-ci-security-token': 'hush-hush'}",
        "{'x-ci-security-token': b'hush-hush'}",
        '{"x-cos-security-token": "hush-hush"}',
    ],
)
def test_signatures_and_tokens_are_masked(text):
    assert "hush" not in mask_secrets(text)
    assert "***" in mask_secrets(text)


def test_the_rest_of_a_text_stays():
    assert mask_secrets("a?q-signature=1&b=2 c") == "a?q-signature=***&b=2 c"
    assert mask_secrets("the q-signature is wrong") == "the q-signature is wrong"
