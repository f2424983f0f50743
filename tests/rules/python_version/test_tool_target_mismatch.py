"""Targets of linters, formatters and type checkers against the oldest Python (VL304)."""

from __future__ import annotations

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

import pytest

from tests.changes.made import changed
from tests.lint import findings, fix, lint

HOOK = "repos:\n- repo: https://example.com/x\n  hooks:\n  - id: {id}\n    args: [{args}]\n"


def project(settings: str = "", range_: str = ">=3.10", **files: str) -> dict[str, str]:
    return {
        "pyproject.toml": (
            f'[project]\nname = "demo"\nversion = "1"\nrequires-python = "{range_}"\n\n{settings}'
        ),
        **files,
    }


def hook(id_: str, args: str, **more: str) -> dict[str, str]:
    return project(**{".pre-commit-config.yaml": HOOK.format(id=id_, args=args), **more})


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(project('[tool.ruff]\ntarget-version = "py310"\n'), id="equal"),
        pytest.param(
            project('[tool.ruff]\ntarget-version = "py310"\n', ">=3.10.4"),
            id="the floor's patch does not matter",
        ),
        pytest.param(
            project('[tool.ruff]\ntarget-version = "py39"\n', ">3.9"), id="above 3.9 starts in 3.9"
        ),
        pytest.param(project("[tool.ruff]\nline-length = 99\n"), id="not set"),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "d"\n[tool.ruff]\ntarget-version = "py313"\n'},
            id="no floor",
        ),
        pytest.param({"ruff.toml": 'target-version = "py313"\n'}, id="no manifest"),
        pytest.param(
            project('[tool.ruff]\ntarget-version = "py312"\n', "!=3.9.0,<4"),
            id="a range without a floor",
        ),
        pytest.param(
            project('[tool.black]\ntarget-version = ["py39", "py310", "py312"]\n'),
            id="black aims at the floor and others",
        ),
        pytest.param(project("[tool.black]\ntarget-version = []\n"), id="an empty list"),
        *(
            pytest.param(
                project(**{".pylintrc": f"[MAIN]\npy-version={text}\n"}),
                id=f"pylint leaves out what stands behind {text}",
            )
            for text in ("3.10 # the oldest", "3.10 ;x", "# to be said")
        ),
        pytest.param(
            project('[tool.mypy]\npython_version = "3.13"\n'), id="a type checker inside the range"
        ),
        pytest.param(
            project("[tool.mypy]\npython_version = 3.12\n"), id="a number that mypy takes"
        ),
        pytest.param(project('[tool.ty.environment]\npython-version = "3.12"\n'), id="ty"),
        pytest.param(
            project(
                '[tool.ruff]\ntarget-version = "py313"\n'
                '[tool.ruff.per-file-target-version]\n"cli/**" = "py310"\n"new/**" = "py314"\n'
            ),
            id="the files that run on the oldest Python are named",
        ),
        pytest.param(
            project('[tool.ruff.per-file-target-version]\n"x.py" = "py313"\n'),
            id="for single files",
        ),
        pytest.param(
            project(**{"mypy.ini": "[mypy]\npython_version = 3.10\n"}),
            id="an ini file has no numbers",
        ),
        pytest.param(project("[tool.isort]\npy_version = 3\n"), id="isort, all of Python 3"),
        pytest.param(project('[tool.isort]\npy_version = "auto"\n'), id="isort, its own"),
        pytest.param(
            project(**{"scripts/ruff.toml": 'target-version = "py313"\n'}), id="a folder of scripts"
        ),
        pytest.param(
            project(**{"tests/p/pyproject.toml": '[tool.ruff]\ntarget-version = "py313"\n'}),
            id="test data",
        ),
        pytest.param(hook("pyupgrade", "--py310-plus"), id="a hook that is equal"),
        pytest.param(hook("pyupgrade", "--py3-plus"), id="all of Python 3"),
        pytest.param(hook("django-upgrade", '--target-version, "5.2"'), id="a version of Django"),
        pytest.param(
            hook("django-upgrade", "--target-version=5.2"), id="a version of Django in one word"
        ),
        pytest.param(hook("black", "--line-length=99"), id="other arguments"),
        pytest.param(
            project(
                **{
                    ".pre-commit-config.yaml": (
                        "repos:\n- hooks:\n  - {id: black, language_version: python3.12}\n"
                    )
                }
            ),
            id="what runs black",
        ),
        pytest.param(
            project(
                **{
                    ".pre-commit-config.yaml": (
                        "repos:\n- hooks:\n  - {id: pyupgrade, files: ^scripts/, args:"
                        " [--py313-plus]}\n"
                    )
                }
            ),
            id="a hook for scripts",
        ),
        pytest.param(project('[tool.pylint.main]\npy-version = "3.10"\n'), id="pylint"),
        pytest.param(project('[tool.pyright]\npythonVersion = "3.12"\n'), id="pyright inside"),
        pytest.param(
            project('[tool.pyright]\npythonVersion = "3.12.1"\n'), id="pyright takes a patch"
        ),
        pytest.param(
            project('[tool.pyrefly]\npython-version = "3.12.0"\n'), id="pyrefly takes a patch"
        ),
        pytest.param(
            project('[tool.refurb]\npython_version = "3"\n'),
            id="a form that is not known to be wrong",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL304", files) == []


@pytest.mark.parametrize(
    ("files", "place", "severity"),
    [
        (project('[tool.ruff]\ntarget-version = "py312"\n'), "pyproject.toml:7:19", "error"),
        (project(**{"ruff.toml": 'target-version = "py311"\n'}), "ruff.toml:1:19", "error"),
        (
            project(
                '[tool.ruff]\ntarget-version = "py312"\n'
                '[tool.ruff.per-file-target-version]\n"x.py" = "py311"\n"y.py" = "x"\n'
            ),
            "pyproject.toml:7:19",
            "error",
        ),
        (project(**{".ruff.toml": 'target-version = "py311"\n'}), ".ruff.toml:1:19", "error"),
        (
            project('[tool.black]\ntarget-version = ["py312", "py311"]\n'),
            "pyproject.toml:7:29",
            "error",
        ),
        (
            project('[tool.black]\ntarget-version = ["py312"]\n', ">=3.9"),
            "pyproject.toml:7:20",
            "error",
        ),
        (hook("pyupgrade", "--py311-plus"), ".pre-commit-config.yaml:5:12", "error"),
        (hook("ruff", "--fix, --target-version, py312"), ".pre-commit-config.yaml:5:37", "error"),
        (hook("black", "--target-version=py312"), ".pre-commit-config.yaml:5:29", "error"),
        (hook("black", "-t, py312"), ".pre-commit-config.yaml:5:16", "error"),
        (hook("reorder-python-imports", "--py312-plus"), ".pre-commit-config.yaml:5:12", "error"),
        (project('[tool.ruff]\ntarget-version = "py39"\n'), "pyproject.toml:7:19", "info"),
        (
            project('[tool.black]\ntarget-version = ["py38", "py39"]\n'),
            "pyproject.toml:7:20",
            "info",
        ),
        (hook("pyupgrade", "--py37-plus"), ".pre-commit-config.yaml:5:12", "info"),
        (project("[tool.isort]\npy_version = 312\n"), "pyproject.toml:7:14", "info"),
        (project(**{".pylintrc": "[MAIN]\npy-version=3.12\n"}), ".pylintrc:2:12", "info"),
        (project(**{".pylintrc": "[MAIN]\npy-version=3.12 # x\n"}), ".pylintrc:2:12", "info"),
        (project(**{".pylintrc": "[MAIN]\npy-version=3.10#x\n"}), ".pylintrc:2:12", "warning"),
        (
            project(**{"mypy.ini": "[mypy]\npython_version = 3.10 # x\n"}),
            "mypy.ini:2:18",
            "warning",
        ),
        (project('[tool.mypy]\npython_version = "3.9"\n'), "pyproject.toml:7:19", "info"),
        (
            project('[tool.mypy]\npython_version = "3.14"\n', ">=3.10,<3.13"),
            "pyproject.toml:7:19",
            "warning",
        ),
        (project(**{"setup.cfg": "[mypy]\npython_version = 3.9\n"}), "setup.cfg:2:18", "info"),
        (project('[tool.ruff]\ntarget-version = "py38"\n', ">=3.6"), "pyproject.toml:7:19", "info"),
        (project('[tool.ruff]\ntarget-version = ["py310"]\n'), "pyproject.toml:7:18", "warning"),
        (project("[tool.ruff]\ntarget-version = 3.10\n"), "pyproject.toml:7:18", "warning"),
        (project('[tool.ruff]\ntarget-version = "py36"\n'), "pyproject.toml:7:18", "warning"),
        (project('[tool.black]\ntarget-version = "py310"\n'), "pyproject.toml:7:18", "warning"),
        (project('[tool.black]\ntarget-version = ["3.10"]\n'), "pyproject.toml:7:18", "warning"),
        (project("[tool.mypy]\npython_version = 3.10\n"), "pyproject.toml:7:18", "warning"),
        (project('[tool.mypy]\npython_version = "3.10.1"\n'), "pyproject.toml:7:18", "warning"),
        (project('[tool.mypy]\npython_version = "py310"\n'), "pyproject.toml:7:18", "warning"),
        (project('[tool.mypy]\npython_version = ">=3.10"\n'), "pyproject.toml:7:18", "warning"),
        (project(**{"mypy.ini": "[mypy]\npython_version = '3.10'\n"}), "mypy.ini:2:18", "warning"),
        (
            project(**{"pyrightconfig.json": '{"pythonVersion": 3.12}'}),
            "pyrightconfig.json:1:19",
            "warning",
        ),
        (
            project('[tool.ty.environment]\npython-version = "3.12.1"\n'),
            "pyproject.toml:7:18",
            "warning",
        ),
        (project("[tool.pyrefly]\npython-version = 3.12\n"), "pyproject.toml:7:18", "warning"),
        (project('[tool.pyright]\npythonVersion = "py312"\n'), "pyproject.toml:7:17", "warning"),
        (project('[tool.isort]\npy_version = "py310"\n'), "pyproject.toml:7:14", "warning"),
        (project('[tool.isort]\npy_version = "3.10"\n'), "pyproject.toml:7:14", "warning"),
        (project(**{"setup.cfg": "[pylint.MAIN]\npy-version = 3.12\n"}), "setup.cfg:2:14", "info"),
        (project('[tool.pylint.main]\npy-version = "py310"\n'), "pyproject.toml:7:14", "warning"),
        (project("[tool.pylint.main]\npy-version = 3.10\n"), "pyproject.toml:7:14", "warning"),
        (
            {"pyproject.toml": '[project]\nname = "d"\n[tool.ruff]\ntarget-version = "3.10"\n'},
            "pyproject.toml:4:18",
            "warning",
        ),
    ],
)
def test_reports(files, place, severity):
    (found,) = findings("VL304", files)
    assert f"{found.at.path}:{found.at.line}:{found.at.column}" == place
    assert found.severity.label == severity


def test_names_both_places():
    assert lint("VL304", project('[tool.ruff]\ntarget-version = "py312"\n')) == [
        (
            "pyproject.toml:7: `py312` of ruff is newer than the oldest Python that `requires-python ="
            " >=3.10` in `pyproject.toml` allows, 3.10: it may write code that does not run there"
        )
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '[tool.ruff]\ntarget-version = "py312"  # x\nline-length = 99\n',
            "[tool.ruff]\nline-length = 99\n",
        ),
        ('[tool.black]\ntarget-version = [\n  "py312",\n]\n', "[tool.black]\n"),
        (
            (
                "[tool.ruff]\nline-length = 99\n\n# Assume Python 3.12\n"
                'target-version = "py312"\n\n[tool.mypy]\n'
            ),
            "[tool.ruff]\nline-length = 99\n\n[tool.mypy]\n",
        ),
        (
            '[tool.ruff]\n# Assume Python 3.12\ntarget-version = "py312"\nline-length = 99\n',
            "[tool.ruff]\nline-length = 99\n",
        ),
        (
            '[tool.ruff]\n# As everywhere.\ntarget-version = "py312"\nline-length = 99\n',
            "[tool.ruff]\n# As everywhere.\nline-length = 99\n",
        ),
        ("[tool.isort]\npy_version = 312 # x\n", "[tool.isort]\npy_version = 310 # x\n"),
        ("[tool.mypy]\npython_version = '3.9'\n", "[tool.mypy]\npython_version = '3.10'\n"),
        ('[tool.ruff]\ntarget-version = ["py310"]\n', '[tool.ruff]\ntarget-version = "py310"\n'),
        ("[tool.ruff]\ntarget-version = 3.10\n", '[tool.ruff]\ntarget-version = "py310"\n'),
        ('[tool.black]\ntarget-version = "py310"\n', '[tool.black]\ntarget-version = ["py310"]\n'),
        ("[tool.mypy]\npython_version = 3.10\n", '[tool.mypy]\npython_version = "3.10"\n'),
        ('[tool.isort]\npy_version = "py310"\n', "[tool.isort]\npy_version = 310\n"),
    ],
)
def test_fix(before, after):
    fixed = fix("VL304", project(before), unsafe=True)
    assert fixed == {"pyproject.toml": project(after)["pyproject.toml"]}
    tomllib.loads(fixed["pyproject.toml"])


