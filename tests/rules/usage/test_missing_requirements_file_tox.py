"""VL413: the lists that tox takes over from other sections."""

import pytest

from tests.rules.usage.test_missing_requirements_file_folders import LISTS, places_of


def tox(text: str) -> dict[str, str]:
    return {"tox.ini": text} | LISTS


@pytest.mark.parametrize(
    ("files", "places"),
    [
        pytest.param(
            tox("[base]\ndeps = -rx.txt\n[testenv]\ndeps =\n  {[base]deps}\n  six\n"),
            ["tox.ini:2"],
            id="a section of its own",
        ),
        pytest.param(
            tox("[base]\ndeps = -rx.txt\n[testenv]\ndeps =\n  py39: {[base]deps}\n"),
            ["tox.ini:2"],
            id="behind a factor",
        ),
        pytest.param(
            tox("[testenv]\ndeps = -rx.txt\n[testenv:a]\ndeps = {[testenv]deps}\n"),
            ["tox.ini:2"],
            id="said once",
        ),
        pytest.param(
            tox(
                "[base]\ndeps = {[more]deps}\n[more]\ndeps = {[base]deps}\n  -rx.txt\n"
                "[testenv]\ndeps = {[base]deps}\n"
            ),
            ["tox.ini:5"],
            id="in a circle",
        ),
        pytest.param(
            tox("[testenv]\ndeps = -r{toxinidir}{/}reqs{/}x.txt\n  -rtools{/}dev.txt\n"),
            ["tox.ini:2"],
            id="tox's slash",
        ),
        pytest.param(
            {
                "tox.toml": "[env_run_base]\ndeps = [{replace='ref', of=['base', 'deps'], extend=true}]\n"
                "[base]\ndeps = ['-r x.txt', '-r tools/dev.txt']\n"
            }
            | LISTS,
            ["tox.toml:4"],
            id="TOML",
        ),
        pytest.param(
            {
                "tox.toml": "[env.a]\ndeps = ['-r x.txt']\n"
                "[env.b]\ndeps = {replace='ref', env='a', key='deps'}\n"
            }
            | LISTS,
            ["tox.toml:2"],
            id="another environment's in TOML",
        ),
    ],
)
def test_what_tox_takes_over(files, places):
    assert places_of(files) == places


@pytest.mark.parametrize(
    ("section", "places"),
    [
        ("docs", ["tox.ini:2"]),
        ("docs-qt", ["tox.ini:2", "tox.ini:3"]),
        ("py{310,311}-{qt,gtk}", ["tox.ini:2", "tox.ini:3", "tox.ini:4"]),
        ("py39-qt", ["tox.ini:2", "tox.ini:3"]),
    ],
)
def test_factors_that_an_environment_never_has(section, places):
    base = "[base]\ndeps = -rx.txt\n  qt: -ry.txt\n  py{310,312}-gtk: -rz.txt\n"
    assert places_of(tox(f"{base}[testenv:{section}]\ndeps = {{[base]deps}}\n")) == places
