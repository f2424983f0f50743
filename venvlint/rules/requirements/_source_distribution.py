"""Which files setuptools puts into a project's source distribution.

As setuptools 84 does it: the files that are in by default, what the manifests name, then the
commands of `MANIFEST.in` in their order, then licences and what `file:` names. What a script
computes is unknown, and may bring any file.
"""

from __future__ import annotations

import posixpath
from functools import cached_property

from venvlint.files.paths import folder_and_name, folder_of, folders_above, joined, path_in
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.readers.manifest_in import Manifest
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_values import Call
    from venvlint.tree import Tree

# Only the first that is there is taken.
_READMES = ("README", "README.rst", "README.txt", "README.md")
_LICENCES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")
_ALWAYS = frozenset(("setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in"))
# Among the build requirements they bring every file that version control knows.
_FINDERS = frozenset(
    "setuptools-scm setuptools-git setuptools-hg setuptools-svn setuptools-bzr vcs-versioning pbr"
    " setuptools-scm-git-archive hatch-vcs d2to1".split()
)
TELLING = frozenset(("ci", "tests", "local", "script", "page"))
"""The standings of files that may tell how a release is made."""
_OF_RELEASES = (b"twine", b"sdist", b"bdist_wheel", b"pypi", b"PyPI", b"-m build")
_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".pyx", ".pxd", ".f", ".f90", ".rs", ".m")


def _speak_of_releases(tree: Tree) -> frozenset[str]:
    """The projects in which a job, a script, a page or a test environment makes, uploads or offers
    distributions, or a list has the tool for it.
    """
    from venvlint.facts.project import project_of
    from venvlint.files.naming import kind_of

    found = {project_of(tree, one.path) for one in tree.declarations if one.key == "twine"}
    for path in tree.paths:
        kind = kind_of(path)
        if kind is None or kind.standing not in TELLING:
            continue
        project = project_of(tree, path)
        if project in found:
            continue
        document = tree.document(path)
        if document is not None and any(word in document.data for word in _OF_RELEASES):
            found.add(project)
    return frozenset(found)


