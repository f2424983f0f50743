"""The Python of a distribution in images that install a project with it: Ubuntu 22.04's `python3`
is 3.10, whatever the project asks for.
"""

from __future__ import annotations

from venvlint.facts.pythons.image_pythons import ImagePython
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.readers.python_versions import parse_pin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.installs import Install
    from venvlint.readers.dockerfile import Stage
    from venvlint.tree import Tree

_INSTALLERS = frozenset("pip poetry pdm pipenv setup.py".split())
"""Those that take the Python that they find; uv, Hatch and conda bring another one."""


def system_pythons(tree: Tree) -> Iterator[ImagePython]:
    """The statement of each stage that installs a project, or a list of it, with the Python that
    its distribution's package manager brings.
    """
    from venvlint.facts.images import systems
    from venvlint.facts.pythons.image_projects import installed_by

    versions: dict[tuple[str, int], str] = {}
    said: set[tuple[str, int]] = set()
    for install in tree.installs:
        recipe, stage = install.where.recipe, install.where.stage
        if recipe is None or stage is None or install.tool not in _INSTALLERS:
            continue
        root, key = stage.root, (recipe.path, stage.index)
        if (recipe.path, root.index) in said:
            continue
        if key not in versions:
            versions[key] = _version(tree, recipe, stage)
        if not versions[key] or _names_another(install):
            continue
        image = systems.base_image(stage)
        projects = installed_by(tree, (install,))
        if image is None or not projects:
            continue
        said.add((recipe.path, root.index))
        assert root.image is not None
        start, end = root.image.text.origin(0, len(root.image.text.text))
        yield ImagePython(
            "image",
            recipe.document.at(start, end),
            image.text,
            "pin",
            parse_pin(versions[key]),
            image=image,
            where="dockerfile",
            for_development=recipe.is_for_development,
            is_maintained=systems.is_maintained(stage, tree.today),
            works_in=projects,
        )


def _version(tree: Tree, recipe: Recipe, stage: Stage) -> str:
    """The Python that the package manager of a stage's distribution brings there; empty where it
    brings none, or where another stage or a script that is called may bring another one.
    """
    from venvlint.facts.commands.scripts import called_script
    from venvlint.facts.images import systems

    image = systems.base_image(stage)
    if image is None or recipe.is_template or systems.python_of(image) != "system":
        return ""
    commands = tree.commands.of_chain(recipe, stage)
    version = systems.own_python(stage, commands, tree.today)
    if not version or systems.takes_interpreter(stage):
        return ""
    calls = any(
        called_script(one) is not None and not one.folder.endswith("bin") and not one.shell.late
        for one in commands
    )
    return "" if calls else version


def _names_another(install: Install) -> bool:
    """Whether the command of an install names a Python that may be another one."""
    command = install.command
    if command is None or not (command.is_python or command.name == "pip"):
        return False
    name = name_of(command.program)
    return UNKNOWN in command.program or name not in ("python", "python3", "pip", "pip3")
