"""The local service: the same jobs, rendered on this machine.

    request ─▶ app ─▶ hosts ─▶ auth ─┬▶ objects ─▶ store
                                     └▶ routes ─┬▶ job_routes ──────┬▶ submission ─▶ jobs
                                                ├▶ batch_routes ────┘ (batch_inputs, batches)
                                                ├▶ template_routes ─▶ templates ─▶ presets
                                                └▶ queue_routes ────▶ queues

    jobs ◀── dispatch ─▶ workers ─▶ render
                └──────▶ notices ─▶ notify, messages

It needs the extra ``local``: ``pip install 'cosanim[local]'``. Without rendering, PyAV is not needed.
"""

from cosanim.local.service import LocalService

__all__ = ["LocalService"]
