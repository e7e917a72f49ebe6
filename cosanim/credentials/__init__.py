"""Credentials: a secret id, its key and an optional temporary token, and the providers that find them.

secret_keys       ``Credentials``
chain             ``find_credentials``, which calls providers in turn, and the chain of a client
variables         the environment variables
credential_files  the files of tccli, of the SDKs and of coscmd
instance_role     the CAM role of a virtual machine
metadata_service  requests to the metadata service, which knows the role
process_lock      a lock that a forked process can use
sources           a list of all sources, for the checks of ``cosanim.doctor``

The providers for files and roles are loaded when they are first used.
"""

import importlib
from typing import TYPE_CHECKING

from cosanim.credentials.chain import (
    CredentialsChain,
    CredentialsProvider,
    CredentialsSource,
    EnvironmentProvider,
    RenewingProvider,
    default_providers,
    find_credentials,
    renewed_credentials,
)
from cosanim.credentials.secret_keys import Credentials

if TYPE_CHECKING:
    from cosanim.credentials.credential_files import CosConfProvider, ProfileProvider, TencentCloudFileProvider
    from cosanim.credentials.instance_role import InstanceRoleProvider

__all__ = [
    "CosConfProvider",
    "Credentials",
    "CredentialsChain",
    "CredentialsProvider",
    "CredentialsSource",
    "EnvironmentProvider",
    "InstanceRoleProvider",
    "ProfileProvider",
    "RenewingProvider",
    "TencentCloudFileProvider",
    "default_providers",
    "find_credentials",
    "renewed_credentials",
]

_MODULES = {
    "CosConfProvider": "credential_files",
    "InstanceRoleProvider": "instance_role",
    "ProfileProvider": "credential_files",
    "TencentCloudFileProvider": "credential_files",
}
"""Module of each name that is loaded when it is first used."""

if not TYPE_CHECKING:  # otherwise type checkers would accept any name

    def __getattr__(name: str) -> object:
        """Load a provider."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__})