def test_fix_of_a_hook():
    assert fix(
        "VL304", hook("pyupgrade", "--keep-runtime-typing, '--py312-plus'"), unsafe=True
    ) == {
        ".pre-commit-config.yaml": HOOK.format(
            id="pyupgrade", args="--keep-runtime-typing, '--py310-plus'"
        )
    }


def test_fix_where_the_tool_cannot_read_the_range():
    files = {
        "pyproject.toml": (
            '[tool.poetry.dependencies]\npython = "^3.10"\n[tool.ruff]\ntarget-version = "py312"\n'
        )
    }
    assert fix("VL304", files, unsafe=True) == {
        "pyproject.toml": files["pyproject.toml"].replace("py312", "py310")
    }


def test_no_fix_without_being_asked():
    assert fix("VL304", project('[tool.ruff]\ntarget-version = "py312"\n'), silent=False) == {}


def test_names_the_command_for_a_target_that_was_left_behind():
    files = project('[tool.mypy]\npython_version = "3.9"\n')
    (found,) = findings("VL304", files)
    assert found.commands == ("venvlint --drop-python 3.9",)
    assert changed("--drop-python 3.9", files) == project('[tool.mypy]\npython_version = "3.10"\n')


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param('[tool.mypy]\npython_version = "3.10"\n', id="nothing to say"),
        pytest.param('[tool.ruff]\ntarget-version = "py312"\n', id="newer: no change of Pythons"),
        pytest.param('[tool.ruff]\ntarget-version = "py39"\n', id="the setting is to be deleted"),
    ],
)
def test_names_no_command_that_does_something_else(settings):
    assert {found.commands for found in findings("VL304", project(settings))} <= {()}


