"""The pytest plugin: runs of pytest in processes of their own and without PyAV."""

import os
import subprocess
import sys
import textwrap
from importlib.metadata import entry_points

import pytest

from cosanim.testing import plugin
from tests.documents.blocks import BLOCKS

BLOCK_AV = "import sys\nsys.modules['av'] = None\n"
SETTINGS = "[pytest]\naddopts = --strict-markers --strict-config\n"


@pytest.fixture
def run(tmp_path):
    """A function that runs pytest on a module without PyAV, checks numbers of outcomes, and returns what it prints."""
    (tmp_path / "block_av.py").write_text(BLOCK_AV)
    (tmp_path / "pytest.ini").write_text(SETTINGS)

    def run(code, **outcomes):
        (tmp_path / "test_it.py").write_text(textwrap.dedent(code))
        options = (
            "-p",
            "block_av",
            "-p",
            "cosanim.testing.plugin",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:hypothesispytest",
            "-p",
            "no:xdist",
        )
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("COSANIM", "TENCENT"))}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "pytest", *options],
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        summary = done.stdout.rstrip().rpartition("\n")[2]
        for outcome, number in outcomes.items():
            assert f"{number} {outcome}" in summary, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_plugin_is_an_entry_point_and_has_no_hook_but_the_one_of_its_marker():
    (found,) = (point for point in entry_points(group="pytest11") if point.value == plugin.__name__)
    assert found.load() is plugin
    # Otherwise `-p cosanim.testing.plugin` would register it twice, which is an error.
    assert found.name == plugin.__name__
    assert [name for name in vars(plugin) if name.startswith("pytest_")] == ["pytest_configure"]


def test_the_plugin_imports_nothing_until_a_fixture_is_used_and_leaves_the_process_as_it_was(run):
    run(
        """
        import os, signal, sys, threading, warnings

        STATE = []

        def state():
            signals = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]
            return signals, list(warnings.filters), dict(os.environ, PYTEST_CURRENT_TEST=""), os.getcwd()

        def test_before():
            loaded = {name.partition(".")[0] for name in sys.modules}
            assert not loaded & {"requests", "urllib3", "starlette", "uvicorn", "lxml", "click", "sqlite3"}
            assert {name for name in sys.modules if name.startswith("cosanim")} == {
                "cosanim", "cosanim.testing", "cosanim.testing.plugin"
            }
            assert threading.active_count() == 1
            STATE.append(state())

        def test_use(cosanim_client):
            cosanim_client.objects.put("in.mp4", b"a video")

        def test_after():
            assert STATE == [state()]
        """,
        passed=3,
    )


def test_wrong_uses_are_errors_of_the_test_and_options_are_a_fixture(run):
    out = run(
        """
        import pytest

        @pytest.fixture(scope="session")
        def cosanim_options():
            return {"bucket": "clips-1250000000", "transitions": 0.02}

        def test_options(cosanim_service, cosanim_client):
            assert cosanim_client.bucket == cosanim_service.bucket == "clips-1250000000"
            assert cosanim_service.transitions == 0.02

        @pytest.mark.cosanim(transitions="immediate")
        def test_marker(cosanim_service):
            assert cosanim_service.transitions == "immediate"

        @pytest.mark.cosanim(rendr=True)
        def test_unknown_name(cosanim_service): pass

        @pytest.mark.cosanim(True)
        def test_position(cosanim_service): pass

        @pytest.mark.cosanim(render=1)
        def test_type(cosanim_service): pass

        @pytest.mark.cosanim(render=True, transitions="manual")
        def test_both(cosanim_service): pass

        @pytest.mark.cosanim(transitions="later")
        def test_transitions(cosanim_service): pass

        @pytest.mark.cosanim(render=True)
        def test_without_pyav(cosanim_client): pass
        """,
        passed=2,
        errors=6,
    )
    assert out.count("has other arguments than") >= 3
    for message in ("need render=False", "use 'immediate', 'manual'", "pip install 'cosanim[local]'"):
        assert message in out


def test_the_examples_of_the_documents_run_without_pyav(run):
    codes = {block.code for block in BLOCKS if block.needs_pytest and block.file is None}
    assert codes
    for code in codes:
        run(code, passed=code.count("\ndef test_"))
