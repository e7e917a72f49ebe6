"""``make``: its choice of Python, and when it creates an environment again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
# Without the variables of the environment in which the tests run.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTHON"))}
ADVICE = "cosanim needs Python 3.11 or newer; name one, as in: make PYTHON=python3.12"

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(folder, *words, path=""):
    environment = ENVIRONMENT | {"PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]}
    return subprocess.run(
        ("make", *words), cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def checkout(tmp_path):
    folder = tmp_path / "a check-out"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(REPOSITORY / "Makefile", folder)
    (folder / "pyproject.toml").write_text("")
    (folder / "tools" / "demo.py").write_text("print('demo')")
    return folder


def write_python(folder, script):
    folder.mkdir()
    (folder / "python3").write_text(script)
    (folder / "python3").chmod(0o755)
    return folder


PATCHED = f"#!{sys.executable}\nimport sys\nsys.version_info = {{}}\nexec(sys.argv[2])\n"


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (PATCHED.format((3, 9, 2)), "python3 is Python 3.9.2"),
        (PATCHED.format((3, 10, 0)), "python3 is Python 3.10.0"),
        (PATCHED.format((2, 7, 18)), "python3 is Python 2.7.18"),
        ("#!/bin/sh\necho Python 3.9.18\n", "python3 is Python 3.9.18"),
        ("#!/bin/sh\nexit 1\n", "python3 cannot be run"),
    ],
)
@pytest.mark.parametrize("target", ["demo", "test", "test-lowest"])
def test_the_error_for_a_python_that_is_too_old_is_one_line(script, problem, target, checkout, tmp_path):
    ran = make(checkout, target, path=write_python(tmp_path / "bin", script))
    assert ran.returncode == 2
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    assert line.endswith(f"*** {problem}: {ADVICE}.  Stop.")
    assert not (checkout / ".venv").exists()


def test_the_error_for_a_missing_python_is_one_line(checkout):
    ran = make(checkout, "demo", "PYTHON=python3.none")
    assert [line.partition("*** ")[2] for line in ran.stderr.splitlines()] == [
        f"python3.none cannot be run: {ADVICE}.  Stop."
    ]


def test_help_needs_no_python(checkout):
    ran = make(checkout, "PYTHON=python3.none")
    assert ran.returncode == 0
    assert "make test-lowest" in ran.stdout


@pytest.mark.slow
def test_an_environment_is_created_again_only_for_another_python_or_folder(checkout, tmp_path):
    made, mark = ".venv/.python", ".venv/mark"

    def is_created_again(folder, *words):
        (folder / mark).touch()
        ran = make(folder, made, f"PYTHON={sys.executable}", *words)
        assert ran.returncode == 0, ran.stderr
        return not (folder / mark).exists()

    (checkout / ".venv").mkdir()  # without a record of its Python, as after an interrupted creation
    assert is_created_again(checkout)
    assert not is_created_again(checkout)
    # From within the environment it is the same Python.
    inside = checkout / ".venv" / "bin" / "python3"
    assert not is_created_again(checkout, f"PYTHON='{inside}'")

    for stamp in (".demo", ".ready"):
        (checkout / ".venv" / stamp).touch()
    ran = make(checkout, "demo", f"PYTHON={sys.executable}")
    assert (ran.stdout, ran.stderr, ran.returncode) == ("demo\n", "", 0)

    of_another = (checkout / made).read_text().replace("3.", "4.", 1)
    (checkout / made).write_text(of_another)
    assert is_created_again(checkout)
    assert not (checkout / ".venv" / ".ready").exists()

    moved = checkout.rename(tmp_path / "moved")
    assert is_created_again(moved)
    (moved / made).write_text(of_another)
    # As when the environment is active: its own Python is the one that must create it again.
    assert is_created_again(moved, f"PYTHON='{moved / '.venv' / 'bin' / 'python3'}'")
    assert (moved / ".venv" / "bin" / "python3").exists()


def test_clean_removes_every_environment(checkout):
    for name in (".venv", ".venv-lowest", "build"):
        (checkout / name).mkdir()
    assert make(checkout, "clean").returncode == 0
    assert sorted(path.name for path in checkout.iterdir()) == ["Makefile", "pyproject.toml", "tools"]
