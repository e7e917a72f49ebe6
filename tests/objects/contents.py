"""Helpers for tests of objects: the content of an object, and a download into memory."""

import io

CONTENT = bytes(range(256)) * 400


def fetched(objects, key):
    """Return the content of an object."""
    target = io.BytesIO()
    objects.get(key, target)
    return target.getvalue()
