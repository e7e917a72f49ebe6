"""The versions of Python and of packages, against the ranges of the metadata."""

from importlib import metadata

import pytest

from cosanim.doctor.installation import Requirement, check_packages, check_python, is_in_range, read_requirements


@pytest.mark.parametrize(
    ("version", "limits", "expected"),
    [
        ("3.11.7", ">=3.11", True),
        ("3.10.14", ">=3.11", False),
        ("3.9", ">=3.11", False),
        ("3", ">=3.0,<4", True),
        ("4.0", "<4", False),
        ("2026.10.19.post1", "<3000,>=2023.5.7", True),
        ("9.0rc1", "<9", False),
        ("1.5", "!=1.5", False),
        ("1.5", "==1.5.0", True),
        ("anything", "", True),
    ],
)
def test_a_version_is_in_a_range_or_not(version, limits, expected):
    assert is_in_range(version, limits) is expected


def test_every_requirement_of_the_metadata_is_read():
    lines = metadata.requires("cosanim")
    used = [line for line in lines if "extra ==" not in line or any(f"'{x}'" in line for x in ("local", "tls"))]
    read = read_requirements(lines)
    assert len([one for one in read if one.extra != "testing"]) == len(used) >= 12
    assert {"requests", "lxml", "av", "trustme"} <= {one.name for one in read}
    assert all(one.limits for one in read)
    assert "pytest" not in {one.name for one in read}, "the versions of the project's own tests do not matter"


def test_the_running_python_and_the_installed_packages_are_right():
    assert check_python().status == check_packages().status == "ok"


def test_an_older_python_fails():
    check = check_python("3.10.14", ">=3.11")
    assert (check.status, "3.10.14" in check.found, ">=3.11" in check.remedy) == ("failed", True, True)


def packages(**versions):
    def version_of(name):
        if name not in versions:
            raise metadata.PackageNotFoundError(name)
        return versions[name]

    needed = [Requirement("requests", "<3,>=2.32.2", None), Requirement("av", "<19,>=18.0", "local")]
    return check_packages(needed, version_of)


def test_a_package_that_is_missing_or_out_of_range_fails_and_one_of_an_extra_warns():
    assert packages(requests="2.32.5", av="18.1").status == "ok"
    without = packages(requests="2.32.5")
    assert (without.status, "extra local not installed: av" in without.found) == ("ok", True)
    assert packages(requests="2.32.5", av="17.0").status == "warning"
    old = packages(requests="2.28.0", av="17.0")
    assert (old.status, "requests 2.28.0 is not <3,>=2.32.2" in old.found) == ("failed", True)
    assert packages(av="18.1").found.startswith("requests is missing")
