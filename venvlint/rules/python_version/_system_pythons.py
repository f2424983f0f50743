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

    from venvlint.facts.commands import Command
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

    said: set[tuple[str, int]] = set()
    for install in tree.installs:
        recipe, stage = install.where.recipe, install.where.stage
        if recipe is None or stage is None or install.tool not in _INSTALLERS:
            continue
        root = stage.root
        image = systems.base_image(stage)
        projects = installed_by(tree, (install,))
        if (
            image is None
            or not projects
            or recipe.is_template
            or (recipe.path, root.index) in said
            or systems.python_of(image) != "system"
        ):
            continue
        version = systems.own_python(stage, _commands(tree, recipe, stage), tree.today)
        if (
            not version
            or systems.takes_interpreter(stage)
            or _takes_another(tree, recipe, stage, install)
        ):
            continue
        said.add((recipe.path, root.index))
        assert root.image is not None
        start, end = root.image.text.origin(0, len(root.image.text.text))
        yield ImagePython(
            "image",
            recipe.document.at(start, end),
            image.text,
            "pin",
            parse_pin(version),
            image=image,
            where="dockerfile",
            for_development=recipe.is_for_development,
            is_maintained=systems.is_maintained(stage, tree.today),
            works_in=projects,
        )


def _commands(tree: Tree, recipe: Recipe, stage: Stage) -> list[Command]:
    by_stage = tree.commands.by_stage
    return [one for member in stage.chain for one in by_stage.get((recipe.path, member.index), ())]


def _takes_another(tree: Tree, recipe: Recipe, stage: Stage, install: Install) -> bool:
    """Whether the project may be installed with another Python: one that the command names, or that
    a script which is called may bring.
    """
    from venvlint.facts.commands.scripts import called_script

    command = install.command
    if command is not None and (command.is_python or command.name == "pip"):
        name = name_of(command.program)
        if UNKNOWN in command.program or name not in ("python", "python3", "pip", "pip3"):
            return True
    return any(
        called_script(one) is not None and not one.folder.endswith("bin") and not one.shell.late
        for one in _commands(tree, recipe, stage)
    )
