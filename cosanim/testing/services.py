"""The services of tests."""

from __future__ import annotations

from typing import Any

from cosanim.local import LocalService


def local_service(*, render: bool = False, **options: Any) -> LocalService:
    """Return a service for tests, which is started with a ``with`` statement or ``start``.

    Without rendering, jobs end at once (``transitions="immediate"``), their outputs are placeholder images, and PyAV is
    not needed.

    Args:
        render: Whether to render.
        **options: Other arguments of ``LocalService``.

    Example:
        >>> class PreviewTest(unittest.TestCase):
        ...     @classmethod
        ...     def setUpClass(cls):
        ...         cls.service = cls.enterClassContext(local_service())
        ...
        ...     def setUp(self):
        ...         self.service.reset()
        ...         self.enterContext(mock.patch.dict(os.environ, self.service.environ()))
    """
    defaults = {} if render or options.get("hold") else {"transitions": "immediate"}
    return LocalService(render=render, **{**defaults, **options})
