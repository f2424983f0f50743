"""Which machines the plays of Ansible are for, by what they and the roles of the tree say: whether
one of them may have a Python that pip refuses to change.
"""

from __future__ import annotations

from venvlint.files.paths import folder_of, joined, name_of, prefix_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

# What says that somebody has thought of the refusal.
_GUARDS = lazy(
    r"EXTERNALLY-MANAGED|break[-_]system[-_]packages|BREAK_SYSTEM|ansible_python_interpreter"
)
_RED_HAT = lazy(
    r"(?m)^[ \t]*(?:-[ \t]+)?(?:ansible\.(?:builtin|legacy)\.)?"
    r"(?:yum|dnf|yum_repository|redhat_subscription|rhsm_repository)[ \t]*:"
)
_APT = lazy(
    r"(?m)^[ \t]*(?:-[ \t]+)?(?:ansible\.(?:builtin|legacy)\.)?"
    r"(?:apt(?:_repository|_key)?|pacman)[ \t]*:"
)
# A word about systems whose packages yum does not install.
_NOT_RED_HAT = lazy(r"(?i)\b(?:apt|apk|pacman|arch ?linux|debian|ubuntu|raspb\w{1,10})(?:_|\b)")
_INCLUDED = lazy(
    r"""(?m)^[ \t-]*(?:ansible\.(?:builtin|legacy)\.)?(?:include|import)_tasks[ \t]*:"""
    r"""[ \t]*["']?([\w./-]{1,200}\.ya?ml)\b""",
    words=("_tasks",),
)
# What a variable of Molecule's is where nothing sets it: `${MOLECULE_DISTRO:-ubuntu2204}`.
_DEFAULT = lazy(r"""\$\{\w{1,80}:?-["']?([^}"']{0,200})["']?\}""", words=("${",))
_PACMAN = lazy(r"(?m)^[ \t]*(?:-[ \t]+)?(?:community\.general\.)?pacman[ \t]*:", words=("pacman",))
_OF_PYTHON_2 = lazy(
    r"(?<![\w.-])python-(dev|pip|setuptools|virtualenv)(?![\w.-])", words=("python-",)
)
_LOCAL = lazy(
    r"""(?m)^[ \t-]*(?:hosts|connection)[ \t]*:[ \t]*["']?(?:localhost|127\.0\.0\.1|local)\b"""
)
_HOSTS = lazy(r"""(?m)^[ \t-]*hosts[ \t]*:[ \t]*["']?([^\s"',]*)""", words=("hosts",))
_OWN_HOST = frozenset(("localhost", "127.0.0.1", "::1"))
_ANSIBLE = frozenset(("ansible", "ansible-core", "ansible-base"))


def may_refuse(tree: Tree, document: Document) -> bool:
    """Whether the machine of a file of plays or tasks may be one whose pip refuses."""
    text = document.text
    played = _with_included(tree, document)
    if _RED_HAT.search(played) and not _APT.search(played):
        return False  # a machine whose packages yum installs is none that refuses
    if _names_python_2(text) and not _PACMAN.search(text):
        return False  # nor is one that has packages of Python 2; Arch Linux calls Python 3's so
    if _GUARDS.search(text) or not _role_allows(tree, document.path):
        return False
    if tree.once("plays for Red Hat alone", lambda: _are_for_red_hat(tree)):
        return False
    machines = _machines_of_scenario(tree, document.path)
    if machines and not any(_image_refuses(tree, name) for name in machines):
        return False
    return not (
        _is_for_localhost(text)
        and tree.once("pip installs Ansible", lambda: _has_pips_ansible(tree))
    )


def _names_python_2(text: str) -> bool:
    """Whether tasks name a package of Python 2 and nowhere the same one of Python 3."""
    return any(f"python3-{name}" not in text for name in _OF_PYTHON_2.findall(text))


def is_local(document: Document) -> bool:
    """Whether a play of a file runs on the machine that starts it."""
    return _LOCAL.search(document.text) is not None


def _is_for_localhost(text: str) -> bool:
    """Whether all plays of a file run on the machine that starts them, as the host that no
    inventory has to name: Ansible's own Python runs their modules there.
    """
    hosts = _HOSTS.findall(text)
    return bool(hosts) and _OWN_HOST.issuperset(hosts)


def _has_pips_ansible(tree: Tree) -> bool:
    """Whether the project has Ansible from a list of its own, and so in an environment."""
    return any(
        declaration.key in _ANSIBLE
        for dependency_list in tree.declarations.lists
        for declaration in tree.declarations.of(dependency_list)
    )


