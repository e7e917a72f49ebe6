"""Error responses for the errors of the storage."""

import inspect

import pytest

from cosanim.local.http.error_responses import http_error_of
from cosanim.local.storage.storage_errors import StorageError


@pytest.mark.parametrize("cls", StorageError.__subclasses__())
def test_each_error_of_the_storage_has_an_error_response(cls):
    arguments = len(inspect.signature(cls).parameters) if "__init__" in vars(cls) else 0
    error = cls(*["value"] * arguments)
    response = http_error_of(error)
    assert 400 <= response.status < 500
    assert response.code
    assert response.message
    assert response.message.count("value") == arguments
