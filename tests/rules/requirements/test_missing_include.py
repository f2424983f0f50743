from __future__ import annotations

import pytest

from tests.lint import fix, lint


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements/dev.txt": "-r base.txt\n-c ../constraints.txt\n",
                "requirements/base.txt": "",
                "constraints.txt": "",
            },
            id="they are there",
        ),
        pytest.param(
            {
                "requirements.txt": "-r a.txt\n-r b.txt\n",
                "a.txt": "-r c.txt\n",
                "b.txt": "-r c.txt\n",
                "c.txt": "",
            },
            id="a diamond",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-r https://example.com/base.txt\n-r ${BASE}\n-r /srv/base.txt\n-r"
                    " ../base.txt\n"
                )
            },
            id="out of sight",
        ),
        pytest.param(
            {
                "requirements.txt": "-r locked.txt\n",
                "Makefile": "locked.txt:\n\tpip freeze > locked.txt\n",
            },
            id="made by a script",
        ),
        pytest.param(
            {
                "requirements.txt": "-r locked.txt\n",
                "Makefile": "lock:\n\tdocker-compose run --rm web pip-compile -o locked.txt a.in\n",
            },
            id="compiled in a container",
        ),
        pytest.param(
            {
                "web/requirements/dev.in": "-r base.txt\n",
                "Makefile": (
                    "COMPILE = pip-compile --upgrade $(OPTIONS)\nlock:\n"
                    "\t$(COMPOSE) run --rm web bash -c 'pip install pip-tools && \\\n"
                    "\t$(COMPILE) -o requirements/base.txt requirements/base.in' || true\n"
                ),
            },
            id="compiled by a shell in a container, behind a variable",
        ),
        pytest.param(
            {
                "requirements.txt": "-r locked.txt\n",
                "lock.sh": "podman run -v $PWD:/src python:3.12 sh -c 'pip freeze > /src/locked.txt'\n",
            },
            id="redirected in a container",
        ),
        pytest.param(
            {"requirements.txt": "-r reqs/local.txt\n", ".gitignore": "/reqs/local.txt\n"},
            id="named to Git as everybody's own",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[dependency-groups]\nType_Check = ["mypy"]\ndev = [{include-group ='
                    ' "type-check"}]\n'
                )
            },
            id="names compare normalised",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "x"\ndynamic = ["dependencies", "version"]\n'
                    '[tool.setuptools.dynamic]\ndependencies = {file = "requirements.txt"}\nversion'
                    ' = {attr = "x"}\n'
                ),
                "requirements.txt": "",
            },
            id="a dynamic file that is there",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\nname = "x"\ndynamic = ["version"]\ndependencies = ["six"]\n'
                    '[tool.setuptools.dynamic]\ndependencies = {file = "gone.txt"}\n'
                )
            },
            id="setuptools does not read what is not said to be dynamic",
        ),
        pytest.param({"requirements.txt": "-r {{ base }}.txt\n"}, id="a template"),
        pytest.param(
            {
                "requirements.txt": "-r api/requirements.txt\n-c ./api/limits.txt\n",
                ".gitmodules": '[submodule "api"]\n\tpath = api\n\turl = https://x.example/a\n',
            },
            id="in a submodule",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL210", files) == []


@pytest.mark.parametrize("ignored", ["", "base.*\n", "requirements/base.txt\n"])
def test_missing_file(ignored):
    files = {
        "requirements.txt": "flask\n-r base.txt\n-c limits.txt\n",
        ".gitignore": f"venv/\n{ignored}",
    }
    assert lint("VL210", files) == [
        "requirements.txt:2: `base.txt` does not exist",
        "requirements.txt:3: `limits.txt` does not exist",
    ]


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(
            "docker compose run --rm web pip-compile -o other.txt a.in", id="another file"
        ),
        pytest.param("docker compose run --rm web sh -c 'cat base.txt'", id="read"),
        pytest.param("docker compose exec web sh -c 'rm base.txt'", id="taken away"),
        pytest.param("docker build -t web . && docker compose up -d", id="nothing is run"),
    ],
)
def test_what_a_container_does_not_write(recipe):
    files = {"requirements.txt": "-r base.txt\n", "Makefile": f"all:\n\t{recipe}\n"}
    assert lint("VL210", files) == ["requirements.txt:1: `base.txt` does not exist"]


@pytest.mark.parametrize(
    ("written", "correct", "files"),
    [
        ("requirements/base.txt", "base.txt", {"requirements/base.txt": ""}),
        ("..\\base.txt", "../base.txt", {"base.txt": ""}),
        ("../base.txt", "base.txt", {"requirements/base.txt": ""}),
    ],
)
def test_the_path_that_was_meant(written, correct, files):
    (said,) = lint("VL210", {"requirements/dev.txt": f"-r {written}\n", **files})
    assert said.startswith("requirements/dev.txt:1: ")
    assert f"`{written}`" in said
    assert fix("VL210", {"requirements/dev.txt": f"-r {written}\n", **files}, unsafe=True) == {
        "requirements/dev.txt": f"-r {correct}\n"
    }


