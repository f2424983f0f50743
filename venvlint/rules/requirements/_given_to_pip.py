"""Files of other tools that pip is given as lists of requirements: `pip install -r
environment.yml`, `uv pip install -r uv.lock`.
"""

from __future__ import annotations

from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.installs import GivenFile, Install
    from venvlint.tree import Tree

# What each kind is, and what to do instead. uv reads a project's own manifests, pip does not.
_KINDS = {
    "uv-lock": ("uv's lock", "`uv sync`, or write a list first: `uv export -o requirements.txt`"),
    "poetry-lock": ("Poetry's lock", "`poetry install`"),
    "pdm-lock": ("PDM's lock", "`pdm sync`"),
    "pipfile-lock": ("Pipenv's lock", "`pipenv sync`"),
    "pipfile": ("Pipenv's manifest", "`pipenv install`"),
    "conda-environment": ("an environment file of conda's", "`conda env create -f {}`"),
}
_MANIFESTS = {
    "pyproject": ("the project's manifest", "`pip install .` in its folder"),
    "setup-cfg": ("the project's manifest", "`pip install .` in its folder"),
    "setup-py": ("the project's build script", "`pip install .` in its folder"),
}


class Mistaken(Record):
    """One file that pip, or uv in its place, cannot read; once for each place that installs."""

    install: Install
    file: GivenFile
    what: str
    instead: str

    @property
    def program(self) -> str:
        return "pip" if self.install.tool == "pip" else "`uv pip`"


def mistaken_files(tree: Tree) -> Iterator[Mistaken]:
    """Every such file, in the order of the places."""
    told: set[tuple[str, str, str]] = set()
    for install in tree.installs:
        if install.compiles or not _reads_requirements(install):
            continue
        for file in install.files:
            if file.path is None or file.word is None:
                continue
            key = (install.where.path, install.where.name, file.path)
            found = _kind(tree, install, file.path)
            if found is not None and key not in told:
                told.add(key)
                what, instead = found
                yield Mistaken(install, file, what, instead.format(file.shown))


def _reads_requirements(install: Install) -> bool:
    command = install.command
    if command is not None and command.has_alternative:
        return False  # one of several ways is tried
    return install.tool == "pip" or (install.tool == "uv" and install.verb.startswith("pip "))


def _kind(tree: Tree, install: Install, path: str) -> tuple[str, str] | None:
    from venvlint.facts.dependencies.requirements import is_of_another_tool
    from venvlint.files.naming import kind_of

    kind = kind_of(path)
    if kind is None:
        return None
    of_conda = kind.name == "conda-environment" and bool(tree.yaml(path).get("dependencies"))
    if of_conda or is_of_another_tool(tree, path):
        return _KINDS.get(kind.name)
    return _MANIFESTS.get(kind.name) if install.tool == "pip" else None
