"""Which files are requirements files, and what includes what."""

from __future__ import annotations

import pytest

from tests.lint import tree


def paths(files) -> list[str]:
    return list(tree(files).requirements.files)


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "Requirements.txt",
        "requirements-dev.txt",
        "requirements_dev.txt",
        "dev-requirements.txt",
        "requirements.in",
        "requirements/base.txt",
        "requirements/extras/django.txt",
        "reqs.txt",
        "app/requirements.txt",
        "constraints.txt",
        "requirements/constraints-3.11.txt",
        "test_requirements.pip",
    ],
)
def test_by_name(path):
    assert paths({path: "six\n"}) == [path]


@pytest.mark.parametrize(
    "path", ["README.txt", "CMakeLists.txt", "robots.txt", "docs/notes.txt", "MANIFEST.in"]
)
def test_other_names(path):
    assert paths({path: "six\n"}) == []


def test_by_inclusion():
    assert paths(
        {
            "requirements.txt": "-r web.list\n-c pins.cfg\n",
            "web.list": "flask\n",
            "pins.cfg": "six==1\n",
        }
    ) == [
        "pins.cfg",
        "requirements.txt",
        "web.list",
    ]


@pytest.mark.parametrize(
    "script",
    [
        {"Dockerfile": "FROM python:3.12\nCOPY prod.txt /tmp/\nRUN pip install -r /tmp/prod.txt\n"},
        {"tox.ini": "[testenv]\ndeps =\n    -r prod.txt\n"},
        {
            ".github/workflows/ci.yml": (
                "jobs:\n  a:\n    steps:\n      - run: pip install --requirement=prod.txt\n"
            )
        },
    ],
)
def test_by_installation(script):
    assert "prod.txt" in paths({**script, "prod.txt": "flask\n"})


def test_includes_are_relative_to_the_including_file():
    requirements = tree(
        {
            "requirements/dev.txt": (
                "-r base.txt\n-r ../other.txt\n-r https://h/x.txt\n-r ${X}.txt\n"
            ),
            "requirements/base.txt": "",
        }
    ).requirements
    said = [
        (include.target, include.exists)
        for include in requirements.includes["requirements/dev.txt"]
    ]
    assert said == [("requirements/base.txt", True), ("other.txt", False), ("", True), ("", True)]
    assert requirements.included_by == {
        "requirements/base.txt": ("requirements/dev.txt",),
        "other.txt": ("requirements/dev.txt",),
    }


def test_reading_order_and_each_file_once():
    requirements = tree(
        {
            "requirements.txt": "a\n-r x.txt\nb\n-r x.txt\n-c c.txt\n",
            "x.txt": "-r y.txt\nc\n",
            "y.txt": "d\n",
            "c.txt": "e<2\n",
        }
    ).requirements
    said = [
        (statement.line.name, statement.constraint, statement.reading.depth)
        for statement in requirements.read("requirements.txt")
    ]
    assert said == [
        ("a", False, 0),
        ("d", False, 2),
        ("c", False, 1),
        ("b", False, 0),
        ("e", True, 1),
    ]


def test_loops_close_at_the_file_that_comes_back():
    requirements = tree(
        {
            "requirements.txt": "-r requirements-dev.txt\n",
            "requirements-dev.txt": "six\n-r requirements.txt\n",
        }
    ).requirements
    assert [(include.line.path, include.target) for include in requirements.loops] == [
        ("requirements-dev.txt", "requirements.txt")
    ]
    assert [statement.line.name for statement in requirements.read("requirements.txt")] == ["six"]


def test_a_diamond_is_no_loop():
    requirements = tree(
        {
            "requirements.txt": "-r a.txt\n-r b.txt\n",
            "a.txt": "-r c.txt\n",
            "b.txt": "-r c.txt\n",
            "c.txt": "six\n",
        }
    ).requirements
    assert requirements.loops == ()


def test_constraints():
    requirements = tree(
        {
            "requirements.txt": "-c pins.txt\n-r constraints-base.txt\n",
            "pins.txt": "six\n",
            "constraints-base.txt": "six\n",
            "constraints.txt": "",
        }
    ).requirements
    assert [path for path in requirements.files if requirements.is_constraints(path)] == [
        "constraints.txt",
        "pins.txt",
    ]


def test_overrides_restrict_too():
    files = {
        "requirements/overrides.txt": "six==1\n",
        "deps/fix.txt": "six==1\n",
        "requirements-override.txt": "six==1\n",
        "requirements-cloverride.txt": "six==1\n",
        "a.sh": "uv pip compile a.in --overrides deps/fix.txt -o a.txt\n",
        "b.sh": "pip install -r requirements-override.txt\n",
    }
    requirements = tree(files).requirements
    assert [path for path in requirements.files if requirements.is_constraints(path)] == [
        "deps/fix.txt",
        "requirements/overrides.txt",
    ]


def test_what_is_installed_is_more_than_constraints():
    files = {
        "requirements/production.in": "-c base.txt\ngunicorn\n",
        "requirements/base.txt": "flask==3.0.0\n",
        "requirements/production.txt": "gunicorn==22.0.0\n",
    }
    assert tree(files).requirements.is_constraints("requirements/base.txt")
    files["Makefile"] = "sync:\n\tcd requirements && pip-sync base.txt production.txt\n"
    assert not tree(files).requirements.is_constraints("requirements/base.txt")


def test_a_long_chain_of_includes():
    files = {f"requirements/{number}.txt": f"-r {number + 1}.txt\n" for number in range(3000)} | {
        "requirements/3000.txt": "six\n"
    }
    requirements = tree(files).requirements
    assert requirements.loops == ()
    assert [statement.line.name for statement in requirements.read("requirements/0.txt")] == ["six"]


def test_generated_files():
    requirements = tree(
        {
            "Makefile": "all:\n\tpip freeze > requirements/lock.txt\n",
            "requirements.txt": "-r requirements/lock.txt\n",
        }
    ).requirements
    assert requirements.is_generated("requirements/lock.txt")
    assert not requirements.is_generated("requirements/block.txt")
