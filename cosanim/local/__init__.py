"""The local service: renders the documented jobs on this machine, with the same API as the cloud.

    http/        server, application, authentication, routing to the handlers, injected faults
    handlers/    one module for each family of API calls, and for objects
    storage/     the data folder: a SQLite database and the contents of objects
    scheduler    chooses the job that runs next
    job_runner   runs the jobs, one for each worker process
    transitions  when jobs change their states, if nothing is rendered
    rendering/   the worker processes, which decode, sample and encode videos
    page/        what a browser shows at the address of the service
    callbacks/   destinations and delivery of the callbacks of ended jobs

``service`` has the public class, and ``controls`` what its users call while it runs. ``wiring`` creates and connects
the components, and ``response_elements`` converts stored records to elements of responses (JobDetail, …).

The service needs the extra ``local``: ``pip install 'cosanim[local]'``. Without rendering and without the page, the
extra ``testing`` suffices.
"""

from cosanim.local.http.faults import Faults, parse_faults
from cosanim.local.service import LocalService

__all__ = ["Faults", "LocalService", "parse_faults"]
