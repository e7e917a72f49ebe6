"""The providers that read credentials from the files of other tools in the home directory.

provider                 file                                 written by
ProfileProvider          ~/.tccli/<profile>.credential        the command line of Tencent Cloud, tccli
TencentCloudFileProvider ~/.tencentcloud/credentials          users of the SDKs of Tencent Cloud
CosConfProvider          ~/.cos.conf                          the command line of the object store, coscmd
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cosanim.credentials.secret_keys import Credentials
from cosanim.errors import ConfigurationError, CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

PROFILE_VARIABLE: Final = "TCCLI_PROFILE"
"""Environment variable with the name of the profile, as tccli reads it."""

_DEFAULT: Final = "default"
"""Name of the profile of tccli, and of the section of the SDKs' file, that is used when none is named."""

_MAX_LISTED: Final = 10
"""Number of existing profiles that the error for a missing one lists."""


class _FileProvider:
    """Reads the id, key and token from one file, at each call.

    Attributes:
        names: Names of the id, of the key and of the token in the file.
        suffix: Suffix of the file if there is one file for each profile.
    """

    names: tuple[str, str, str] = ("secret_id", "secret_key", "token")
    suffix: str | None = None

    def __init__(self, path: Path | None) -> None:
        """Store the path; None for the usual one in the home directory of the user."""
        self._path = path

    @property
    def place(self) -> str:
        """The file."""
        return f"file {self._path or self._usual_path(Path.home())}{self._label()}"

    def __call__(self) -> Credentials:
        """Return the credentials of the file.

        Raises:
            CredentialsError: The file does not exist or cannot be read, or has no id or no key; the message and
                ``searched_places`` tell which, without any value of the file.
        """
        found, reason = self._read()
        if found is None:
            raise CredentialsError("no credentials in the file", searched_places=[reason])
        return found

    def _read(self) -> tuple[Credentials | None, str]:
        """Return the credentials; or None, and where they are missing and why.

        It raises nothing, so that no traceback has a frame whose variables hold the contents of the file.
        """
        place = "home directory"
        try:
            path = self._path or self._usual_path(Path.home())
            place = f"file {path}"
            reason = None
            text = path.read_text("utf-8-sig")
        except RuntimeError:
            reason = "cannot be determined"
        except FileNotFoundError:
            reason = f"does not exist{self._other_profiles(path.parent)}"
        except OSError as error:
            reason = f"cannot be read: {error.strerror or type(error).__name__}"
        except ValueError:
            reason = "cannot be read: it is not UTF-8"
        found = None
        if reason is None:
            values, reason = self._parse(text)
            if values is not None:
                found, reason = _credentials_in(values, self.names)
        return found, f"{place}{self._label()}: {reason}"

    def _usual_path(self, home: Path) -> Path:
        raise NotImplementedError

    def _parse(self, text: str) -> tuple[Mapping[str, Any] | None, str]:
        """Return the values of the file; or None, and why the file cannot be read."""
        raise NotImplementedError

    def _label(self) -> str:
        """Return what follows the path in messages."""
        return ""

    def _other_profiles(self, folder: Path) -> str:
        """Return what a message says about the other files of the folder that could be named instead."""
        try:
            names = [] if self.suffix is None else sorted(one.stem for one in folder.glob(f"*{self.suffix}"))
        except OSError:
            names = []
        more = ", …" if len(names) > _MAX_LISTED else ""
        return f"; the profiles are {', '.join(names[:_MAX_LISTED])}{more}" if names else ""


class ProfileProvider(_FileProvider):
    """Reads a profile of tccli: the JSON file ``~/.tccli/<profile>.credential``.

    Its members are ``secretId``, ``secretKey`` and, for temporary credentials, ``token``.
    """

    names = ("secretId", "secretKey", "token")
    suffix = ".credential"

    def __init__(self, profile: str | None = None, *, path: Path | None = None) -> None:
        """Create the provider.

        Args:
            profile: Name of the profile; TCCLI_PROFILE, then ``default`` when left out.
            path: The file, in place of the profile's in the home directory.

        Raises:
            ConfigurationError: The name is blank or has characters of a path.
        """
        super().__init__(path)
        self._profile = None if profile is None else check_profile(profile)

    def _usual_path(self, home: Path) -> Path:
        return home / ".tccli" / f"{self._profile or profile_of_environment() or _DEFAULT}.credential"

    def _parse(self, text: str) -> tuple[Mapping[str, Any] | None, str]:
        import json  # on demand: most programs have their credentials in the environment

        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", None)
            return None, "is not JSON" + (f", in line {line}" if line else "")
        return (values, "") if isinstance(values, dict) else (None, "is not a JSON object")

    def _label(self) -> str:
        return f" ({PROFILE_VARIABLE})" if self._profile is None and profile_of_environment() else ""


