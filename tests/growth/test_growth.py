"""The work of an audit grows with the tree: counted for n, 2n and 4n, for every reader and fact."""

from __future__ import annotations

import pytest

from tests.growth.counting import excess, steps
from tests.growth.inputs import TREES
from venvlint.facts.commands import scripts
from venvlint.facts.dependencies import requirements
from venvlint.readers import python_values

N = 8
SIZES = {
    # A few parts of these cost less than what every audit costs: more of them tell.
    "Pipfile: categories": 40,
    "ansible: plays for their own host, and lists": 80,
    "conda: environments": 40,
    "conda: environments of one folder": 40,
    "compose: mounts and paths": 40,
    "compose: mounts over an environment": 100,
    "docker: apart from the projects": 40,
    "docker: files": 40,
    "docker: images that a script tests in": 100,
    "docker: installs with the distribution's own Python": 40,
    "docker: modules that commands name, and pins": 40,
    "docker: files and projects": 40,
    "docker: files of one folder": 40,
    "ignored: patterns": 40,
    "kubernetes": 40,
    "make: includes": 40,
    "make: lists of tools": 40,
    "pages: extras, and projects": 40,
    "projects: below each other": 40,
    "projects: pins above them": 40,
    "projects: with everything": 40,
    "requirements: above projects": 40,
    "requirements: for one system": 40,
    "requirements: local versions, and read-mes": 40,
    "requirements: lists of tools, and sources that name these": 40,
    "shell: scripts that call one": 40,  # 10,000 commands, 1,000 in this test
    "settings: patterns": 40,
    "setup scripts: without a range, and lists": 150,
    "shell: homes of users": 40,
    "terraform": 40,
    "tox: missing lists and patterns": 40,
    "travis: Pythons": 40,
    "vagrant: machines": 100,
    "workflow: a matrix": 40,
    "workflow: a matrix's include": 40,
    # These double until a limit, and are linear behind it: the smallest size is near it.
    "docker: arguments of arguments": 40,  # values of 10,000 characters
    "docker: one variable": 1200,  # the same
    "docker: stages in a chain": 128,  # 100 stages
    "folders: deep": 40,  # 30 folders in each other, as the tree is made
    "gitlab: matrix": 100,  # 256 combinations
    "just: recipes in a chain": 40,  # 40 recipes
    "make: targets in a chain": 40,  # 40 targets
    "pyproject: one dotted key": 64,  # longer keys are read part by part
    "pyproject: one line of paths": 40,  # lines of 2,000 characters are shown whole
    "pyproject: groups in a chain": 80,
    "requirements: a chain": 80,
    "requirements: a chain with the root below": 80,
    "requirements: a cycle": 80,
    "requirements: constraints in a chain": 80,
    "requirements: one includes another project's": 80,
    "compose: services with each other's images": 40,  # a few are soon gone through
    "requirements: one marker of Pythons": 64,  # up to 3.14 one of them soon holds
}
"""What the first size is where it is not `N`, and why."""


@pytest.fixture(autouse=True)
def _near_limits(monkeypatch):
    """Limits that are millions of lines away, within the reach of a test."""
    monkeypatch.setattr(requirements, "MAXIMUM_STATEMENTS", 1000)
    monkeypatch.setattr(python_values, "MAXIMUM_ITEMS", 200)
    monkeypatch.setattr(scripts, "MOST_CALLED", 1000)


@pytest.mark.parametrize("name", sorted(TREES))
def test_work_grows_with_the_tree(name):
    assert excess(steps, TREES[name], SIZES.get(name, N)) <= 0


def test_every_size_is_of_a_tree():
    assert SIZES.keys() <= TREES.keys()


def test_the_count_sees_a_square():
    def square(n):
        return {"requirements.txt": "".join(f"p{i}==1\n" * n for i in range(n))}

    assert excess(steps, square, N) > 0
