"""Sampling and timing, with numbers in place of frames."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.local.rendering.sampling import (
    TOLERANCE,
    Span,
    limit_rate,
    resample,
    round_to_ticks,
    set_frame_rate,
    spans_in_range,
)


def video(*times, end):
    """Return numbered frames with their times, and the end of the video."""
    return {"frames": [(Fraction(str(time)), number) for number, time in enumerate(times)], "video_end": lambda: end}


def spans(*items):
    return [Span(frame, Fraction(str(begin)), Fraction(str(end))) for frame, begin, end in items]


def test_the_whole_video_keeps_the_time_stamps_of_its_frames():
    cut = spans_in_range(**video(0, 0.1, 0.5, end=Fraction(2)), start=Fraction(0), stop=None)
    assert list(cut) == spans((0, 0, 0.1), (1, 0.1, 0.5), (2, 0.5, 2))


def test_a_range_begins_with_the_frame_that_is_on_screen_at_its_start():
    cut = spans_in_range(**video(0, 1, 2, 3, end=Fraction(4)), start=Fraction(3, 2), stop=Fraction(13, 4))
    assert list(cut) == spans((1, 0, 0.5), (2, 0.5, 1.5), (3, 1.5, 1.75))


def test_a_start_in_milliseconds_stands_for_the_frame_at_a_third_of_a_second():
    frames = [(Fraction(number, 30), number) for number in range(30)]
    cut = list(spans_in_range(frames, start=Fraction("0.333"), stop=Fraction("0.4"), video_end=lambda: Fraction(1)))
    assert [span.frame for span in cut] == [10, 11]
    assert cut[0].begin == 0
    assert cut[-1].end == Fraction("0.067")


def test_a_range_that_reaches_beyond_the_end_stops_with_the_video():
    cut = spans_in_range(**video(0, 1, end=Fraction(2)), start=Fraction(1), stop=Fraction(60))
    assert list(cut) == spans((1, 0, 1))


def test_a_range_after_the_end_is_empty():
    assert list(spans_in_range(**video(0, 1, end=Fraction(2)), start=Fraction(2), stop=None)) == []


def test_a_range_stops_reading_at_its_end():
    def frames():
        yield Fraction(0), 0
        yield Fraction(1), 1
        pytest.fail("a frame after the range was read")

    assert len(list(spans_in_range(frames(), start=Fraction(0), stop=Fraction(1), video_end=Fraction))) == 1


def test_a_lower_rate_drops_frames_and_keeps_the_time():
    source = [Span(number, Fraction(number, 25), Fraction(number + 1, 25)) for number in range(25)]
    result = list(resample(source, Fraction(10)))
    assert [span.frame for span in result] == [0, 2, 5, 7, 10, 12, 15, 17, 20, 22]
    assert result[-1].end == 1


def test_a_higher_rate_repeats_frames():
    result = list(resample(spans((0, 0, 0.5), (1, 0.5, 1)), Fraction(4)))
    assert [span.frame for span in result] == [0, 0, 1, 1]


def test_half_the_rate_of_a_file_with_millisecond_times_takes_every_second_frame():
    rounded = [Fraction(round(number * 1000 / 30), 1000) for number in range(31)]
    source = [Span(number, rounded[number], rounded[number + 1]) for number in range(30)]
    assert [span.frame for span in resample(source, Fraction(15))] == list(range(0, 30, 2))


def test_the_last_frame_is_cut_short_when_the_rate_does_not_divide_the_time():
    result = list(resample(spans((0, 0, 1)), Fraction(3, 2)))
    assert result == [Span(0, Fraction(0), Fraction(2, 3)), Span(0, Fraction(2, 3), Fraction(1))]


def test_a_limited_rate_drops_frames_and_repeats_none():
    cut = spans((0, 0, 1), (1, 1, 1.1), (2, 1.1, 1.2), (3, 1.2, 1.4), (4, 1.4, 4))
    assert list(limit_rate(cut, Fraction(5))) == spans((0, 0, 1), (1, 1, 1.2), (3, 1.2, 1.4), (4, 1.4, 4))


def test_set_frame_rate_gives_every_frame_the_same_duration():
    assert list(set_frame_rate(spans((7, 0, 3), (8, 3, 4)), Fraction(2))) == spans((7, 0, 0.5), (8, 0.5, 1))


def ticks(source, **options):
    return [(tick.frame, tick.begin, tick.length) for tick in round_to_ticks(source, **options)]


def test_fifteen_frames_per_second_are_a_mix_of_6_and_7_hundredths():
    source = [Span(number, Fraction(number, 15), Fraction(number + 1, 15)) for number in range(15)]
    lengths = [length for _, _, length in ticks(source, per_second=100, shortest=2)]
    assert set(lengths) == {6, 7}
    assert sum(lengths) == 100


def test_a_frame_that_is_too_short_is_shown_for_the_shortest_time_and_the_next_one_later():
    source = spans((0, 0, 0.05), (1, 0.05, 0.06), (2, 0.06, 0.10))
    assert ticks(source, per_second=100, shortest=2) == [(0, 0, 5), (1, 5, 2), (2, 7, 3)]


def test_no_frame_of_a_range_that_begins_just_before_the_next_frame_is_lost():
    source = spans((0, 0, 0.002), (1, 0.002, 0.042), (2, 0.042, 0.082))
    assert ticks(source, per_second=100, shortest=2) == [(0, 0, 2), (1, 2, 2), (2, 4, 4)]
    assert ticks(source, per_second=1000, shortest=11) == [(0, 0, 11), (1, 11, 31), (2, 42, 40)]


def test_a_short_frame_is_dropped_if_the_next_one_would_be_too_short():
    source = spans((0, 0, 0.05), (1, 0.05, 0.06), (2, 0.06, 0.08), (3, 0.08, 0.1))
    assert ticks(source, per_second=100, shortest=2) == [(0, 0, 6), (2, 6, 2), (3, 8, 2)]


def test_a_first_frame_that_is_dropped_is_replaced_by_the_next_one():
    source = spans((0, 0, 0.01), (1, 0.01, 0.03), (2, 0.03, 0.05))
    assert ticks(source, per_second=100, shortest=2) == [(1, 0, 3), (2, 3, 2)]


def test_of_short_frames_in_a_row_as_many_are_kept_as_can_be_shown():
    times = [0, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.13]
    source = spans(*((index, *pair) for index, pair in enumerate(itertools.pairwise(times))))
    kept = ticks(source, per_second=100, shortest=2)
    assert kept == [(0, 0, 4), (1, 4, 2), (3, 6, 2), (5, 8, 2), (6, 10, 3)]


def test_a_last_frame_that_is_too_short_is_dropped():
    assert ticks(spans((0, 0, 0.05), (1, 0.05, 0.06)), per_second=100, shortest=2) == [(0, 0, 6)]


def test_a_single_short_frame_is_shown_for_the_shortest_time():
    assert ticks(spans((0, 0, 0.002)), per_second=100, shortest=2) == [(0, 0, 2)]


def test_no_spans_give_no_ticks():
    assert ticks([], per_second=100, shortest=2) == []


@given(
    lengths=st.lists(st.fractions(Fraction(1, 500), 2, max_denominator=90000), min_size=1, max_size=40),
    unit=st.sampled_from([(100, 2), (1000, 11)]),
)
def test_ticks_join_without_gaps_are_never_too_short_and_keep_the_total_and_all_frames_that_are_long_enough(
    lengths, unit
):
    per_second, shortest = unit
    source, begin = [], Fraction(0)
    for number, length in enumerate(lengths):
        source.append(Span(number, begin, begin + length))
        begin += length
    result = ticks(source, per_second=per_second, shortest=shortest)
    assert result[0][1] == 0
    long_enough = {
        span.frame for span in source if round(span.end * per_second) - round(span.begin * per_second) >= shortest
    }
    assert long_enough <= {frame for frame, _, _ in result}
    for (_, at, length), (_, following, _) in itertools.pairwise(result):
        assert at + length == following
    assert all(length >= shortest for _, _, length in result)
    assert result[-1][1] + result[-1][2] == max(shortest, round(begin * per_second))


@given(
    rate=st.fractions(Fraction(1, 2), 60, max_denominator=1001),
    lengths=st.lists(st.fractions(Fraction(1, 100), 1, max_denominator=1000), min_size=1, max_size=20),
)
def test_any_rate_keeps_the_total_and_the_order(rate, lengths):
    source, begin = [], Fraction(0)
    for number, length in enumerate(lengths):
        source.append(Span(number, begin, begin + length))
        begin += length
    result = list(resample(source, rate))
    assert result[0].frame == 0
    assert result[-1].end == begin
    assert [span.frame for span in result] == sorted(span.frame for span in result)
    assert all(span.end - span.begin == 1 / rate for span in result[:-1])
    assert result[-1].end - result[-1].begin <= 1 / rate + TOLERANCE
