"""Which Pythons a manifest allows."""

from __future__ import annotations

import pytest

from tests.lint import tree
from venvlint.facts.pythons import reference


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'},
            ("pyproject.toml", 2, "requires-python", ">=3.9"),
        ),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"\n'},
            ("pyproject.toml", 2, "python", "^3.9"),
        ),
        (
            {
                "pyproject.toml": (
                    '[project]\nrequires-python = ">=3.9"\n[tool.poetry.dependencies]\npython ='
                    ' "^3.10"\n'
                )
            },
            ("pyproject.toml", 2, "requires-python", ">=3.9"),
        ),
        (
            {
                "pyproject.toml": (
                    '[project]\nname = "d"\n[tool.poetry.dependencies]\npython = "^3.10"\n'
                )
            },
            ("pyproject.toml", 4, "python", "^3.10"),
        ),
        (
            {"pyproject.toml": '[tool.flit.metadata]\nrequires-python = ">=3.6"\n'},
            ("pyproject.toml", 2, "requires-python", ">=3.6"),
        ),
        (
            {
                "pyproject.toml": "[tool.ruff]\n",
                "setup.cfg": "[options]\npython_requires = >=3.8\n",
            },
            ("setup.cfg", 2, "python_requires", ">=3.8"),
        ),
        (
            {
                "pyproject.toml": "[build-system]\n",
                "setup.py": "setup(\n  python_requires='>=3.7')\n",
            },
            ("setup.py", 2, "python_requires", ">=3.7"),
        ),
        (
            {"setup.cfg": "[metadata]\nname = d\n", "setup.py": "setup(python_requires='>=3.7')\n"},
            ("setup.py", 1, "python_requires", ">=3.7"),
        ),
        (
            {
                "pyproject.toml": '[project]\ndynamic = ["requires-python"]\n',
                "setup.py": "setup(python_requires='>=3.7')\n",
            },
            ("setup.py", 1, "python_requires", ">=3.7"),
        ),
        (
            {
                "pyproject.toml": '[project]\nname = "d"\n',
                "setup.py": "setup(python_requires='>=3.7')\n",
            },
            None,
        ),
        ({"pyproject.toml": "[project]\nrequires-python = 3.9\n"}, None),
        ({"pyproject.toml": "[project\n"}, None),
        ({"setup.py": "V = input()\nsetup(python_requires=V)\n"}, None),
        ({"setup.py": "setup(python_requires='>=3.7')\nsetup(python_requires='>=3.9')\n"}, None),
        ({"Pipfile": '[requires]\npython_version = "3.9"\n'}, None),
        ({}, None),
    ],
)
def test_reference(files, said):
    found = reference(tree(files), "src/x.py")
    assert (found and (found.at.path, found.at.line, found.key, found.text)) == said


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x.py", ">=3.9"),
        ("a/x.py", ">=3.11"),
        ("a/deep/x.py", ">=3.11"),
        ("tools/x.py", ">=3.9"),
        ("silent/x.py", None),
        ("built/x.py", None),
        ("own/x.py", None),
        ("lent/x.py", ">=3.9"),
    ],
)
def test_the_nearest_manifest_decides(path, text):
    root = '[project]\nname = "root"\nrequires-python = ">=3.9"\n'
    files = {
        "pyproject.toml": root,
        "a/pyproject.toml": '[project]\nrequires-python = ">=3.11"\n',
        "tools/pyproject.toml": "[tool.ruff]\n",
        "silent/pyproject.toml": '[project]\nname = "s"\n',
        "built/pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n',
        "own/requirements.txt": "flask\n",
        "x.py": "",
    }
    found = reference(tree(files, links={"lent/pyproject.toml": "../pyproject.toml"}), path)
    assert (found.text if found else None) == text
