"""Numbers of other libraries are accepted by value and written in their shortest form; errors name their type."""

from __future__ import annotations

import importlib
import importlib.util
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from cosanim.api.requests import build_animation
from cosanim.errors import SchemaError
from cosanim.models import Animation, Container, ListJobsQuery, TimeInterval, Video
from cosanim.xml.codec import encode
from cosanim.xml.validation import validate
from tests.non_builtin_numbers import Float32, IntegralNumber, OverflowingNumber


class NonNumericText(Float32):
    """A number whose str() is not a number."""

    __hash__ = Float32.__hash__

    def __str__(self) -> str:
        return "a number"


class InexactNumber(Float32):
    """A number that equals neither its text nor its float value, so it has no exact decimal form."""

    __hash__ = Float32.__hash__

    def __eq__(self, other: object) -> bool:
        return False


NUMPY = importlib.import_module("numpy") if importlib.util.find_spec("numpy") else None


def numpy_cases(*cases: tuple[str, Any, str]) -> list[Any]:
    """Return test cases with numbers of NumPy; without NumPy, one skipped case.

    Args:
        *cases: Name of the NumPy type, its argument, and the expected text.
    """
    if NUMPY is None:
        return [pytest.param(None, "", marks=pytest.mark.skip("NumPy is not installed"))]
    return [pytest.param(getattr(NUMPY, kind)(value), text, id=f"{kind}-{value}") for kind, value, text in cases]


WHOLE = [
    (IntegralNumber(320), "320"),
    *numpy_cases(("int64", 320, "320"), ("int32", 320, "320"), ("uint16", 320, "320")),
]
REAL = [
    (Float32("12.5"), "12.5"),
    (Float32("0.1"), "0.1"),
    (NonNumericText("12.5"), "12.5"),
    (Fraction(25, 2), "12.5"),
    (Fraction(1, 10), "0.1"),
    *numpy_cases(
        ("float32", "0.1", "0.1"),
        ("float16", "0.1", "0.1"),
        ("float64", "0.1", "0.1"),
        ("longdouble", "0.1", "0.1"),
        ("float32", 12.5, "12.5"),
        ("float32", "1e-4", "0.0001"),
        ("int8", 12, "12"),
    ),
]


@pytest.mark.parametrize(("value", "text"), WHOLE)
def test_an_integer_of_another_library_is_accepted(value: Any, text: str) -> None:
    video = Video(codec="gif", width=value)
    assert validate(video) == []
    assert f"<Width>{text}</Width>".encode() in encode(video)


@pytest.mark.parametrize(("value", "text"), REAL)
def test_a_number_of_another_library_is_written_in_its_shortest_form(value: Any, text: str) -> None:
    video = Video(codec="gif", fps=value)
    assert validate(video) == []
    assert f"<Fps>{text}</Fps>".encode() in encode(video)


@pytest.mark.parametrize(("value", "text"), WHOLE)
def test_flat_parameters_are_converted_to_python_numbers(value: Any, text: str) -> None:
    animation = build_animation(format="webp", width=value, height=value, quality=value, start=value, fps=value)
    assert animation is not None
    assert animation.video is not None
    assert animation.time_interval is not None
    found = (animation.video.width, animation.video.height, animation.video.quality, animation.time_interval.start)
    assert found == (int(text),) * 4
    assert {type(one) for one in found} == {int}


@pytest.mark.parametrize(("value", "text"), REAL)
def test_flat_parameters_are_exact(value: Any, text: str) -> None:
    animation = build_animation(format="gif", fps=value, frame_interval=value, duration=value)
    assert animation is not None
    assert animation.video is not None
    assert animation.video.fps == Decimal(text)
    assert animation.video.animate_time_interval_of_frame == Decimal(text)


@pytest.mark.parametrize("limit", [IntegralNumber(5), Float32(5), Fraction(5)])
def test_rules_over_several_elements_use_the_number(limit: Any) -> None:
    animation = Animation(
        container=Container(format="gif"),
        video=Video(codec="gif", animate_time_interval_of_frame=5),
        time_interval=TimeInterval(duration=limit),
    )
    assert "interval-below-duration" in [violation.rule for violation in validate(animation)]


def test_bounds_use_the_number() -> None:
    assert [violation.rule for violation in validate(Video(codec="gif", width=IntegralNumber(4)))] == ["min"]  # type: ignore[arg-type]


def test_a_query_accepts_numbers_of_other_libraries() -> None:
    assert validate(ListJobsQuery(size=IntegralNumber(20))) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "is of type object, not a whole number"),
        ([320], "[320] is of type list, not a whole number"),
        (1 + 0j, "is of type complex, not a whole number"),
        (Fraction(1, 3), "Fraction(1, 3) has no exact decimal form"),
        (Fraction(10**400, 3), "has no exact decimal form"),
        (InexactNumber(1), "has no exact decimal form"),
        (OverflowingNumber(), "OverflowingNumber() has no exact decimal form"),
        (Float32("nan"), "Float32(nan) is of type tests.non_builtin_numbers.Float32, not a whole number"),
        (320.0, "320.0 is not a whole number"),
        (True, "True is not a whole number"),
        ("wide", "'wide' is not a whole number"),
    ],
    ids=[
        "object",
        "list",
        "complex",
        "fraction",
        "huge fraction",
        "long",
        "beyond floats",
        "nan",
        "float",
        "truth value",
        "text",
    ],
)
def test_the_error_for_a_refused_value_names_its_type(value: Any, message: str) -> None:
    (violation,) = validate(Video(codec="gif", width=value))
    assert violation.rule == "type"
    assert message in violation.message


@pytest.mark.skipif(NUMPY is None, reason="NumPy is not installed")
def test_arrays_of_numpy_are_refused_with_their_type_and_its_truth_values_are_taken() -> None:
    assert NUMPY is not None
    video = Video(codec="gif", width=NUMPY.array([320]), animate_only_keep_key_frame=NUMPY.bool_(True))
    (violation,) = validate(video)
    assert "is of type numpy.ndarray, not a whole number" in violation.message
    with pytest.raises(SchemaError):
        encode(video)
