"""The settings of hosting, documentation builds and development tools that start a Python of a
stated version.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.facts.pythons.stating import folder_scope, root_of, stated
from venvlint.files.paths import name_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Statement
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_INSTALLS = lazy(
    r"\bpip3?\s+install\b[^\n;&|]{0,500}\s(?:-e\s*)?['\"]?\.(?:/\S*)?(?:\[[\w,.-]*\])?['\"]?(?=\s|$)"
    r"|\buv\s+(?:sync|run)\b(?![^\n;&|]{0,500}--(?:no-project|no-install-project|only-group))|\b(?:poetry|pdm)\s+(?:install|sync)\b(?![^\n;&|]{0,500}--(?:no-root|no-self|only))"
    r"|\bhatch\s+run\b|\btox\b|\bnox\b|\bsetup\.py\s+(?:install|develop)"
)
_SELF = lazy(r"\$\{self:(?P<keys>[\w-]+(?:\.[\w-]+){0,5})\s*(?:,[^{}]*)?\}")
_INSTALLING_LINE = lazy(
    r"^[ \t]*(?:-e[ \t]+|--editable[ =])?\.+(?:/\.+)*/?(?:\[[\w,.-]*\])?[ \t\r]*(?:#.*)?$",
    re.MULTILINE,
)


def _app_engine(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"runtime", b"python")
    # Other names are alternatives, services of their own, samples: they serve something, but not
    # necessarily this application.
    deployed = 40 if name_of(path) in ("app.yaml", "app.yml") else 0
    runtime = root.get("runtime")
    text = runtime.string
    if not runtime or text is None or not text.startswith("python"):
        return
    if text == "python":
        config = root.get("runtime_config")
        if config:
            yield from stated(
                "app-engine",
                config.get("runtime_version") or config.get("python_version"),
                deployed,
            )
    else:
        yield from stated("app-engine", runtime, deployed)


def _serverless(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"runtime", b"python")
    if not root:
        return
    functions = root.get("functions")
    # The runtime of the provider is for functions that bring none; an image brings its own.
    if not functions.mapping or not all(one.get("image") for one in functions.mapping.values()):
        yield from _runtime("serverless", _own(root, root.get("provider", "runtime")))
    if not functions:
        return
    # A list holds mappings and references to other files.
    for table in [functions, *functions.items]:
        for name, function in table.mapping.items():
            runtime = _own(root, function.get("runtime"))
            yield from _runtime("serverless", runtime, f"the function `{name}`")


def _own(root: Node, node: Node) -> Node:
    """A value, or the one of the same file that `${self:custom.runtime}` names."""
    match = _SELF.fullmatch((node.string or "").strip())
    return root.get(*match["keys"].split(".")) if match else node


def _runtime(kind: str, node: Node, subject: str = "") -> Iterator[Statement]:
    """A runtime of AWS Lambda: `python3.12`; other languages and variables state none."""
    if node and re.fullmatch(r"python\d(?:\.\d{1,3})?", node.string or ""):
        yield from stated(kind, node, 40, subject)


def _zappa(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"runtime", b"python")
    for name, stage in root.mapping.items():
        yield from _runtime("zappa", stage.get("runtime"), f"the stage `{name}`")


def _render(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"PYTHON_VERSION")
    places: list[tuple[Node, str]] = []
    services = root.get("services")
    for service in services.items:
        scope = folder_scope(path, service.text("rootDir"))
        variables = service.get("envVars")
        places += [(item, scope) for item in variables.items]
    groups = root.get("envVarGroups")
    for group in groups.items:
        variables = group.get("envVars")
        places += [(item, "") for item in variables.items]
    for item, scope in places:
        if item.text("key") == "PYTHON_VERSION":
            yield from stated("render", item.get("value"), 40, scope=scope)


def _netlify(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"PYTHON_VERSION")
    scope = folder_scope(path, (root.text("build", "base") or "").lstrip("/"))
    tables = [root.get("build", "environment")]
    contexts = root.get("context")
    if contexts:
        tables += [context.get("environment") for context in contexts.mapping.values()]
    for table in tables:
        if table:
            yield from stated("netlify", table.get("PYTHON_VERSION"), 0, scope=scope)


def _devcontainer(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"/python")
    features = root.get("features")
    for name, options in features.mapping.items():
        if re.search(r"/python(?::[\w.-]+)?$", name):
            node = options if options.string is not None else options.get("version")
            yield from stated("devcontainer", node, subject=f"the feature `{name}`")


_HOOK = lazy(r"python[23]?(?:\.\d{1,3}){0,2}$|3\.(?:[6-9]|[1-9]\d)(?:\.\d{1,3})?$")


def _pre_commit(tree: Tree, path: str) -> Iterator[Statement]:
    from venvlint.facts.project.hooks import hooks

    root = root_of(tree, path, b"language_version")
    yield from stated("pre-commit", root.get("default_language_version", "python"))
    for hook in hooks(root):
        node = hook.node.get("language_version")
        # Of a hook from elsewhere nothing here tells the language: its version has to.
        if node and (hook.node.text("language") == "python" or _HOOK.match(node.string or "")):
            yield from stated("pre-commit", node, subject=f"the hook `{hook.name}`")


def _readthedocs(tree: Tree, path: str) -> Iterator[Statement]:
    root = root_of(tree, path, b"python")
    if not root:
        return
    node = root.get("build", "tools", "python") or root.get("python", "version")
    installed = _installed(tree, root)
    quiet = "" if installed is not None else "the documentation build does not install the project"
    yield from stated("readthedocs", node, scope=installed or "", quiet=quiet)


def _installed(tree: Tree, root: Node) -> str | None:
    """A path in the folder that a documentation build installs; None where it installs no project
    of the tree.
    """
    install = root.get("python", "install")
    for item in install.items:
        folder = item.text("path")
        if folder is not None:
            return posixpath.normpath(folder).lstrip("./") + "/." if folder.strip("./") else "."
        name = item.text("requirements")
        document = (
            tree.document(posixpath.normpath(name))
            if name and not name.startswith(("/", ".."))
            else None
        )
        if document is not None and _INSTALLING_LINE.search(document.text):
            return "."
    for key in ("commands", "jobs"):
        node = root.get("build", key)
        if node and any(_INSTALLS.search(one.string) for one in node.walk() if one.string):
            return "."
    # Settings of the format's first version.
    old = root.get("python", "pip_install") or root.get("python", "setup_py_install")
    return "." if old and (old.value is True or (old.string or "").lower() == "true") else None


READERS = {
    "readthedocs": _readthedocs,
    "pre-commit": _pre_commit,
    "serverless": _serverless,
    "render": _render,
    "app-engine": _app_engine,
    "devcontainer": _devcontainer,
    "netlify": _netlify,
    "zappa": _zappa,
}
