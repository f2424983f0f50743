"""Markers: which hold together, which follow from which."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import InvalidMarker, Marker

from venvlint.readers import markers

WINDOWS, NOT_WINDOWS = 'sys_platform == "win32"', 'sys_platform != "win32"'


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (WINDOWS, NOT_WINDOWS),
        (WINDOWS, 'platform_system == "Linux"'),
        ("os_name == 'nt'", "sys_platform == 'darwin'"),
        ("python_version < '3.9'", "python_version >= '3.9'"),
        ("python_version == '3.9'", "python_version in '3.10 3.11'"),
        ("python_full_version < '3.9.2'", "python_full_version >= '3.9.2'"),
        ("platform_machine == 'x86_64'", "platform_machine == 'arm64'"),
        ("extra == 'a'", "extra == 'b'"),
        ("implementation_name == 'cpython'", "platform_python_implementation == 'PyPy'"),
        (
            (
                "'win' in sys_platform and os_name != 'nt' and sys_platform != 'darwin' and"
                " sys_platform != 'cygwin'"
            ),
            "",
        ),
        ("python_version > '3.8' and python_version < '3.9'", ""),
    ],
)
def test_disjoint(first, second):
    assert markers.disjoint(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("", WINDOWS),
        ("python_version < '3.9'", "python_version >= '3.8'"),
        ("python_full_version < '3.9.3'", "python_full_version >= '3.9.2'"),
        (WINDOWS, "python_version >= '3.8'"),
        ("platform_machine == 'x86_64'", "sys_platform == 'linux'"),
        ("platform_system == 'OpenBSD'", "os_name == 'posix'"),
        ("'linux' in sys_platform", "platform_system == 'Linux'"),
        ("python_version in '3.8 3.9'", "python_version == '3.8'"),
    ],
)
def test_together(first, second):
    assert not markers.disjoint(first, second)


def test_the_projects_pythons_decide():
    assert markers.disjoint("python_version < '3.9'", "", ["3.10", "3.11"])
    assert not markers.satisfiable("python_version < '3'", ["3.8"])
    assert markers.satisfiable("python_version < '3'")
    assert markers.implies("", "python_version >= '3.8'", ["3.9", "3.10"])


def test_only_python_2_has_a_second_name_for_linux():
    system, platform = "platform_system == 'Linux'", "sys_platform == 'linux'"
    assert markers.implies(system, platform, ["3.12"])
    assert markers.implies(platform, system, ["3.12"])
    assert not markers.implies(system, platform, ["2.7", "3.12"])
    assert not markers.implies(system, platform)


def test_implies():
    assert markers.implies("python_version >= '3.9'", "python_version >= '3.8'")
    assert not markers.implies("python_version >= '3.8'", "python_version >= '3.9'")
    assert markers.implies(WINDOWS, "os_name == 'nt'")


def test_holds():
    assert markers.holds("python_version >= '3.10'", {"python_version": "3.12"})
    assert not markers.holds("python_version >= '3.10'", {"python_version": "3.9"})


@pytest.mark.parametrize(
    "text",
    [
        "python_version < 3",
        "python_verison < '3'",
        "os_name = 'nt'",
        "os_name == 'nt' and",
        "(os_name == 'nt'",
        "",
        "(" * 5000,
    ],
)
def test_invalid(text):
    with pytest.raises(markers.Invalid):
        markers.parse(text)


VARIABLES = st.sampled_from(
    [
        "python_version",
        "sys_platform",
        "os_name",
        "platform_machine",
        "python_full_version",
        "implementation_name",
    ]
)
VALUES = st.sampled_from(
    ["'3.8'", "'3.10'", "'win32'", "'nt'", "'linux'", '"x"', "'3.9.1'", "''", "'3.*'"]
)
COMPARISONS = st.tuples(
    VARIABLES, st.sampled_from(["==", "!=", "<", ">=", " in ", " not in ", ">"]), VALUES
)
MARKERS = st.recursive(
    st.one_of(COMPARISONS.map("".join), COMPARISONS.map(lambda parts: "".join(reversed(parts)))),
    lambda inner: st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(
        lambda parts: f"({''.join(parts)})"
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(
    MARKERS,
    st.sampled_from(["3.8", "3.10"]),
    st.sampled_from([("win32", "nt"), ("linux", "posix")]),
    st.sampled_from(["x", "y"]),
)
def test_evaluates_as_packaging_does(text, python, platform, machine):
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": platform[0],
        "os_name": platform[1],
        "platform_machine": machine,
        "implementation_name": "cpython",
    }
    try:
        theirs = Marker(text).evaluate(environment)
    except InvalidMarker:
        with pytest.raises(markers.Invalid):
            markers.parse(text)
        return
    except Exception:
        return  # older releases compare where there is nothing to compare
    if "<" in text.replace("python", "") or ">" in text:
        # Ordered comparisons of what is no version differ between releases of packaging.
        for comparison in markers.comparisons(markers.parse(text)):
            if comparison.operator in ("<", ">", ">=") and (
                not comparison.variable.startswith("python")
                or not comparison.value[:1].isdigit()
                or "*" in comparison.value
            ):
                return
    assert markers.holds(text, environment) == theirs
    if theirs:
        assert markers.satisfiable(text)
