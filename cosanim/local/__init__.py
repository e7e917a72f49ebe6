"""The local service: the same jobs, rendered on this machine.

    request ─▶ app ─▶ hosts ─▶ auth ─┬▶ objects ─▶ store
                                     └▶ routes ──▶ jobs ◀── dispatch ─▶ workers ─▶ render
                                                               └──────▶ notify

It needs the extra ``local``: ``pip install 'cosanim[local]'``. Without rendering, PyAV is not needed.
"""

from cosanim.local.service import LocalService

__all__ = ["LocalService"]