@pytest.mark.parametrize(
    ("arguments", "labels"),
    [
        pytest.param("-tpy310", [], id="equal"),
        pytest.param("-t, py312", ["error"], id="apart"),
        pytest.param("-tpy312", ["error"], id="joined"),
        pytest.param("-tpy39", ["info"], id="below"),
    ],
)
def test_a_short_option_and_its_value(arguments, labels):
    assert [one.severity.label for one in findings("VL304", hook("black", arguments))] == labels


NOX = "import nox\n\n\n@nox.session\ndef lint(session):\n    session.run({})\n"
CI = "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n    - run: {}\n"


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("Makefile", "lint:\n\tpip install black\n\tblack -t py312 demo tests\n", (3, 11)),
        ("tox.ini", "[testenv:lint]\ncommands = ruff check --target-version py312 .\n", (2, 40)),
        ("noxfile.py", NOX.format("'pyupgrade', '--py312-plus', *files()"), (6, 31)),
        (".github/workflows/a.yml", CI.format("uv run black --target-version=py312 ."), (6, 42)),
        (
            ".github/workflows/a.yml",
            CI.format("pip install . && git ls-files | xargs pyupgrade --py312-plus"),
            (6, 60),
        ),
        ("justfile", "fmt:\n    uvx ruff@0.9.1 format --target-version=py312\n", (2, 44)),
    ],
)
def test_a_command_line(path, text, place):
    [one] = findings("VL304", project(**{path: text, "demo/__init__.py": ""}))
    assert (one.at.path, (one.at.line, one.at.column)) == (path, place)
    assert "newer than the oldest Python" in one.message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("Makefile", "lint:\n\tblack -t py310 .\n", id="equal"),
        pytest.param("Makefile", "lint:\n\tblack -t py312 tests docs/a.py\n", id="tests alone"),
        pytest.param("Makefile", "lint:\n\tfind x | xargs black -t py312\n", id="some files"),
        pytest.param("Makefile", "lint:\n\tcd /tmp && black -t py312 .\n", id="another folder"),
        pytest.param("Makefile", "lint:\n\tmypy --python-version 3.12 .\n", id="a choice"),
        pytest.param("Makefile", "lint:\n\tblack -t $(VERSION) .\n", id="a variable"),
        pytest.param("Makefile", "lint:\n\tdjango-upgrade --target-version 5.2 a\n", id="Django's"),
        pytest.param("README.md", "```\npip install black\nblack -t py312 .\n```\n", id="a page"),
    ],
)
def test_quiet_about_a_command_line(path, text):
    more = {"demo/__init__.py": "", "tests/__init__.py": "", "docs/a.py": "", "docs/b.py": ""}
    assert lint("VL304", project(**{path: text, **more})) == []


