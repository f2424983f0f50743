"""Where pip is told to change a distribution's own Python and the distribution refuses that
(`externally-managed-environment`).
"""

from __future__ import annotations

import re
from functools import partial

from venvlint.facts.commands import installs, interpreters
from venvlint.facts.commands.made_environments import uv_command
from venvlint.facts.project.programs import PACKAGE_MANAGERS
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy
from venvlint.rules.usage._play_machines import is_local, may_refuse, texts_of_plays

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.commands import Command, Sequence
    from venvlint.facts.commands.interpreters import Interpreter
    from venvlint.facts.images.systems import System
    from venvlint.tree import Tree

# Installing elsewhere is not refused, nor is what only looks.
_ELSEWHERE = (
    "--target",
    "-t",
    "--prefix",
    "--root",
    "--python",
    "-p",
    "--break-system-packages",
    "--help",
    "-h",
)
_VERBS = ("install", "uninstall")
# No release of Debian or Ubuntu that refuses has Python 2's `python-pip`.
_PIP = {
    "apt": ("python3-pip", "python3-full"),
    "apk": ("py3-pip", "py-pip"),
    "pacman": ("python-pip",),
}
# What no such release has: where apt is told to bring it with Python 3's pip, it brings nothing.
_OF_PYTHON_2 = lazy(
    r"(?:python|python2(?:\.7)?)(?:-(?:dev|minimal|pip|setuptools|virtualenv|wheel))?$"
)
# What in a `when` chooses among systems.
_SELECTS = lazy(r"ansible_|distribution|os_family|python|venv|virtualenv|managed|version|release")
# `ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*`, `ibm-ubuntu-20-04-3-minimal-amd64-2`,
# `debian-cloud/debian-11`, `ubuntu-22-04-x64`.
_CLOUD_IMAGE = lazy(
    r"(?m)^[^#\r\n]*\b(ubuntu|debian)[-_/](?:[a-z]{4,10}-)?(\d\d(?:[.-](?:04|10))?)(?=[-_\"'])",
    words=("ubuntu", "debian"),
)
# A source of packages for one release: `deb https://download.docker.com/linux/debian bullseye
# stable`. Others' own names for it (`kubernetes-xenial`) serve every release.
_SOURCE = lazy(
    r"""(?m)^[^#\r\n]*?\bdeb[ \t]+(?:\[[^\]\r\n]{0,300}\][ \t]+)?\w+://\S{1,300}"""
    r"""[ \t]+(?:ubuntu-|debian-)?([a-z]+)(?:-(?:updates|security|backports|pgdg))?"""
    r"""(?:/[\w./-]{0,80})?[ \t"'\r\n]"""
    r"""|^[ \t]*suites:[ \t]*["']?([a-z]+)["']?[ \t]*$""",
    words=("deb", "suites"),
)
# The same as a file to fetch: `https://packages.microsoft.com/config/ubuntu/20.04/prod.list`,
# `…/cuda/repos/ubuntu2004/…`.
_SOURCE_FILE = lazy(
    r"""(?m)^[^#\r\n]{0,120}?\b\w{1,20}://[^\s"']{1,200}?/(ubuntu|debian)[/_-]?"""
    r"""(?:(\d\d)\.?(04|10)|(\d{1,2}))(?=[/_"'\s-])""",
    words=("ubuntu", "debian"),
)
# A ROS has packages for one release of Ubuntu: `ros-humble-desktop`, `/opt/ros/humble/setup.bash`.
_ROS = lazy(
    r"(?m)^[^#\r\n]*?(?:(?<![\w./-])ros-|/opt/ros/)([a-z]{4,12})[-/]",
    words=("ros-", "/opt/ros/"),
)
# Those of the first ROS, by whatever variable its release is named. `noetic` was the last.
_ROS_1 = lazy(
    r"(?m)^[^#\r\n]*?(?<![\w./-])ros-\$\{?\w{1,40}\}?-(?:rospy|roscpp|roslaunch|rosbash|catkin|genmsg"
    r"|message-generation|rosserial)\b",
    words=("ros-$",),
)
_NEWER = {
    "apt": "Debian 12, Ubuntu 23.04 and later",
    "apk": "Alpine 3.19 and later",
    "pacman": "Arch Linux",
}