def _machines_of_scenario(tree: Tree, path: str) -> list[str]:
    """The images and boxes of the machines that Molecule makes for the plays of a scenario, or for
    those that scenarios share: they are for no others. A variable has its default there.
    """
    before, molecule, _ = f"/{path}".rpartition("/molecule/")
    if not molecule:
        return []
    own, shared = (
        f"{folder_of(path)}/molecule.yml",
        f"{before}{molecule}default/molecule.yml"[1:],
    )
    root = tree.maybe_yaml(own) or tree.maybe_yaml(shared)
    platforms = root[0].get("platforms").items if root else []
    names = [platform.text("image") or platform.text("box") or "" for platform in platforms]
    return [_DEFAULT.sub(r"\1", name) for name in names if name]


def _image_refuses(tree: Tree, name: str) -> bool:
    """Whether pip refuses in an image as its distribution makes it, or in a box. What others make
    for Ansible of one has often had the guard taken out.
    """
    from venvlint.facts import images
    from venvlint.facts.images import systems

    image = images.read(name)
    system = systems.of_image(image, tree.today) if image.official else None
    if system is None and "ansible" not in name:
        system = systems.of_box(name)
    return system is not None and system.refuses


def _with_included(tree: Tree, document: Document) -> str:
    """The text of tasks with that of the files that they include by name."""
    texts = [document.text]
    for name in dict.fromkeys(_INCLUDED.findall(document.text)):
        path = joined(folder_of(document.path), name)
        included = tree.document(path) if path in tree.path_set else None
        texts += [included.text] if included is not None else []
    return "\n".join(texts)


def texts_of_plays(tree: Tree) -> Iterator[str]:
    """Every file of plays and tasks."""
    for path in tree.of_kind("ansible"):
        document = tree.document(path)
        if document is not None:
            yield document.text


def _are_for_red_hat(tree: Tree) -> bool:
    """Whether yum installs the packages of all plays of the tree, and none speaks of a system where
    another program does.
    """
    texts = [*texts_of_plays(tree)]
    return any(map(_RED_HAT.search, texts)) and not any(map(_NOT_RED_HAT.search, texts))


def _role_allows(tree: Tree, path: str) -> bool:
    """Whether the role of a task may meet such a system: its platforms, where it names any, have
    one, and no other file of its tasks takes care of it. A play, and a role that names none, is for
    the machines of the other roles.
    """
    role, tasks, _ = f"/{path}".rpartition("/tasks/")
    if not tasks:
        role, tasks, _ = f"/{path}".rpartition("/handlers/")
    if tasks:
        role = role.lstrip("/")
        prefix = prefix_of(role)
        for other in tree.paths:
            if other.startswith((f"{prefix}tasks/", f"{prefix}vars/", f"{prefix}defaults/")):
                document = tree.document(other)
                if document is not None and _GUARDS.search(document.text):
                    return False
        if listed := _platforms(tree, role):
            return any(map(_has_one_that_refuses, listed))
    return tree.once("roles for systems that refuse", lambda: _roles_allow(tree))


def _roles_allow(tree: Tree) -> bool:
    """Whether one of the platforms that most roles of the tree name is such a system."""
    tasks = [folder_of(path) for path in tree.called("main.yml", "main.yaml")]
    roles = {folder_of(folder) for folder in tasks if name_of(folder) == "tasks"}
    listed = [platforms for role in roles if (platforms := _platforms(tree, role))]
    if not listed or 2 * len(listed) < len(roles):
        return True
    return any(_has_one_that_refuses(each) for platforms in listed for each in platforms)


def _platforms(tree: Tree, role: str) -> list[Node]:
    """The platforms that a role says it is for."""
    names = [f"{prefix_of(role)}meta/main.yml", f"{prefix_of(role)}meta/main.yaml"]
    root = next((found for name in names if (found := tree.maybe_yaml(name))), None)
    return list(root[0].get("galaxy_info", "platforms").items) if root else []


def _has_one_that_refuses(platform: Node) -> bool:
    from venvlint.facts.images.systems import systems

    name = (platform.text("name") or "").lower()
    name = {"archlinux": "arch"}.get(name, name)
    versions = platform.get("versions")
    wanted = [(one.string or "").lower() for one in versions.scalars()]
    return any(
        system.refuses
        and (not wanted or "all" in wanted or {system.release, *system.names} & set(wanted))
        for system in systems()
        if system.name == name
    )