def test_the_arguments_of_a_local_hook_are_read_once():
    text = (
        "repos:\n- repo: local\n  hooks:\n  - id: black\n    language: system\n"
        "    entry: black\n    args: [-t, py312]\n"
    )
    assert len(lint("VL304", project(**{".pre-commit-config.yaml": text}))) == 1


def test_fix_on_a_command_line():
    files = project(Makefile="lint:\n\tpip install black\n\tblack -t py312 .\n")
    assert fix("VL304", files, unsafe=True)["Makefile"].endswith("black -t py310 .\n")


def test_a_command_line_follows_the_floor():
    files = project(Makefile="lint:\n\tpip install black\n\tblack -t py310 .\n")
    assert changed("--drop-python 3.10", files)["Makefile"].endswith("black -t py311 .\n")


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("shop/ruff.toml", 1),
        ("shop/api/.ruff.toml", 1),
        ("scripts/ruff.toml", 0),
        ("tests/ruff.toml", 0),
        ("notebooks/ruff.toml", 0),
    ],
)
def test_settings_of_a_package(path, count):
    files = {
        "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.10"\n',
        path: 'extend = "../pyproject.toml"\ntarget-version = "py312"\n',
        **{f"{folder}/__init__.py": "" for folder in ("shop", "shop/api", "scripts", "tests")},
    }
    assert len(findings("VL304", files)) == count
