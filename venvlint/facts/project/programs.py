"""The programs that bring packages or Pythons, by their names: one list of each kind, of which who
asks takes what matters to it.
"""

from __future__ import annotations

CONDA = frozenset(("conda", "mamba", "micromamba"))
PYTHON_MANAGERS = frozenset(("pyenv", "asdf", "mise", "rye"))
"""What gets a Python from elsewhere and puts it before the system's; conda's programs do too."""
PROJECT_MANAGERS = frozenset("uv poetry pdm pipenv hatch rye pixi".split())
"""What looks after a project's dependencies and environment, and starts programs in it."""
TEST_RUNNERS = frozenset(
    "pytest py.test unittest nosetests nose2 trial stestr behave ward green unit2".split()
)
"""What runs the tests in the environment at hand."""
MATRIX_RUNNERS = frozenset(("tox", "nox"))
"""What makes an environment for each Python and runs the tests in it."""
BUILDERS = frozenset("uv poetry pdm hatch rye flit maturin".split())
"""What builds a project's distributions and publishes them."""
PACKAGE_MANAGERS = {
    "apt": "apt",
    "apt-get": "apt",
    "apt-fast": "apt",
    "aptitude": "apt",
    "nala": "apt",
    "install_packages": "apt",
    "apk": "apk",
    "pacman": "pacman",
    "yay": "pacman",
    "dnf": "dnf",
    "yum": "dnf",
    "microdnf": "dnf",
    "zypper": "zypper",
    "brew": "brew",
}
"""The programs that install a system's own packages, and which manager each is."""
INSTALLERS = CONDA | frozenset("pip uv uvx poetry pdm pipenv pipx easy_install rye pixi".split())
"""The programs that are given requirements by name."""
