"""The build of the documentation site fails when it does not describe everything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.site.defaults import MARKS, default_of
from tools.site.directives import SPEC, spec_components
from tools.site.enumerations import enumerations

REPOSITORY = Path(__file__).parents[3]


def build(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    """Build a site of one page."""
    (folder / "index.md").write_text(page, "utf-8")
    words = ["-q", "-b", "dummy", "-d", folder / "doctrees", "-c", REPOSITORY / "docs", folder, folder / "built"]
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-D", "html_static_path=", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )


def test_a_site_that_lacks_parts_is_not_built(tmp_path: Path) -> None:
    done = build(tmp_path, "# A site\n\n```{ci-nodes}\n```\n")
    assert done.returncode != 0
    missing = set(re.findall(r"^ {6,}(\S.*)$", done.stderr, re.MULTILINE))
    assert {
        "type JobDetail",
        "node JobDetail.State",
        "rule no-duration",
        "rule overwrites-input",
        "message required",
        "error QueueSaturated",
        "guess fps-resamples",
        "command template list",
        "option submit --format",
        "Python name cosanim.encode",
        "Python name cosanim.models.Video",
        "Python name cosanim.callbacks.verify",
    } <= missing
    assert "api submit_job" not in missing
    assert "node Video.Width" not in missing


@pytest.mark.parametrize(
    ("documentation", "choices", "default"),
    [
        ("Start of the part, in seconds; 0 when left out.", {}, "0"),
        (
            "Frames per second; when left out, frames keep the video's time stamps.",
            {},
            "frames keep the video's time stamps",
        ),
        ("Desc (newest first, the default) or Asc.", {}, "Desc"),
        ("XML (default) or JSON; takes precedence over the queue's setting.", {}, "XML"),
        ("On or Off, the default.", {}, "Off"),
        ("Topic or Queue.", {"Topic": "Topic subscription.", "Queue": "Queue service, the default."}, "Queue"),
        ("Relative quality; webp only.", {}, ""),
    ],
)
def test_the_default_of_a_node_is_read_from_its_documentation(
    documentation: str, choices: dict[str, str], default: str
) -> None:
    assert default_of(documentation, choices) == default


def test_each_node_whose_documentation_mentions_a_default_has_one() -> None:
    components = spec_components()
    mentioned = {
        f"{name}.{child.name}": default_of(child.documentation, enumerations(SPEC).get(child.type, {}))
        for name, complex_type in components.complex_types.items()
        if not complex_type.is_open
        for child in complex_type.children
        if MARKS.search(child.documentation)
    }
    assert len(mentioned) > 25
    assert [name for name, default in mentioned.items() if not default] == []
