"""Names that the snake_case rule alone would get wrong, and the one field that is not on the wire."""

from __future__ import annotations

from typing import Final

from xsdata.utils import text

FIELD_RENAMES: Final = {
    "Object": "object_key",
    "ObjectName": "object_name",
    "CallBack": "callback",
    "CallBackFormat": "callback_format",
    "CallBackType": "callback_type",
    "CallBackMqConfig": "callback_mq_config",
    "HasBFrame": "has_b_frame",
    "QueueID": "queue_id_upper",  # beside QueueId in one request
}

UNKNOWN_FIELD: Final = "unknown"
REQUEST_ID_FIELD: Final = "request_id"

# The results that a caller gets in hand and that no node of their own gives a request id.
WITH_REQUEST_ID: Final = frozenset({"BatchDetail", "JobDetail", "MediaBucket", "QueueDetail", "TemplateDetail"})


def field_name(node: str) -> str:
    """Return the Python field of a node.

    Args:
        node: The node's name on the wire.
    """
    return FIELD_RENAMES.get(node) or text.snake_case(node)