class _IniProvider(_FileProvider):
    """Reads a section of an INI file.

    Attributes:
        section: Name of the section.
    """

    section: str = _DEFAULT

    def __init__(self, *, path: Path | None = None) -> None:
        """Create the provider.

        Args:
            path: The file, in place of the usual one in the home directory.
        """
        super().__init__(path)

    def _parse(self, text: str) -> tuple[Mapping[str, Any] | None, str]:
        import configparser  # on demand, as json

        # Keys may contain a percent sign, and section names are those of the file only.
        parser = configparser.ConfigParser(interpolation=None, default_section="\0")
        try:
            parser.read_string(text)
        # Which of the two counts differs from tool to tool, and the token of one could be joined with the key of the
        # other.
        except configparser.DuplicateSectionError as error:
            return None, f"has a section twice, in line {error.lineno}"
        except configparser.DuplicateOptionError as error:
            return None, f"has a name twice, in line {error.lineno}"
        except configparser.Error as error:
            lines = [line for line, _ in getattr(error, "errors", ())] or [getattr(error, "lineno", None)]
            return None, "is not an INI file" + (f", in line {lines[0]}" if lines[0] else "")
        if not parser.has_section(self.section):
            return None, f"has no section [{self.section}]"
        return dict(parser[self.section]), ""


class TencentCloudFileProvider(_IniProvider):
    """Reads ``~/.tencentcloud/credentials``: ``secret_id``, ``secret_key`` and ``token`` of its section [default]."""

    def _usual_path(self, home: Path) -> Path:
        return home / ".tencentcloud" / "credentials"


class CosConfProvider(_IniProvider):
    """Reads ``~/.cos.conf`` of coscmd: ``secret_id``, ``secret_key`` and ``token`` of its section [common].

    The file is read only by programs that pass this provider: ``AnimationClient(credentials=CosConfProvider())``.
    """

    section = "common"

    def _usual_path(self, home: Path) -> Path:
        return home / ".cos.conf"


def profile_of_environment() -> str | None:
    """Return the profile that TCCLI_PROFILE names; None if it is not set or blank.

    Raises:
        ConfigurationError: Its value has characters of a path.
    """
    name = os.environ.get(PROFILE_VARIABLE, "").strip()
    return check_profile(name, argument=f"environment {PROFILE_VARIABLE}") if name else None


def check_profile(name: object, *, argument: str = "profile") -> str:
    """Return the name of a profile, which is part of the name of a file.

    Args:
        name: The name.
        argument: Where it comes from.

    Raises:
        ConfigurationError: It is not a text, blank, or has characters of a path.
    """
    if isinstance(name, str) and re.fullmatch(r"(?!\.)[^/\\:\x00-\x1f\x7f]*[^/\\:\x00-\x20\x7f]", name):
        return name
    raise ConfigurationError(
        f"{argument} is the name of a profile of tccli, without a path and without .credential, not {name!r}"
    )


def _credentials_in(values: Mapping[str, Any], names: tuple[str, str, str]) -> tuple[Credentials | None, str]:
    """Return the credentials among the values of a file; or None, and why there are none."""
    texts = []
    for name in names:
        value = values.get(name)
        if not (value is None or isinstance(value, str)):
            return None, f"{name} is not a text"
        texts.append((value or "").strip())
    missing = [name for name, text in zip(names[:2], texts, strict=False) if not text]
    if missing:
        return None, f"has no {' and no '.join(missing)}"
    return Credentials(texts[0], texts[1], texts[2] or None), ""
