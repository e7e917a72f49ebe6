"""Classes that xsdata generates without our generator, to measure the parser and serializer of xsdata."""

from __future__ import annotations

import functools
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from types import ModuleType

_PACKAGE: Final = "xsdata_classes_of_submit_job"


@functools.cache
def classes() -> ModuleType:
    """Return a module with the classes ``Request`` and ``Response`` of the API submit_job.

    Raises:
        subprocess.CalledProcessError: xsdata failed; standard error says why.
    """
    schema = REPOSITORY / "spec" / "submit_job.xsd"
    command = [sys.executable, "-m", "xsdata", "generate", str(schema), "--package", _PACKAGE]
    # xsdata looks for ruff on PATH.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory(prefix="cosanim-bench-") as folder:
        subprocess.run(
            command, cwd=folder, env={**os.environ, "PATH": path}, check=True, capture_output=True, text=True
        )
        sys.path.insert(0, folder)
        try:
            return importlib.import_module(_PACKAGE)
        finally:
            sys.path.remove(folder)
