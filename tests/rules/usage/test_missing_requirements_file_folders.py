"""VL413: in which folder a command looks for the list that it names."""

import pytest

from tests.lint import findings, lint
from tests.rules.usage.test_missing_requirements_file import run, script, workflow

LISTS = {"requirements.txt": "six==1.17.0\n", "tools/dev.txt": "six==1.17.0\n"}


def places_of(files: dict[str, str]) -> list[str]:
    """The path and the line of each that is missing."""
    return [":".join(one.split(":")[:2]) for one in lint("VL413", files)]


def azure(text: str) -> dict[str, str]:
    return {"azure-pipelines.yml": f"steps:\n  - script: {text}\n"}


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param(
            script('pip install -r "$(dirname "$0")/x.txt"', "tools/a.sh"),
            ["tools/a.sh:2"],
            id="beside the script",
        ),
        pytest.param(
            script('pip install -r "${BASH_SOURCE%/*}/../dev.txt"', "tools/a.sh"),
            ["tools/a.sh:2"],
            id="above it",
        ),
        pytest.param(
            script(
                'HERE="$(cd "$(dirname "$0")" && pwd)"\npip install -r $HERE/x.txt', "tools/a.sh"
            ),
            ["tools/a.sh:3"],
            id="by a variable",
        ),
        pytest.param(
            {"tools/a.bat": "pip install -r %~dp0requirements.txt\r\n"},
            ["tools/a.bat:1"],
            id="cmd",
        ),
        pytest.param(
            {"tools/a.ps1": "pip install -r $PSScriptRoot\\requirements.txt\n"},
            ["tools/a.ps1:1"],
            id="PowerShell",
        ),
        pytest.param(
            {"tools/a.ps1": "Set-Location $PSScriptRoot\npip install -r requirements.txt\n"},
            ["tools/a.ps1:2"],
            id="PowerShell goes there",
        ),
        pytest.param(
            workflow(run("pip install -r ${{ github.workspace }}/dev.txt")),
            [".github/workflows/a.yml:7"],
            id="the checkout on GitHub",
        ),
        pytest.param(
            {".gitlab-ci.yml": "t:\n  script:\n    - pip install -r $CI_PROJECT_DIR/dev.txt\n"},
            [".gitlab-ci.yml:3"],
            id="on GitLab",
        ),
        pytest.param(
            {".travis.yml": "install:\n  - cd $TRAVIS_BUILD_DIR\n  - pip install -r dev.txt\n"},
            [".travis.yml:3"],
            id="on Travis",
        ),
        pytest.param(
            azure("pip install -r $(Build.SourcesDirectory)/dev.txt"),
            ["azure-pipelines.yml:2"],
            id="on Azure",
        ),
        pytest.param(
            azure("|\n      cd $(System.DefaultWorkingDirectory)\n      pip install -r dev.txt"),
            ["azure-pipelines.yml:4"],
            id="Azure goes there",
        ),
        pytest.param(
            script('cd tools\npip install -r "$(pwd)/x.txt"\npip install -r $PWD/y.txt'),
            ["a.sh:3", "a.sh:4"],
            id="where it runs",
        ),
        pytest.param(
            script("HERE=$(pwd -P)\ncd tools\npip install -r $HERE/x.txt"),
            ["a.sh:4"],
            id="where it ran",
        ),
        pytest.param(
            {"justfile": "t:\n  cd tools && pip install -r {{justfile_directory()}}/dev.txt\n"},
            ["justfile:2"],
            id="just's folder",
        ),
        pytest.param(
            script("pushd tools >/dev/null\npip install -r dev.txt\npopd\npip install -r dev.txt"),
            ["a.sh:5"],
            id="back again",
        ),
        pytest.param(
            script("pushd tools\npushd ..\npopd\npip install -r requirements.txt"),
            ["a.sh:5"],
            id="back by one of two",
        ),
        pytest.param(
            {
                "tools/a.bat": "@echo off\r\nsetlocal\r\ntitle x\r\n"
                "pip install -r %~dp0x.txt\r\npause\r\n"
            },
            ["tools/a.bat:4"],
            id="what writes nothing on Windows",
        ),
        pytest.param(
            {"a.ps1": "$ErrorActionPreference = 'Stop'\npip install -r dev.txt\n"},
            ["a.ps1:2"],
            id="a setting of PowerShell",
        ),
    ],
)
def test_loud(files, places):
    assert places_of(files | LISTS) == places


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            script('pip install -r "$(dirname "$0")/dev.txt"', "tools/a.sh"), id="beside the script"
        ),
        pytest.param(
            script('pip install -r "$(dirname "$0")/../requirements.txt"', "tools/a.sh"), id="above"
        ),
        pytest.param({"tools/a.bat": "pip install -r %~dp0dev.txt\r\n"}, id="cmd"),
        pytest.param(
            {"tools/a.bat": "pip install -r %~dp0..\\requirements.txt\r\n"}, id="above it"
        ),
        pytest.param(script('pip install -r "$OTHER/dev.txt"'), id="some folder"),
        pytest.param(script("cd tools\npip install -r $PWD/dev.txt"), id="where it runs"),
        pytest.param(script("docker run -v $PWD:/w x pip install -r /w/x.txt"), id="mounted"),
        pytest.param(
            {
                "Dockerfile": "FROM python:3\nWORKDIR /a\nCOPY tools .\nRUN pip install -r $PWD/dev.txt\n"
            },
            id="where an image's command runs",
        ),
        pytest.param(azure("pip install -r $(other)/dev.txt"), id="some folder of Azure"),
        pytest.param(azure("pip install -r $(Build.SourcesDirectory)/tools/dev.txt"), id="there"),
        pytest.param(
            script("pushd tools\npip install -r dev.txt\npopd\npip install -r requirements.txt"),
            id="back again",
        ),
        pytest.param(script("popd\npip install -r dev.txt"), id="back to where"),
        pytest.param(
            script("pushd tools\npushd +1\npip install -r x.txt\npopd\npip install -r x.txt"),
            id="the stack turned round",
        ),
        pytest.param(script("pushd -n tools\npip install -r requirements.txt"), id="only kept"),
        pytest.param(
            script('D=$(dirname "$0")\nfoo requirements.txt > "$D/x.txt"\npip install -r $D/x.txt'),
            id="written beside the script",
        ),
        pytest.param(
            script("curl -o $PWD/x.txt https://x.dev\npip install -r $(pwd)/x.txt -r x.txt"),
            id="written where it runs",
        ),
        pytest.param(
            workflow(
                run("pip freeze > $GITHUB_WORKSPACE/x.txt")
                + run("pip install -r $GITHUB_WORKSPACE/x.txt")
            ),
            id="written to the checkout",
        ),
        pytest.param(
            {
                ".github/workflows/a.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
                    "      - uses: actions/checkout@v5\n        with: {path: src}\n"
                    "      - run: pip install -r $GITHUB_WORKSPACE/src/requirements.txt\n"
                )
            },
            id="the checkout lies below",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": (
                    "steps:\n  - checkout: self\n  - checkout: other\n"
                    "  - script: pip install -r other/x.txt\n"
                    "  - script: pip install -r $(Build.SourcesDirectory)/other/x.txt\n"
                )
            },
            id="several checkouts of Azure",
        ),
        *(
            pytest.param(
                {
                    "docker/a.sh": f"#!/bin/sh\n{command}\n",
                    "Dockerfile": "FROM python:3\nCOPY requirements.txt docker/a.sh /tmp/\n"
                    "RUN sh /tmp/a.sh\n",
                },
                id=f"an image has it beside the script: {command[:2]}",
            )
            for command in (
                'cd "$(dirname "$0")"\npip install -r requirements.txt',
                'pip install -r "$(dirname "$0")/requirements.txt"',
            )
        ),
        pytest.param(
            {"a.ps1": "$lists = Get-Lists\npip install -r dev.txt\n"}, id="what may write anything"
        ),
    ],
)
def test_quiet(files):
    assert lint("VL413", files | LISTS) == []


def test_message_names_the_path():
    files = script('pip install -r "$(dirname "$0")/x.txt"', "tools/a.sh")
    (found,) = findings("VL413", files)
    assert found.message == "`tools/x.txt` does not exist"
