import threading
from functools import partial

import pytest

from cosanim.local.rendering import render as rendering
from cosanim.local.rendering.cores import CoreShares, available_cores
from cosanim.local.rendering.pipeline import map_in_turn, read_ahead, threads_for
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from cosanim.local.rendering.spool import Spool
from tests.local.videos import cut, make_video, remux

FORMATS = ["gif", "hgif", "webp"]


def render_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("cosanim-render")]


class TestMapInTurn:
    def test_results_have_the_order_of_the_items_and_each_function_its_own_thread(self):
        names = [set() for _ in range(3)]

        def function(place, item):
            names[place].add(threading.get_ident())
            return place, item

        results = list(map_in_turn([partial(function, place) for place in range(3)], range(10)))
        assert results == [(index % 3, index) for index in range(10)]
        assert [len(of_one) for of_one in names] == [1, 1, 1]
        assert len(set.union(*names)) == 3
        assert render_threads() == []

    def test_only_a_few_items_are_taken_before_their_results_are_used(self):
        taken = []
        results = map_in_turn([lambda item: item] * 2, (taken.append(item) or item for item in range(100)))
        assert next(results) == 0
        assert len(taken) < 10
        results.close()
        assert len(taken) < 10
        assert render_threads() == []

    def test_an_exception_is_raised_in_its_turn(self):
        results = map_in_turn([lambda item: 1 / item] * 2, [2, 4, 0, 1])
        assert [next(results), next(results)] == [0.5, 0.25]
        with pytest.raises(ZeroDivisionError):
            next(results)
        assert render_threads() == []

    def test_one_function_needs_no_thread(self):
        main = threading.current_thread()
        assert list(map_in_turn([lambda _: threading.current_thread()], [1, 2])) == [main, main]


class TestReadAhead:
    def test_items_are_computed_in_another_thread(self):
        with read_ahead((threading.current_thread().name for _ in range(20)), 2) as items:
            seen = list(items)
        assert len(seen) == 20
        assert seen[0].startswith("cosanim-render")
        assert render_threads() == []

    def test_only_a_few_items_are_computed_ahead_and_the_thread_ends_with_the_context(self):
        taken = []
        with read_ahead((taken.append(item) or item for item in range(100)), 2) as items:
            assert next(items) == 0
        assert len(taken) < 10
        assert render_threads() == []

    def test_exceptions_are_raised_after_the_items_before(self):
        with read_ahead((1 / item for item in [1, 2, 0]), 2) as items:
            assert [next(items), next(items)] == [1, 0.5]
            with pytest.raises(ZeroDivisionError):
                next(items)

    def test_one_thread_computes_each_item_when_it_is_used(self):
        items = iter([1])
        with read_ahead(items, 1) as same:
            assert same is items


def test_a_thread_that_cannot_start_is_an_error_of_the_system(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(BlockingIOError):
        list(map_in_turn([str, str], [1]))


def test_large_pictures_are_rendered_with_one_thread():
    assert threads_for(2, 1920 * 1080) == 2
    assert threads_for(64, 1920 * 1080) == 4
    assert threads_for(2, 8192 * 4352) == 1


def test_cores_are_shared_between_running_renders():
    assert available_cores() >= 1
    shares = CoreShares(4)
    with shares.share() as first, shares.share() as second:
        with shares.share() as third:
            assert (first, second, third) == (4, 2, 1)
        with shares.share() as fourth:
            assert fourth == 1
    with shares.share() as alone:
        assert alone == 4
    with CoreShares(1).share() as first, CoreShares(1).share() as second:
        assert (first, second) == (1, 1)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_video(tmp_path_factory.mktemp("pipeline") / "clip.mp4", seconds=2, size=(158, 90))


def bytes_of(source, target, **settings):
    threads = settings.pop("threads", 1)
    render(source, target, RenderSettings(**settings), threads=threads)
    return target.read_bytes()


@pytest.mark.parametrize("animation_format", FORMATS)
def test_the_output_does_not_depend_on_the_number_of_threads(tmp_path, clip, animation_format):
    outputs = {
        bytes_of(clip, tmp_path / "output", format=animation_format, width=79, threads=threads) for threads in (1, 2, 3)
    }
    assert len(outputs) == 1
    assert render_threads() == []


@pytest.mark.parametrize("limit", [0, 100_000])
@pytest.mark.parametrize("threads", [1, 2])
def test_pictures_that_do_not_fit_into_the_spool_are_decoded_again(tmp_path, clip, monkeypatch, limit, threads):
    complete = bytes_of(clip, tmp_path / "complete", format="gif", width=79)
    spools = []

    def small_spool(folder):
        spools.append(Spool(folder, limit=limit))
        return spools[-1]

    monkeypatch.setattr(rendering, "Spool", small_spool)
    assert bytes_of(clip, tmp_path / "output", format="gif", width=79, threads=threads) == complete
    assert not spools[0].is_complete
    assert spools[0].count == limit // (79 * 45 * 4)


def test_no_other_file_appears_beside_the_output(tmp_path, clip):
    names = set()
    render(
        clip,
        tmp_path / "output",
        RenderSettings(format="gif"),
        progress=lambda _: names.update(file.name for file in tmp_path.iterdir()),
        threads=2,
    )
    assert names <= {"output"}


def test_a_folder_that_refuses_files_is_no_error(tmp_path):
    with Spool(tmp_path / "nowhere") as spool:
        assert list(spool.copies(iter([]))) == []
        assert not spool.is_complete
        assert list(spool.pictures()) == []


@pytest.mark.parametrize("animation_format", FORMATS)
def test_an_error_ends_all_threads(tmp_path, clip, animation_format):
    broken = cut(remux(clip, tmp_path / "clip.mkv"), tmp_path / "broken.mkv", 0.5)
    for source, fps in ((broken, None), (clip, 1 / 20_000)):
        settings = RenderSettings(format=animation_format, width=64, fps=fps, frames_per_second=fps and 5)
        with pytest.raises(rendering.RenderError):
            render(source, tmp_path / "output", settings, threads=2)
        assert render_threads() == []
