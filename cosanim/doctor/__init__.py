"""Checks of everything that a job needs, from the Python version to the queue of the bucket, one by one.

``diagnose`` runs the checks; the command ``cosanim doctor`` prints them. The checks read only: none changes anything or
submits a job, so none costs money, apart from at most two read requests of the object store.

checks         the findings of the checks, by their status
diagnosis      ``diagnose``: the order of the checks, and what each needs
installation   Python, and the packages
settings       credentials, bucket, region, and where requests are sent to
network        name resolution, connection and clock
access         signature and permissions
media_service  the binding of the bucket, its queue, and the role
output         the bucket of the outputs
probe          the requests that the checks share
"""

from cosanim.doctor.diagnosis import DEFAULT_TIMEOUT, diagnose
from cosanim.findings import Finding, Status

__all__ = ["DEFAULT_TIMEOUT", "Finding", "Status", "diagnose"]