class RefusedInstall(Record):
    """One command that pip refuses. `who` are the systems that refuse it: `Ubuntu 24.04`; empty for
    a module of Ansible, which may meet any.
    """

    command: Command
    who: str
    is_certain: bool
    """Whether the machine is known, and not only the package manager."""
    venv: str = ""
    """The package without which `python3 -m venv` would fail there; empty where none is known to be
    missing.
    """


def refused_installs(tree: Tree) -> tuple[RefusedInstall, ...]:
    """Every such command of images, CI containers, scripts, Makefiles and Ansible, each once."""
    return tree.once("refused_installs", lambda: tuple(_all(tree)))


def _all(tree: Tree) -> Iterator[RefusedInstall]:
    seen: set[int] = set()
    for sequence, command, interpreter in interpreters.found_by(tree, _is_candidate):
        if id(command) in seen:
            continue
        found = interpreters.of(command, interpreter)
        who = _who(tree, sequence, found)
        if who:
            seen.add(id(command))
            from venvlint.facts.commands.venv_packages import missing_package

            yield RefusedInstall(command, who, found.refuses, missing_package(command, found))
    yield from _modules(tree)


def _modules(tree: Tree) -> Iterator[RefusedInstall]:
    """Ansible's module `pip`, where nothing keeps it from a system that refuses."""
    if not tree.commands.pip_modules or not _machines_allow(tree):
        return
    for command in tree.commands.pip_modules:
        shell = command.shell
        node = shell.node
        if not node or any(
            node.get(key)
            for key in ("virtualenv", "virtualenv_command", "executable", "break_system_packages")
        ):
            continue
        if command.environment or command.has(*_ELSEWHERE):
            continue
        if any(
            name in interpreters.CONFIGURED or name == "PIP_BREAK_SYSTEM_PACKAGES"
            for name in command.variables
        ):
            continue
        if any(_SELECTS.search(condition.raw) for condition in shell.conditions):
            continue
        document = command.document
        if tree.once(
            f"refused tasks of {document.path}", partial(_tasks_may_meet_one, tree, document)
        ):
            yield RefusedInstall(command, "", False)


def _tasks_may_meet_one(tree: Tree, document: Document) -> bool:
    """Whether the machine of a file of tasks may be one whose pip refuses."""
    if not may_refuse(tree, document):
        return False
    if not is_local(document):
        return True
    runs = [*_images_with(tree, name_of(document.path))]
    return not runs or any(runs)  # unless only images start the play, for themselves


def _machines_allow(tree: Tree) -> bool:
    """Whether the machines that Vagrant makes of the tree, or for which its plays add sources of
    packages, may be such systems; where nothing names any nobody knows.
    """
    from venvlint.facts.images import systems

    documents = [tree.document(path) for path in tree.find("Vagrantfile")]
    found = [
        system
        for document in documents
        if document is not None
        for system in systems.Boxes(document.text).systems
    ]
    if not found:
        found = [systems.of_box(name) for name in _image_names(tree)]
    if not found:
        found = [*_by_sources(texts_of_plays(tree))]
    return not found or any(system is None or system.refuses for system in found)


def _by_sources(texts: Iterable[str]) -> list[System]:
    """The releases whose sources of packages texts add to the machine, or whose packages of ROS
    they install.
    """
    from venvlint.facts.images import systems

    found: dict[str, System | None] = {}
    for text in texts:
        for names in _SOURCE.findall(text):
            found |= {name: systems.called(name) for name in names}
        for name, major, minor, number in _SOURCE_FILE.findall(text):
            release = f"{major}.{minor}" if major else number
            found[f"{name}-{release}"] = systems.of_box(f"{name}-{release}")
        found |= {f"ROS {name}": systems.of_ros_release(name) for name in _ROS.findall(text)}
        if _ROS_1.search(text) is not None:
            found["ROS 1"] = systems.of_ros_release("noetic")
    return [system for system in found.values() if system is not None]


