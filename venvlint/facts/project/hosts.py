"""The programs that take a folder of the tree as a plug-in of theirs, as it is: each brings a
Python of its own, and what its plug-ins need comes from it or is named in a file of its own. And
the packages of systems that bring what the code needs.
"""

from __future__ import annotations

from venvlint.files.listing import below
from venvlint.files.paths import folder_of, name_of, path_in
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.tree import Tree

_MARKS = (
    ("QGIS", "metadata.txt", b"qgisMinimumVersion"),
    ("Blender", "blender_manifest.toml", b"blender_version_min"),
    ("Blender", "__init__.py", b"bl_info"),
    ("Kodi", "addon.xml", b"xbmc.python"),
    ("SmartHomeNG", "plugin.yaml", b"sh_minversion"),
    ("FreeCAD", "package.xml", b"freecad.org/Package_Metadata"),
    ("NVDA", "manifest.ini", b"minimumNVDAVersion"),
    ("Cura", "plugin.json", b"supported_sdk_versions"),
)
"""The host, the file that marks the folder of a plug-in, and what this holds."""
_INTEGRATIONS = "/custom_components/"
SUBLIME_TEXT = "Sublime Text"
# What a package of Sublime Text holds, as a project that is only edited with it does not.
_RESOURCES = tuple(
    f".sublime-{what}" for what in "commands keymap menu mousemap settings syntax".split()
)
WITHOUT_PIP = frozenset(("Kodi", SUBLIME_TEXT))
"""Hosts whose Python nobody installs anything into, not even by hand."""


def host_of(tree: Tree, directory: str) -> str:
    """The host whose plug-in a folder (`""`: the root) itself is; empty where it is none."""
    for host, name, word in _MARKS:
        document = tree.document(path_in(directory, name))
        if document is not None and word in document.data:
            return host
    return SUBLIME_TEXT if _is_of_sublime_text(tree, directory) else ""


def is_installed_by_its_host(tree: Tree, directory: str) -> bool:
    """Whether another program keeps the environment that the lists of a folder are installed into,
    outside of the tree: bench, for an application of Frappe's; Home Assistant, for what lies in
    folders of its configuration; YunoHost, whose server runs the scripts of a package; conda-build,
    for a feedstock of conda-forge.
    """
    below = tree.once("packages right below folders", lambda: _packages_below(tree))
    if any(
        _OF_FRAPPE.issubset(tree.files.names(package).files) for package in below.get(directory, ())
    ):
        return True
    if "conda-forge.yml" in tree.path_set or tree.once(
        "whether the root is a package of YunoHost's", lambda: _is_of_yunohost(tree)
    ):
        return True
    while directory:
        directory = folder_of(directory)
        if path_in(directory, "configuration.yaml") in tree.path_set and any(
            path_in(directory, name) in tree.path_set for name in _STATES
        ):
            return True
    return False


_PACKAGINGS = (
    ("control", lazy(rb"(?m)^(?:(?:Pre-)?Depends|Recommends):[^\n]*(?:\n[ \t][^\n]*)*")),
    ("PKGBUILD", lazy(rb"(?m)^depends=\([^)]*")),
    ("package.xml", lazy(rb"<(?:exec_|run_)?depend>[^<]*")),
    (".spec", lazy(rb"(?m)^Requires(?:\([^)\n]*\))?:[^\n]*")),
)
"""What the recipes of packages are called (Debian's, Arch Linux's, ROS', RPM's), and what in them
says what these need to run.
"""


def is_packaged_with_its_needs(tree: Tree, directory: str) -> bool:
    """Whether a project is made into a package of a system, whose recipe names the packages of
    Python modules that the code needs: `Depends: python3-flask`.
    """
    for folder in (directory, path_in(directory, "debian")):
        for name in tree.files.names(folder).files:
            for end, needs in _PACKAGINGS:
                if name != end and not (end.startswith(".") and name.endswith(end)):
                    continue
                recipe = tree.document(path_in(folder, name))
                if recipe is not None and any(
                    b"python-" in one or b"python3-" in one for one in needs.findall(recipe.data)
                ):
                    return True
    return False


def _packages_below(tree: Tree) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for package in filter(None, tree.imports.packages):
        found.setdefault(folder_of(package), []).append(package)
    return found


def _is_of_yunohost(tree: Tree) -> bool:
    manifests = (tree.document(name) for name in ("manifest.toml", "manifest.json"))
    return tree.exists("scripts/install") and any(
        manifest is not None and b"packaging_format" in manifest.data for manifest in manifests
    )


# What each application has in the package that is called like it.
_OF_FRAPPE = frozenset(("hooks.py", "modules.txt"))
# What Home Assistant itself writes beside its `configuration.yaml`.
_STATES = ("automations.yaml", "scenes.yaml", "known_devices.yaml")


def host_below(tree: Tree, directory: str) -> str:
    """The host of a plug-in in a folder right below *directory*; empty where there is none."""
    return tree.once("hosts of the plug-ins below", lambda: _hosts_below(tree)).get(directory, "")


def _hosts_below(tree: Tree) -> dict[str, str]:
    """The hosts of plug-ins by the folders right above these, of several the first one's; Home
    Assistant's before all others.
    """
    found = {
        before[1:]: "Home Assistant"
        for package in tree.imports.packages
        for before, integrations, _ in [f"/{package}".partition(_INTEGRATIONS)]
        if integrations
    }
    for folder in sorted({*filter(None, tree.imports.packages), *_dotted(tree)}):
        if folder_of(folder) not in found and (host := host_of(tree, folder)):
            found[folder_of(folder)] = host
    return found


def _dotted(tree: Tree) -> set[str]:
    """The folders around sources with a dot within their names, as Kodi's add-ons are called
    (`plugin.video.kit`). They are no packages.
    """
    found = set()
    seen = {""}
    for path in tree.imports.sources:
        folder = folder_of(path)
        while folder not in seen:
            seen.add(folder)
            if "." in name_of(folder)[1:]:
                found.add(folder)
            folder = folder_of(folder)
    return found


def _is_of_sublime_text(tree: Tree, directory: str) -> bool:
    """Whether a folder is a package of Sublime Text that has plug-ins: its resources lie in it, and
    code that asks the editor for something.
    """
    if not any(name.endswith(_RESOURCES) for name in tree.files.names(directory).files):
        return False
    return bool(below(tree.imports.importing("sublime", "sublime_plugin"), directory))
