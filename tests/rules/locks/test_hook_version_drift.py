"""VL607: a hook and the project's own lists disagree about a tool's version."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint


def hooks(repository: str, revision: str, *more: str) -> str:
    listed = "".join(more) or "      - id: x\n"
    return f"repos:\n  - repo: {repository}\n    rev: {revision}\n    hooks:\n{listed}"


BLACK = "https://github.com/psf/black"
LOCK = (
    'version = 1\n\n[[package]]\nname = "ruff"\nversion = "0.1.15"\n'
    'source = { registry = "https://pypi.org/simple" }\n'
)
MANIFEST = '[project]\nname = "shop"\nversion = "1"\n[dependency-groups]\ndev = ["ruff>=0.1"]\n'


def tree(config: str, *pins: str, **files: str) -> dict[str, str]:
    return {
        ".pre-commit-config.yaml": config,
        "requirements-dev.txt": "".join(f"{pin}\n" for pin in pins),
        **files,
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(tree(hooks(BLACK, "24.4.2"), "black==24.4.2"), id="the same version"),
        pytest.param(tree(hooks(BLACK, "v24.4"), "black==24.4.0"), id="the same, spelt otherwise"),
        pytest.param(tree(hooks(BLACK, "23.3.0"), "black>=22"), id="a range pins nothing"),
        pytest.param(tree(hooks(BLACK, "23.3.0"), "isort==5.1.0"), id="another tool"),
        pytest.param(tree(hooks(BLACK, "stable"), "black==24.4.2"), id="a branch"),
        pytest.param(
            tree(hooks(BLACK, "bf33bb3a2d1d9a1bca1ac4b0dd3c8e7c6d8f3a1b"), "black==24.4.2"),
            id="a commit that nobody explains",
        ),
        pytest.param(
            tree(hooks(BLACK, "bf33bb3a2d1d # frozen: 24.4.2"), "black==24.4.2"),
            id="a frozen commit of that version",
        ),
        pytest.param(
            tree(
                hooks(BLACK, "24.4.2"),
                "black==22.8.0; python_version < '3.8'",
                "black==24.4.2; python_version >= '3.8'",
            ),
            id="one of several pins",
        ),
        pytest.param(
            tree(
                hooks("https://github.com/pre-commit/pre-commit-hooks", "v4.5.0"),
                "pre-commit-hooks==4.1.0",
            ),
            id="hooks that are no tool of the project",
        ),
        pytest.param(
            tree(hooks("https://github.com/nbQA-dev/nbQA", "1.8.5"), "black==24.4.2"),
            id="nbQA is not black",
        ),
        pytest.param(
            tree(hooks("https://github.com/shop/black", "1.2.3"), "black==24.4.2"),
            id="somebody's own repository",
        ),
        pytest.param(
            tree(
                hooks(
                    "https://github.com/pre-commit/mirrors-mypy",
                    "v1.10.0",
                    "      - id: mypy\n        additional_dependencies:\n"
                    "          [httpx==0.27.2, types-requests==2.31.0.1, pytest==8.1.0, ruff]\n",
                ),
                "mypy==1.10.0",
                "httpx==0.28.1",
                "types-requests==2.32.0.1",
                "pytest==8.2.0",
                "ruff==0.5.0",
            ),
            id="libraries, stubs, no version",
        ),
        pytest.param(
            {
                "tests/data/.pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "{{ cookiecutter.x }}/.pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "requirements-dev.txt": "black==24.4.2\n",
            },
            id="not the project's hooks",
        ),
        pytest.param(
            {
                "a/.pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "a/pyproject.toml": "[project]\nname='a'\n",
                "b/requirements.txt": "black==24.4.2\n",
                "b/setup.py": "setup(name='b')\n",
            },
            id="another project's pin",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "pyproject.toml": MANIFEST,
                "uv.lock": LOCK.replace("ruff", "black"),
            },
            id="a lock's package that the project does not ask for",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "tests/projects/a/requirements.txt": "black==24.4.2\n",
            },
            id="the list of a project that tests make",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL607", files) == []


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        (tree(hooks(BLACK, "23.3.0"), "black==24.4.2"), "warning"),
        (tree(hooks(BLACK, "24.1.0"), "black==24.4.2"), "info"),
        (tree(hooks("git@github.com:PSF/Black.git", "24.1.0"), "black==24.4.2"), "info"),
        (tree(hooks(BLACK, "0123456789ab # frozen: 23.1.0"), "black==24.4.2"), "warning"),
        (tree(hooks("https://github.com/PyCQA/isort/", '"5.12.0"'), "isort==6.0.1"), "warning"),
        (tree(hooks("https://gitlab.com/pycqa/flake8", "3.9.2"), "flake8==7.0.0"), "info"),
        (tree(hooks("https://github.com/pre-commit/mirrors-mypy", "v0.991"), "mypy==1.1"), "info"),
        (
            {
                ".pre-commit-config.yaml": hooks(
                    "https://github.com/charliermarsh/ruff-pre-commit", "v0.1.3"
                ),
                "pyproject.toml": MANIFEST,
                "uv.lock": LOCK,
            },
            "info",
        ),
        (
            {
                ".pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "pyproject.toml": (
                    '[tool.poetry]\nname = "s"\n[tool.poetry.group.dev.dependencies]\n'
                    'black = "24.4.2"\n'
                ),
            },
            "warning",
        ),
        (
            {
                ".pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "api/pyproject.toml": "[project]\nname='a'\n",
                "api/requirements-dev.txt": "black==24.4.2\n",
            },
            "warning",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": hooks(BLACK, "23.3.0"),
                "tests/requirements.txt": "black==24.4.2\n",
            },
            "warning",
        ),
    ],
)
def test_reports_at_the_revision(files, severity):
    [one] = findings("VL607", files)
    assert (one.at.line, one.severity.label) == (3, severity)


def test_tools_among_what_a_hook_installs_besides():
    config = hooks(
        "https://github.com/adamchainz/blacken-docs",
        "1.16.0",
        "      - id: blacken-docs\n        additional_dependencies:\n"
        "          - black==23.3.0\n          - 'flake8_bugbear==23.1.1'\n",
    )
    found = findings("VL607", tree(config, "black==24.4.2", "flake8-bugbear==24.1.1"))
    assert [(one.at.line, one.severity.label) for one in found] == [(7, "warning"), (8, "info")]
    assert found[0].message == (
        "the hook runs black 23.3.0, while `requirements-dev.txt` pins black 24.4.2, which formats code differently"
    )
    assert found[0].related[0].at.line == 1


ACTIONS = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - {}\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("Makefile", "lint:\n\tpip install black=={}\n", id="a Makefile"),
        pytest.param("scripts/lint.sh", "pipx run black=={} .\n", id="pipx"),
        pytest.param("scripts/lint.sh", "uvx black@{} .\n", id="uvx"),
        pytest.param("tox.ini", "[testenv:lint]\ndeps =\n    black=={}  # code\n", id="tox"),
        pytest.param(
            "noxfile.py",
            "import nox\n@nox.session\ndef lint(session):\n    session.install('black=={}')\n",
            id="nox",
        ),
        pytest.param(
            ".github/workflows/a.yml", ACTIONS.format("run: pip install black=={}"), id="a CI job"
        ),
        pytest.param(
            ".github/workflows/a.yml", ACTIONS.format("uses: psf/black@{}"), id="its own action"
        ),
        pytest.param(
            ".github/workflows/a.yml",
            ACTIONS.format("uses: psf/black@stable\n        with:\n          version: {}"),
            id="the action's version",
        ),
    ],
)
def test_a_command_pins_the_version(path, text):
    config = hooks(BLACK, "23.3.0")
    (violation,) = findings(
        "VL607", {".pre-commit-config.yaml": config, path: text.format("22.1.0")}
    )
    assert violation.message == (
        f"the hook runs black 23.3.0, while `{path}` pins black 22.1.0, which formats code"
        " differently"
    )
    for same in (text.format("23.3.0"), text.format("*"), text.replace("black", "isort")):
        assert lint("VL607", {".pre-commit-config.yaml": config, path: same.format("22.1.0")}) == []


def test_the_projects_own_lists_come_first():
    files = tree(
        hooks(BLACK, "23.3.0"), "black==23.3.0", Makefile="a:\n\tpip install black==22.1.0\n"
    )
    assert lint("VL607", files) == []
    other = ".github/workflows/a.yml"
    files = tree(hooks(BLACK, "23.3.0"), **{other: ACTIONS.format("uses: psf/black@stable")})
    assert lint("VL607", files) == []


@pytest.mark.parametrize(
    ("config", "pin", "told"),
    [
        (hooks(BLACK, "24.4.2"), "black==24.8.0", ", such as `24.8.0` here, so"),
        (hooks(BLACK, "24.8.0"), "black==24.4.2", "places, so"),
        (hooks(BLACK, "24.4.2"), "black==24.8", "places, so"),
        (
            hooks("https://github.com/astral-sh/ruff-pre-commit", "v0.4.1"),
            "ruff==0.6.2",
            "`v0.6.2`",
        ),
        (
            hooks("https://github.com/pre-commit/mirrors-isort", "v5.9.3"),
            "isort==5.12.0",
            "places, so",
        ),
        (
            hooks(BLACK, "24.8.0", "      - {id: x, additional_dependencies: ['flake8==6.1.0']}\n"),
            "flake8==7.0.0",
            ", such as `flake8==7.0.0` here",
        ),
    ],
)
def test_what_to_write_at_the_hook(config, pin, told):
    (found,) = findings("VL607", tree(config, pin))
    assert told in found.suggestion