def _image_names(tree: Tree) -> list[str]:
    """What Terraform calls the images of Debian and Ubuntu that it makes machines of."""
    documents = [tree.document(path) for path in tree.of_kind("terraform")]
    return [
        re.sub(r"(?<!\d)(\d\d)-(04|10)(?!\d)", r"\1.\2", f"{name}-{release}")
        for document in documents
        if document is not None
        for name, release in _CLOUD_IMAGE.findall(document.text)
    ]


def _is_candidate(command: Command) -> bool:
    """Whether it is a plain `pip install` by the Python that `PATH` finds, whose failure counts."""
    if command.tool not in ("pip", "uv") or command.environment:
        return False
    if installs.pip_command(command) not in _VERBS or command.has(*_ELSEWHERE):
        return False
    if name_of(command.program).startswith(("pip2", "python2")):
        return False  # Python 2 has no pip that knows of the refusal
    if command.tool == "uv" and not (
        uv_command(command)[:1] == ["pip"]
        and (command.has("--system") or command.turns_on("UV_SYSTEM_PYTHON"))
        and not command.turns_on("UV_BREAK_SYSTEM_PACKAGES")
    ):
        return False
    if command.conditional or command.has_alternative:
        return False
    if command.shell.condition or command.shell_kind in ("pwsh", "cmd"):
        return False
    # `pip install $PIP_OPTIONS x`: the variable may well hold the option that lets it.
    return not any(word.text.strip(UNKNOWN) == "" for word in command.arguments)


def _who(tree: Tree, sequence: Sequence, found: Interpreter) -> str:
    """The systems that refuse; empty where none is known to."""
    if found.owner != "system" or not found.guarded:
        return ""
    if found.system is not None:
        return found.system.title if found.refuses and found.has_python else ""
    if sequence.kind in ("image", "ci", "service", "container"):
        return ""
    managers = [
        manager
        for manager in ("apt", "apk", "pacman")
        if manager in found.managers and not found.packages.isdisjoint(_PIP[manager])
    ]
    if not managers or not _may_be_newer(tree, sequence):
        return ""
    return " and ".join(_NEWER[manager] for manager in managers)


def _may_be_newer(tree: Tree, sequence: Sequence) -> bool:
    """Whether a script may run where pip refuses: not where all that runs it in this tree is a
    machine of CI, or an image of an older system, nor where the sources of packages that it adds
    or packages beside that of pip are an older system's.
    """
    named = _by_sources((sequence.document.text,))
    if named and not any(system.refuses for system in named):
        return False
    if any(map(_brings_both_pythons, sequence.commands)):
        return False
    path = sequence.document.path
    name = name_of(path)
    if sequence.kind != "script":
        return True
    runs = [False] if interpreters.is_run_elsewhere(tree, path, "image") else []
    runs += _images_with(tree, name)
    return not runs or any(runs)


def _brings_both_pythons(command: Command) -> bool:
    """Whether apt is told to bring Python 3's pip together with what is Python 2's."""
    if PACKAGE_MANAGERS.get(command.tool) != "apt":
        return False
    names = interpreters.packages(command) or ()
    return not set(_PIP["apt"]).isdisjoint(names) and any(map(_OF_PYTHON_2.match, names))


def _images_with(tree: Tree, name: str) -> Iterator[bool]:
    """Whether pip refuses in each of the images whose Dockerfiles speak of a file."""
    from venvlint.facts import images
    from venvlint.facts.images import systems

    for recipe in tree.dockerfiles:
        if name in recipe.document.text:
            for stage in tree.builds[recipe.path].finals:
                if stage.root.image is not None:
                    image = images.read(stage.root.image.text.text.replace(UNKNOWN, "$"))
                    system = systems.of_image(image, tree.today)
                    yield (
                        system is not None
                        and system.refuses
                        and systems.python_of(image) in ("system", "maker")
                    )
