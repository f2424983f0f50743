"""The requirements files that a manifest reads its own dependencies from."""

from __future__ import annotations

from tests.lint import tree


def test_dynamic_files():
    files = {
        "pyproject.toml": (
            "[project]\ndynamic = ['dependencies', 'optional-dependencies']\n[tool.setuptools.dynamic]\n"
            "dependencies = {file = 'a.txt'}\noptional-dependencies.x = {file = ['b.txt']}\n"
        ),
        "web/setup.cfg": "[options]\ninstall_requires = file: c.txt, d.txt\n",
        "db/pyproject.toml": "[tool.setuptools.dynamic]\ndependencies = {file = 'f.txt'}\n",
        "lib/pyproject.toml": "[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ['e.txt']\n",
    }
    found = tree(files).dynamic_requirements
    assert {path: (one.manifest, one.group) for path, one in found.items()} == {
        "a.txt": ("pyproject.toml", ""),
        "b.txt": ("pyproject.toml", "x"),
        "web/c.txt": ("web/setup.cfg", ""),
        "web/d.txt": ("web/setup.cfg", ""),
        "lib/e.txt": ("lib/pyproject.toml", ""),
    }