class SourceDistribution:
    """What a `setup.py` and the files beside it say of the source distribution."""

    def __init__(self, tree: Tree, path: str, call: Call) -> None:
        self._tree, self._call = tree, call
        self.directory = folder_of(path)
        self._cfg = tree.ini(self.path("setup.cfg")) if self._is_there("setup.cfg") else ABSENT
        self._toml = (
            tree.toml(self.path("pyproject.toml")) if self._is_there("pyproject.toml") else ABSENT
        )
        self._documents = [
            document
            for name in ("setup.py", "setup.cfg", "pyproject.toml")
            if self._is_there(name) and (document := tree.document(self.path(name))) is not None
        ]

    def path(self, name: str) -> str:
        """A file of the project as the tree calls it."""
        return path_in(self.directory, name)

    def _is_there(self, name: str) -> bool:
        return self.path(name) in self._tree.path_set or self._tree.exists(self.path(name))

    @property
    def is_published(self) -> bool:
        """Whether setuptools builds the project, and it is for an index: it has a name, a version
        and packages, and no classifier that keeps it off.
        """
        if any("Private ::" in document.text for document in self._documents):
            return False
        backend = self._of_toml("build-system", "build-backend")
        if backend and not (backend.string or "").startswith("setuptools."):
            return False
        if self._of_toml("build-system", "backend-path"):
            return False
        project = self._of_toml("project")
        name = self._stated("name", ("metadata", "name"), ("project", "name"))
        version = self._stated("version", ("metadata", "version"), ("project", "version"))
        packages = self._packages or self._modules
        stated = bool(name and (project.get("name") or (version and packages)))
        return stated and not self._lacks_packages

    @property
    def _lacks_packages(self) -> bool:
        """Whether none of the packages that the script names is there: setuptools ends with
        `package directory 'shop' does not exist`, and nobody has built this for long.
        """
        packages = self._packages
        listed = _strings(packages) if packages and not _finds(packages) else None
        moved = "package_dir" in self._call.keywords or self._of_cfg("options", "package_dir")
        return (
            bool(listed)
            and not moved
            and not any(
                self._tree.is_folder(self.path(each.replace(".", "/"))) for each in listed or ()
            )
        )

    @property
    def is_only_deployed(self) -> bool:
        """Whether an image or a host installs the project out of its checkout, and nothing in it or
        around it speaks of making distributions: then nobody installs a release.
        """
        from venvlint.facts.project import up_from

        if self._tree.installs.project_deployed(self.directory) is None:
            return False
        speaking = self._tree.once(
            "projects that speak of releases", lambda: _speak_of_releases(self._tree)
        )
        return speaking.isdisjoint(up_from(self.directory or "."))

    @property
    def is_computed(self) -> bool:
        """Whether something in the build may bring any file at all."""
        if any(
            one.list.kind == "build" and one.key in _FINDERS
            for document in self._documents
            for one in self._tree.declarations.in_file(document.path)
        ):
            return True
        if any(name in self._call.keywords for name in ("use_scm_version", "pbr", "distclass")):
            return True
        text = self._documents[0].text if self._documents else ""
        if (
            "numpy.distutils" in text
            or "skbuild" in text
            or ("setup_requires" in text and "scm" in text)
        ):
            return True
        own = self._call.keywords.get("cmdclass")
        if not own:
            return "sdist" in (self._cfg_text("options", "cmdclass") or "")
        if any(word in own.raw for word in ("sdist", "egg_info", "manifest")):
            return True
        return not own.mapping and "versioneer" not in own.raw

    def holds(self, name: str) -> bool:
        """Whether a file, by its path from the project's folder, is in, or may be."""
        if self._is_licence(name) or name in self._referenced:
            return True
        chosen = {name} if self._is_default(name) else set()
        manifest = self._manifest
        if manifest is not None:
            chosen = manifest.applied([name], chosen)
        return name in chosen and not name.startswith("build/")

    @cached_property
    def _manifest(self) -> Manifest | None:
        from venvlint.readers import manifest_in

        return self._tree.read(self.path("MANIFEST.in"), manifest_in.parse)

    # -- what is in before MANIFEST.in is read

    def _is_default(self, name: str) -> bool:
        if name in _ALWAYS or name.endswith(_SOURCES):
            return True
        if name in _READMES:
            return name == next((each for each in _READMES if self._is_there(each)), "")
        folder, base = folder_and_name(name)
        if folder in ("tests", "test") and base.startswith("test") and base.endswith(".py"):
            return True
        if name.endswith(".py") and self._is_module(name):
            return True
        return (
            self._is_package_data(name)
            or self._is_named(
                "scripts", ("options", "scripts"), ("tool", "setuptools", "script-files"), name
            )
            or self._is_data_file(name)
            or self._is_listed(name)
        )

    @cached_property
    def _packages(self) -> Node:
        return self._stated("packages", ("options", "packages"), ("tool", "setuptools", "packages"))

    @cached_property
    def _modules(self) -> Node:
        return self._stated(
            "py_modules", ("options", "py_modules"), ("tool", "setuptools", "py-modules")
        )

    def _is_module(self, name: str) -> bool:
        folder = folder_of(name)
        if folder and self._is_package(folder):
            return True
        if self._modules:
            listed = _strings(self._modules)
            stem = name.removesuffix(".py")
            return listed is None or any(
                stem == each or stem.endswith("/" + each)
                for each in (one.replace(".", "/") for one in listed)
            )
        # Without a word about packages and modules, setuptools looks for both by itself.
        return not self._packages

    def _is_package(self, folder: str) -> bool:
        """Whether a folder is one of the packages, or may be."""
        packages = self._packages
        listed = _strings(packages) if packages and not _finds(packages) else None
        if listed is not None and "package_dir" not in self._call.keywords:
            return any(
                folder == each or folder.endswith("/" + each)
                for each in (one.replace(".", "/") for one in listed)
            )
        raw = packages.raw if packages else ""
        return (
            "namespace" in raw
            or listed is not None
            or self._is_there(f"{folder}/__init__.py")
            or bool(self._of_toml("project"))
        )

    def _is_package_data(self, name: str) -> bool:
        tables = (
            self._call.keywords.get("package_data"),
            self._of_cfg("options.package_data"),
            self._of_toml("tool", "setuptools", "package-data"),
        )
        above = [folder for folder in folders_above(name) if folder]
        for table in tables:
            if not table:
                continue
            if not table.mapping:
                return any(self._is_package(folder) for folder in above)  # computed
            for package, node in table.mapping.items():
                patterns = _strings(node)
                if self._leads_to(package, patterns or [], name):
                    return True
                own = package.replace(".", "/")
                for folder in above:
                    if (
                        self._is_package(folder)
                        if package in ("", "*")
                        else folder == own or folder.endswith("/" + own)
                    ) and (patterns is None or _matches_any(patterns, name[len(folder) + 1 :])):
                        return True
            if table.tag:
                return any(self._is_package(folder) for folder in above)
        return False

    def _leads_to(self, package: str, patterns: list[str], name: str) -> bool:
        """Whether a pattern that leads out of its package takes a file: `../VERSION` of `shop` lies
        beside `shop`, and setuptools takes it into the source distribution (run, 65 and 84).
        """
        outside = [pattern for pattern in patterns if ".." in pattern.split("/")]
        if not outside:
            return False
        every = package in ("", "*")
        packages = (_strings(self._packages) if every and self._packages else None) or [package]
        for each in packages:
            folder = each.replace(".", "/")
            if not every and not self._tree.is_folder(self.path(folder)):
                folder = f"src/{folder}"
            where = [joined(folder or "a", one) for one in outside]
            if _matches_any(where, name):
                return True
        return False

    def _is_data_file(self, name: str) -> bool:
        given = self._call.keywords.get("data_files")
        if given:
            from venvlint.readers.python import is_known

            if not is_known(given):
                return True
            for node in given.walk():
                if node.string and posixpath.normpath(node.string) == name:
                    return True
        for table in (
            self._of_cfg("options.data_files"),
            self._of_toml("tool", "setuptools", "data-files"),
        ):
            for node in table.mapping.values():
                if _matches_any(_strings(node) or [], name):
                    return True
        return False

    def _is_named(
        self, keyword: str, option: tuple[str, str], key: tuple[str, ...], name: str
    ) -> bool:
        node = self._stated(keyword, option, key)
        if not node:
            return False
        listed = _strings(node)
        return listed is None or name in map(posixpath.normpath, listed)

    def _is_listed(self, name: str) -> bool:
        """Whether a list that an earlier build left in the repository names it."""
        stated = self._stated("name", ("metadata", "name"), ("project", "name"))
        written = ((stated.string) or "").replace("-", "_")
        document = self._tree.document(self.path(f"{written}.egg-info/SOURCES.txt"))
        return document is not None and name in document.text.splitlines()

    # -- what is in whatever MANIFEST.in says

    def _is_licence(self, name: str) -> bool:
        stated = [
            node
            for node in (
                self._call.keywords.get("license_files"),
                self._call.keywords.get("license_file"),
                self._of_cfg("metadata", "license_files"),
                self._of_cfg("metadata", "license_file"),
                self._of_toml("project", "license-files"),
                self._of_toml("tool", "setuptools", "license-files"),
            )
            if node
        ]
        patterns: list[str] = list(_LICENCES) if not stated else []
        for node in stated:
            patterns += _strings(node) or list(_LICENCES)
        return _matches_any(patterns, name)

    @cached_property
    def _referenced(self) -> frozenset[str]:
        """What `file:` of setup.cfg, and the keys of pyproject.toml, name."""
        found: set[str] = set()
        for section in self._cfg.mapping.values() if self._cfg else ():
            for node in section.mapping.values():
                text = (node.string or "").strip()
                if text.startswith("file:"):
                    found.update(text[5:].replace("\n", ",").split(","))
        dynamic = self._of_toml("tool", "setuptools", "dynamic")
        for node in dynamic.walk():
            named = node.get("file")
            found.update(one.string or "" for one in (named.scalars()))
        for key in ("readme", "license"):
            node_ = self._of_toml("project", key)
            if node_:
                file = node_ if key == "readme" and node_.string else node_.get("file")
                found.add(file.string or "")
        return frozenset(posixpath.normpath(each.strip()) for each in found if each.strip())

    # -- the three manifests

    def _of_toml(self, *keys: str) -> Node:
        return self._toml.get(*keys)

    def _of_cfg(self, *keys: str) -> Node:
        return self._cfg.get(*keys)

    def _cfg_text(self, *keys: str) -> str | None:
        return self._cfg.text(*keys)

    def _stated(self, keyword: str, option: tuple[str, str], key: tuple[str, ...]) -> Node:
        return self._call.keywords.get(keyword) or self._of_cfg(*option) or self._of_toml(*key)


def _finds(node: Node) -> bool:
    return (node.string or "").strip().startswith(("find:", "find_namespace:")) or bool(
        node.mapping
    )


def _strings(node: Node) -> list[str] | None:
    """The texts of a list, in whatever syntax; None where a part of it is computed."""
    if node.document.path.endswith(".py"):
        from venvlint.readers.python import is_known

        if not is_known(node):
            return None
    if isinstance(node.value, list):
        return [item.string for item in node.items if item.string]
    if node.string is None:
        return None
    return [part.strip() for part in node.string.replace(",", "\n").split("\n") if part.strip()]


def _matches_any(patterns: list[str], name: str) -> bool:
    from venvlint.readers.manifest_in import fits

    return any(fits(pattern, name) for pattern in patterns)
