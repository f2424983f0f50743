from __future__ import annotations

import pytest

from tests.lint import findings, lint

PINNED = "flask==3.0.0\nrequests==2.31.0\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": (
                    PINNED + "x @ git+https://h/x@v1.0\ny @"
                    " git+https://h/y@0123456789abcdef0123456789abcdef01234567\n"
                )
            },
            id="a tag and a commit",
        ),
        pytest.param(
            {"requirements.txt": PINNED + "x @ git+https://h/x@${REVISION}\n"}, id="a variable"
        ),
        pytest.param(
            {"requirements.txt": PINNED + "x @ git+https://h/x@refs/tags/stable\n"},
            id="a tag by its full name",
        ),
        pytest.param(
            {"requirements.txt": "flask>=3\nrequests\nx @ git+https://h/x\n"},
            id="nothing is pinned",
        ),
        pytest.param(
            {"requirements-dev.txt": PINNED + "x @ git+https://h/x\n"}, id="for development"
        ),
        pytest.param(
            {"requirements.txt": PINNED + "x @ https://github.com/a/x/archive/v1.2.zip\n"},
            id="an archive of a tag",
        ),
        pytest.param(
            {
                "requirements.txt": PINNED
                + f"x @ https://github.com/a/x/archive/{'0123456789' * 4}.tar.gz\n"
            },
            id="an archive of a commit",
        ),
        pytest.param(
            {
                "requirements.txt": PINNED
                + f"x @ https://github.com/a/x/archive/main.zip#sha256={'0' * 64}\n"
            },
            id="an archive whose hash is fixed",
        ),
        pytest.param(
            {"requirements.txt": PINNED + "x @ https://example.com/archive/shop.zip\n"},
            id="a folder that is called archive",
        ),
        pytest.param(
            {
                "pyproject.toml": "[project]\ndependencies = ['six==1.17.0', 'x @ git+https://h/x']\n",
                "uv.lock": "version = 1\n",
            },
            id="a lock holds the commit",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL218", files) == []


def test_what_it_includes_is_pinned():
    files = {"requirements.txt": "-r base.txt\nx @ git+https://h/x\n", "base.txt": PINNED}
    assert [said.partition(": ")[0] for said in lint("VL218", files)] == ["requirements.txt:2"]


@pytest.mark.parametrize(
    "line",
    [
        "x @ git+https://h/x.git",
        "git+ssh://git@h/acme/x.git#egg=x",
        "x @ git+https://${TOKEN}@h/x.git",
        "-e git+https://h/x.git#egg=x",
        "x @ git+https://h/x@main",
        "x @ git+https://h/x@refs/heads/v2",
        "x @ git+https://h/x@stable/2.x",
        "x @ git+https://h/x.git@develop#subdirectory=a",
        "x @ https://github.com/a/x/archive/master.zip",
        "https://github.com/a/x/archive/refs/heads/v2.tar.gz#egg=x",
        "https://github.com/a/x/tarball/feature",
        "x @ https://codeload.github.com/a/x/zip/refs/heads/main",
        "x @ https://gitlab.com/a/x/-/archive/main/x-main.zip",
        "x @ https://git.example.com/a/x/-/archive/main/x-main.zip",
        "x @ https://bitbucket.org/a/x/get/master.zip",
    ],
)
def test_loud(line):
    assert [
        said.partition(": ")[0]
        for said in lint("VL218", {"requirements.txt": PINNED + line + "\n"})
    ] == ["requirements.txt:3"]


def test_lists_of_manifests():
    text = "[project]\ndependencies = [\n  'six==1.17.0',\n  'x @ git+https://h/x',\n]\n"
    assert [said.partition(": ")[0] for said in lint("VL218", {"pyproject.toml": text})] == [
        "pyproject.toml:4"
    ]


@pytest.mark.parametrize(
    ("line", "beginning"),
    [
        ("kit @ git+https://h.invalid/kit.git", "Add `@`"),
        (
            "kit @ git+https://h.invalid/kit.git@main",
            "Write a tag or a commit in the place of `main`",
        ),
        (
            "kit @ https://github.com/a/kit/archive/master.zip",
            "Write a tag or a commit in the place of `master`",
        ),
    ],
)
def test_what_to_write(line, beginning):
    (found,) = findings("VL218", {"requirements.txt": f"flask==3.0.0\n{line}\n"})
    assert found.suggestion.startswith(beginning)
