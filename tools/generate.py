"""``make generate``: generates generated/cosanim_bindings from spec/, byte for byte the same on every machine.

xsdata runs in a process of its own in a temporary folder. Every warning that it logs is an error, since its exit code
does not show a missing include, a misspelt option or a missing ruff. The new package replaces the whole old one.
``--check`` compares the two and writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "cosanim_bindings"
MANIFEST: Final = "manifest.json"


def main() -> int:
    """Generate or compare; return 0 on success, 1 for a difference, 2 if generation failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with generated/ and write nothing")
    parser.add_argument("--spec", type=Path, default=REPOSITORY / "spec", help="folder of the XSDs")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "generated" / PACKAGE, help="the package")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cosanim-generate-") as folder:
        try:
            generated = generate(arguments.spec.resolve(), Path(folder))
        except subprocess.CalledProcessError as error:
            sys.stderr.write(f"{error.stderr.strip()}\ngeneration failed; nothing was written\n")
            return 2
        if arguments.check:
            return compare(generated, arguments.output)
        _replace(generated, arguments.output)
    sys.stdout.write(f"wrote {arguments.output}\n")
    return 0


def generate(spec: Path, folder: Path) -> Path:
    """Generate the package inside a folder.

    Args:
        spec: Folder of the XSDs.
        folder: Empty folder to work in.

    Returns:
        The package.

    Raises:
        subprocess.CalledProcessError: Generation failed; its ``stderr`` has the reason.
    """
    # xsdata looks for ruff on PATH; the pinned version is installed beside this interpreter.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONHASHSEED": "0",
        "RUFF_NO_CACHE": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "tools.generator.xsdata_process", str(spec), PACKAGE]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    package = folder / PACKAGE
    for xsd in sorted(spec.rglob("*.xsd")):
        copy = package / "xsd" / xsd.relative_to(spec)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(xsd, copy)
    (package / "py.typed").touch()
    (package / MANIFEST).write_text(json.dumps(manifest(package), indent=2) + "\n", "utf-8")
    return package


def manifest(package: Path) -> dict[str, object]:
    """Return the versions of the tools that generated the package, and the hash of each of its files."""
    return {
        "tools": {name: version(name) for name in ("ruff", "xmlschema", "xsdata")},
        "files": {
            name: hashlib.sha256(data).hexdigest()
            for name, data in _files(package).items()
            if Path(name).name != MANIFEST
        },
    }


def _files(package: Path) -> dict[str, bytes]:
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def compare(generated: Path, output: Path) -> int:
    """Print to stderr each file in which two packages differ, and return 1 if there are any, else 0.

    Args:
        generated: The package as generated from the spec.
        output: The package as it is.
    """
    expected, present = _files(generated), _files(output)
    different = sorted(name for name in expected.keys() | present.keys() if expected.get(name) != present.get(name))
    for name in different:
        what = "is missing" if name not in present else "is not generated" if name not in expected else "differs"
        sys.stderr.write(f"generated/{PACKAGE}/{name}: {what}\n")
    if different:
        sys.stderr.write("generated/ does not match spec/: edit the spec, then run `make generate`\n")
        return 1
    sys.stdout.write(f"generated/{PACKAGE}: {len(expected)} files match spec/\n")
    return 0


def _replace(generated: Path, output: Path) -> None:
    """Replace the whole package, so that no stale module remains."""
    old = output.with_name(f"{output.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    new = output.with_name(f"{output.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(generated, new, ignore=shutil.ignore_patterns("__pycache__"))
    if output.exists():
        output.rename(old)
    new.rename(output)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    sys.exit(main())
