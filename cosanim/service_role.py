"""The CAM role with which Cloud Infinite reads inputs and writes outputs, as the documentation of the service names it.

An account gives the service this role once, as the main account. Without the role or its policies, requests and jobs
are refused with CIRoleNotExist, or with AccessDenied, as for a wrong signature.
"""

from __future__ import annotations

from typing import Final

ROLE_NAME: Final = "CI_QCSRole"
"""Name of the role. Sub-accounts need cam:PassRole on it to submit jobs."""
ROLE_SERVICE: Final = "ci.qcloud.com"
"""The service that may take the role."""
ROLE_POLICIES: Final = ("QcloudCOSDataFullControl", "QcloudAccessForCIRole", "QcloudPartAccessForCIRole")
"""The preset policies of the role: those that the link for its creation, on the pages of the SDKs, names."""
GRANT_ROLE: Final = (
    f"create the role {ROLE_NAME} with its policies {', '.join(ROLE_POLICIES)}: open the Cloud Infinite console once "
    "as the main account and authorize the service"
)
"""What to do if the role or one of its policies is missing."""
