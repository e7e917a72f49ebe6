"""Durations: what is read, and the errors of what is none."""

from datetime import timedelta
from fractions import Fraction

import pytest

from cosanim import ConfigurationError
from cosanim.durations import seconds_of


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        (1, 1),
        (0.5, 0.5),
        (Fraction(1, 4), 0.25),
        (timedelta(days=2), 172_800),
        ("90s", 90),
        ("1.5m", 90),
        (" 48h ", 172_800),
        ("36599d", 36_599 * 86_400),
        (100 * 366 * 86_400 - 1, 100 * 366 * 86_400 - 1),
    ],
)
def test_numbers_timedeltas_and_texts_are_durations(duration, seconds):
    assert seconds_of("once", duration) == seconds


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (10**12, "1000000000000"),
        (10**400, "1" + "0" * 76 + "..."),
        (-(10**400), "-1" + "0" * 75 + "..."),
        (10**5000, "1" + "0" * 76 + "..."),
        (Fraction(10**330), "Fraction(1000"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (timedelta.max, "datetime.timedelta(days=999999999"),
        ("36600d", "'36600d'"),
        (0, "0"),
        (-1, "-1"),
        ("0h", "'0h'"),
        ("1e9s", "'1e9s'"),
        ("48", "'48'"),
        (True, "True"),
        (None, "None"),
        ([1], "[1]"),
    ],
    ids=lambda value: f"{value:.20}" if isinstance(value, str) else type(value).__name__,
)
def test_an_error_names_both_limits_and_the_forms(duration, shown):
    with pytest.raises(ConfigurationError) as caught:
        seconds_of("once", duration)
    assert str(caught.value).startswith(
        "once is a duration above 0 and below a hundred years (3162240000 seconds): "
        f"seconds, a timedelta, or a text such as 90s, 30m, 48h or 2d, not {shown}"
    )