def test_a_loop_is_one_violation():
    assert lint(
        "VL210",
        {
            "requirements.txt": "-r requirements-dev.txt\n",
            "requirements-dev.txt": "-r requirements.txt\n",
        },
    ) == [
        (
            "requirements-dev.txt:1: `-r requirements.txt` closes a loop: `requirements.txt` leads back"
            " to `requirements-dev.txt`"
        )
    ]


def test_a_loop_is_entered_at_the_usual_name():
    assert [
        text.partition(":")[0]
        for text in lint(
            "VL210", {"requirements.txt": "-r base.txt\n", "base.txt": "-r requirements.txt\n"}
        )
    ] == ["base.txt"]


def test_a_file_that_includes_itself():
    assert lint("VL210", {"requirements.txt": "-r requirements.txt\n"}) == [
        (
            "requirements.txt:1: `-r requirements.txt` closes a loop: `requirements.txt` is the file"
            " itself"
        )
    ]


def test_dependency_groups():
    text = (
        '[dependency-groups]\na = [{include-group = "b"}]\nb = ["six", {include-group = "a"}]\nc ='
        ' [{include-group = "lint"}]\n'
    )
    assert lint("VL210", {"pyproject.toml": text}) == [
        "pyproject.toml:3: including `a` in `b` closes a loop",
        "pyproject.toml:4: there is no dependency group `lint`",
    ]


def test_groups_of_poetry():
    groups = (
        '[tool.poetry.group.dev]\ninclude-groups = ["test", "docs", "{}"]\n'
        "[tool.poetry.group.dev.dependencies]\n[tool.poetry.group.Test.dependencies]\n"
        "{}"
        '[dependency-groups]\ndocs = ["sphinx"]\n'
    )
    assert lint("VL210", {"pyproject.toml": groups.format("main", "")}) == []
    [missing] = lint("VL210", {"pyproject.toml": groups.format("lint", "")})
    assert missing.startswith("pyproject.toml:2: there is no dependency group `lint`")
    back = '[tool.poetry.group.test]\ninclude-groups = ["dev"]\n'
    [loop] = lint("VL210", {"pyproject.toml": groups.format("docs", back)})
    assert "closes a loop" in loop
    # What does not parse is VL001's.
    assert lint("VL210", {"pyproject.toml": groups.format("lint", "") + "broken"}) == []


def test_dynamic_files():
    text = (
        '[project]\nname = "x"\ndynamic = ["dependencies", "optional-dependencies"]\n'
        '[tool.setuptools.dynamic]\ndependencies = {file = ["base.txt"]}\noptional-dependencies.dev'
        ' = {file = "dev.txt"}\n'
    )
    assert lint("VL210", {"pyproject.toml": text, "dev.txt": ""}) == [
        (
            "pyproject.toml:5: `base.txt` does not exist, and the package reads its dependencies"
            " from it"
        )
    ]
    assert lint("VL210", {"setup.cfg": "[options]\ninstall_requires = file: base.txt\n"}) == [
        "setup.cfg:2: `base.txt` does not exist, and the package reads its dependencies from it"
    ]


def test_conda_gives_its_list_to_pip():
    text = "dependencies:\n  - python\n  - pip:\n    - -r here.txt\n    - -r gone.txt\n    - six\n"
    assert lint("VL210", {"env/environment.yml": text, "env/here.txt": "six\n"}) == [
        (
            "env/environment.yml:5: `gone.txt` does not exist, seen from the folder of"
            " `env/environment.yml` as conda gives it to pip"
        )
    ]


def test_beside_a_submodule():
    files = {
        "requirements.txt": "-r apis/requirements.txt\n",
        ".gitmodules": '[submodule "api"]\n\tpath = api\n\turl = https://x.example/a\n',
    }
    assert len(lint("VL210", files)) == 1


HATCH = (
    '[build-system]\nrequires = ["hatchling", "hatch-requirements-txt"]\n[project]\nname = "x"\n'
    'dynamic = ["dependencies"]\n[tool.hatch.metadata.hooks.requirements_txt]\n'
)


@pytest.mark.parametrize(
    ("hook", "line"),
    [
        pytest.param('files = ["a.txt"]\n', 0, id="there"),
        pytest.param('files = ["a.txt", "b.txt"]\n', 7, id="one of two"),
        pytest.param('filename = "b.txt"\n', 7, id="the old key"),
        pytest.param(
            'files = ["a.txt"]\n[tool.hatch.metadata.hooks.requirements_txt.'
            'optional-dependencies]\ntest = ["b.txt"]\n',
            9,
            id="an extra",
        ),
    ],
)
def test_hatch_requirements_txt(hook, line):
    said = lint("VL210", {"pyproject.toml": HATCH + hook, "a.txt": "six\n"})
    assert [one.split(": ")[0] for one in said] == ([f"pyproject.toml:{line}"] if line else [])
