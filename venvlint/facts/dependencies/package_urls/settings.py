"""URLs in the settings of the tools that install: their tables of indexes, and `pip.conf`."""

from __future__ import annotations

import re

from venvlint.facts.dependencies.package_urls import (
    INDEX,
    LINKS,
    REPOSITORY,
    TRUSTED_HOST,
    PackageUrl,
    of_table,
    of_text,
    of_value,
)
from venvlint.files.kinds import CONDA_ENVIRONMENTS
from venvlint.readers.nodes import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_PIP_KEYS = {
    "index-url": INDEX,
    "extra-index-url": INDEX,
    "index": INDEX,
    "pypi-url": INDEX,
    "find-links": LINKS,
    "trusted-host": TRUSTED_HOST,
}
_UV_KEYS = {
    "index-url": INDEX,
    "extra-index-url": INDEX,
    "find-links": LINKS,
    "allow-insecure-host": TRUSTED_HOST,
    "publish-url": INDEX,
    "check-url": INDEX,
}
_PIXI_KEYS = {
    "index-url": INDEX,
    "extra-index-urls": INDEX,
    "find-links": LINKS,
}
_CONDA = (*CONDA_ENVIRONMENTS, "condarc")


def urls(tree: Tree) -> Iterator[PackageUrl]:
    """The URLs of every file of settings."""
    for kind, read in _READERS.items():
        for path in tree.of_kind(kind):
            document = tree.document(path)
            if document is not None and (
                b"://" in document.data
                or b"insecure-host" in document.data
                or b"trusted-host" in document.data
            ):
                yield from read(tree.toml(path))
    for path in tree.of_kind("pip-settings"):
        yield from _pip_conf(tree.ini(path))
    for path in tree.of_kind("setup-cfg"):
        document = tree.document(path)
        root = tree.ini(path) if document is not None and b"://" in document.data else ABSENT
        for place in (("easy_install", "index_url"), ("easy_install", "find_links")):
            yield from _words(root.get(*place), INDEX if "url" in place[1] else LINKS)
        yield from _words(root.get("options", "dependency_links"), LINKS)
    for path in tree.of_kind("setup-py"):
        yield from _setup_py(tree, path)
    for path in tree.of_kind(*_CONDA):
        document = tree.document(path)
        root = tree.yaml(path) if document is not None and b"://" in document.data else ABSENT
        for key in ("channels", "default_channels", "channel_alias"):
            for one in root.get(key).scalars():
                yield from of_value(one, INDEX, key)
    for path in tree.of_kind("pre-commit"):
        document = tree.document(path)
        if document is not None and b"://" in document.data:
            yield from _hooks(tree.yaml(path))


def _setup_py(tree: Tree, path: str) -> Iterator[PackageUrl]:
    document = tree.document(path)
    if document is None or b"dependency_links" not in document.data:
        return
    from venvlint.readers import python

    module = tree.read(path, python.parse)
    calls = module.called("setup") if module is not None else []
    for node in python.arguments(calls, "dependency_links"):
        for one in node.scalars():
            yield from of_value(one, LINKS, "dependency_links")


def _pyproject(root: Node) -> Iterator[PackageUrl]:
    tool = root.get("tool")
    yield from _uv(tool.get("uv"))
    yield from _pixi(tool.get("pixi"))
    yield from _hatch(tool.get("hatch"))
    for place in (("poetry", "source"), ("pdm", "source"), ("rye", "sources")):
        for source in tool.get(*place).items:
            yield from of_value(source.get("url"), INDEX, "url")


def _uv(uv: Node) -> Iterator[PackageUrl]:
    for index in uv.get("index").items:
        yield from of_value(index.get("url"), INDEX, "url")
        yield from of_value(index.get("publish-url"), INDEX, "publish-url")
    for holder in (uv, uv.get("pip")):
        yield from _keys(holder, _UV_KEYS)
    yield from of_table(uv.get("sources"))


def _pixi(pixi: Node) -> Iterator[PackageUrl]:
    features = pixi.get("feature").mapping.values()
    for holder in (pixi, pixi.get("workspace"), pixi.get("project"), *features):
        for one in holder.get("channels").items:
            yield from of_value(one if one.string else one.get("channel"), INDEX, "channels")
        yield from _keys(holder.get("pypi-options"), _PIXI_KEYS)


def _hatch(hatch: Node) -> Iterator[PackageUrl]:
    for one in hatch.get("publish", "index", "repos").mapping.values():
        yield from of_value(one.get("url"), INDEX, "url")


def _pipfile(root: Node) -> Iterator[PackageUrl]:
    for source in root.get("source").items:
        yield from of_value(source.get("url"), INDEX, "url")


def _repositories(root: Node) -> Iterator[PackageUrl]:
    """`[repositories.name] url` of `poetry.toml`, and `[pypi]`, `[repository.name]` of
    `pdm.toml`.
    """
    for name in ("repositories", "pypi", "repository"):
        table = root.get(name)
        for one in (table, *table.mapping.values()):
            yield from of_value(one.get("url"), INDEX, "url")


_READERS = {
    "pyproject": _pyproject,
    "uv-settings": _uv,
    "pixi": _pixi,
    "hatch": _hatch,
    "pipfile": _pipfile,
    "poetry-settings": _repositories,
    "pdm-settings": _repositories,
}


def _keys(holder: Node, keys: dict[str, str]) -> Iterator[PackageUrl]:
    for key, kind in keys.items():
        node = holder.get(key)
        for value in node.scalars():
            yield from of_value(value, kind, key)


def _pip_conf(root: Node) -> Iterator[PackageUrl]:
    for section in root.mapping.values():
        for key, node in section.mapping.items():
            kind = _PIP_KEYS.get(key.replace("_", "-"))
            if kind is not None:
                yield from _words(node, kind, key)


def _words(node: Node, kind: str, option: str = "") -> Iterator[PackageUrl]:
    """Each word of an option's text that is a URL, or a host."""
    for text, start in node.lines():
        for word in re.finditer(r"\S+", text):
            if kind == TRUSTED_HOST or "://" in word[0]:
                begin, end = start + word.start(), start + word.end()
                yield PackageUrl(word[0], kind, node.document, begin, end, option=option)


def _hooks(root: Node) -> Iterator[PackageUrl]:
    """The repositories of pre-commit's hooks, and what it installs beside them, as arguments of
    pip.
    """
    from venvlint.facts.project.hooks import hooks

    for repository in root.get("repos").items:
        repo = repository.get("repo")
        # Most are `https://` and an address without a name in it: nothing to be said of them.
        if repo.string and (not repo.string.startswith("https://") or "@" in repo.string):
            yield from of_value(repo, REPOSITORY, "repo")
    for hook in hooks(root):
        for item in hook.additions:
            yield from of_text(item)
