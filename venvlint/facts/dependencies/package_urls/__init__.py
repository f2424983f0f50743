"""Every URL that packages come from: indexes, pages of links, repositories and archives, wherever
one is named.

- `lists`: in dependency lists, of whatever tool;
- `settings`: in tables and files of settings (`[[tool.uv.index]]`, Poetry's sources, `pip.conf`);
- `used`: in commands and in the variables that pip and uv read (`PIP_INDEX_URL`), in images, CI,
  compose files, tox, scripts and Makefiles.
"""

from __future__ import annotations

import re

from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.manifests import DependencyList
    from venvlint.readers.nodes import Node
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree

INDEX, LINKS, TRUSTED_HOST = "index", "links", "trusted-host"
REPOSITORY, ARCHIVE, INCLUDE = "repository", "archive", "include"

_REPOSITORY = lazy(r"(?:git|hg|bzr|svn)(?:\+|://)")
_HASH = lazy(r"[#&](?:sha256|sha384|sha512|sha1|md5)=")
_AUTHORITY = lazy(r"[A-Za-z][A-Za-z0-9+.-]{0,50}://([^/?#]*)")
_HOST = lazy(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::\d+)?$")


class PackageUrl(Record):
    """One URL and its place. `kind`: `index`, `links` (`-f`), `repository`, `archive`, `include` (a
    file behind `-r` or `-c`, where it names a user), or `trusted-host` (then `url` is the host).
    What is not known of it is `\\0`.
    """

    url: str
    kind: str
    document: Document
    start: int
    end: int
    hashed: bool = False
    """Whether a hash is stated beside it or in its fragment."""
    option: str = ""
    """The option or key that names it."""

    @property
    def authority(self) -> str:
        """What stands between `//` and the path: user, password, host and port."""
        match = _AUTHORITY.match(self.url)
        return match[1] if match else ""

    @property
    def user(self) -> str:
        """User and password as written, without the `@`; empty where there are none. Not for
        printing.
        """
        authority = self.authority
        if (
            "@" not in authority
            and ":" in authority
            and "@" in self.url
            and not _HOST.match(authority)
        ):
            # A password with a `/` that nobody escaped: `https://ana:se/cret@host/`
            return self.url.partition("://")[2].rpartition("@")[0]
        return authority.rpartition("@")[0]

    @property
    def host(self) -> str:
        """The host (with its port), fit for printing; empty where it cannot be told from the
        rest.
        """
        if self.kind == "trusted-host":
            return self.url if _HOST.match(self.url) else ""
        host = self.authority.rpartition("@")[2]
        # In `https://tok/en@host/` the authority is a piece of a token that nobody escaped.
        escaped = "@" in self.authority or "." in host or "@" not in self.url
        return host if _HOST.match(host) and escaped else ""

    @property
    def is_of_unknown_host(self) -> bool:
        """Whether a variable or a placeholder stands where its host is named."""
        host = self.url if self.kind == TRUSTED_HOST else self.authority.rpartition("@")[2]
        return any(mark in host for mark in (UNKNOWN, "$", "{", "%", "<"))

    @property
    def scheme(self) -> str:
        return self.url.partition("://")[0].lower() if "://" in self.url else ""


def is_inside(host: str) -> bool:
    """Whether a host, with or without a port, is the machine itself or a service of the cluster
    that it belongs to, which has that name nowhere else.
    """
    name = host.lower()
    if name.startswith("["):
        return name.partition("]")[0] in ("[::1", "[0:0:0:0:0:0:0:1")
    name = name if name.count(":") > 1 else name.partition(":")[0]
    return (
        name in ("localhost", "::1")
        or name.endswith((".localhost", ".cluster.local"))
        or re.fullmatch(r"127\.\d+\.\d+\.\d+", name) is not None
    )


def of_requirement(
    url: str, document: Document, start: int, end: int, *, hashed: bool = False, option: str = ""
) -> PackageUrl:
    """A URL that stands for a distribution: a repository or an archive."""
    kind = REPOSITORY if _REPOSITORY.match(url) else ARCHIVE
    return PackageUrl(url, kind, document, start, end, hashed or has_hash(url), option)


def has_hash(url: str) -> bool:
    """Whether a URL's fragment says what its content is."""
    return _HASH.search(url) is not None


__all__ = ["PackageUrl", "is_inside", "package_urls"]


def package_urls(tree: Tree) -> tuple[PackageUrl, ...]:
    """Every URL of the tree; each place once."""
    return tree.once("package-urls", lambda: _build(tree))


def _build(tree: Tree) -> tuple[PackageUrl, ...]:
    from venvlint.facts.dependencies.package_urls import settings, used

    found: dict[tuple[str, int], PackageUrl] = {}
    for read in (urls, settings.urls, used.urls):
        for url in read(tree):
            found.setdefault((url.document.path, url.start), url)
    return tuple(found.values())


# -- URLs in dependency lists: lines of requirements files, and every list of every manifest.

_OPTIONS = {
    "--index-url": INDEX,
    "--extra-index-url": INDEX,
    "--find-links": LINKS,
    "--trusted-host": TRUSTED_HOST,
}
_URL = lazy(r"[A-Za-z][A-Za-z0-9+.-]{0,50}://[^\s\"'<>]+")
_SOURCES = {
    "git": REPOSITORY,
    "hg": REPOSITORY,
    "svn": REPOSITORY,
    "bzr": REPOSITORY,
    "url": ARCHIVE,
    "file": ARCHIVE,
    "index": INDEX,
}
"""The keys of tables such as Poetry's that name a place, and what it is."""


def urls(tree: Tree) -> Iterator[PackageUrl]:
    """The URLs of every list."""
    for file in tree.requirements.files.values():
        document = file.document
        if b"://" in document.data or b"trusted-host" in document.data or document.mark:
            # A text that is no requirements file may link to what it likes, but a password is one
            # everywhere.
            for line in file.lines:
                for url in of_line(line):
                    if file.form in ("", "template") or url.user:
                        yield url
    held: dict[str, bool] = {}  # one file may have thousands of lists
    for each in tree.declarations.lists:
        if each.path not in held:
            held[each.path] = b"://" in each.document.data
        if each.node and held[each.path]:
            yield from _of_list(each)


def of_line(line: Line) -> Iterator[PackageUrl]:
    """The URLs of one line of a requirements file."""
    document = line.document
    for option in line.options:
        kind = _OPTIONS.get(option.name)
        if kind and option.value and not line.is_requirement:
            start, end = option.value_start, option.value_end
            yield PackageUrl(option.value, kind, document, start, end, option=option.name)
    if line.kind in ("include", "constraint") and "://" in line.target and "@" in line.target:
        start = document.text.find(line.target, line.start, line.end)
        if start >= 0:
            yield PackageUrl(line.target, INCLUDE, document, start, start + len(line.target))
    if "://" in line.url and "url" in line.spans:
        yield of_requirement(line.url, document, *line.spans["url"], hashed=bool(line.hashes))
    elif line.kind in ("invalid", "variable") and "://" in line.text:
        for match in _URL.finditer(line.text):
            start, end = line.offset(match.start()), line.offset(match.end() - 1) + 1
            yield of_requirement(match[0], document, start, end)


def _of_list(each: DependencyList) -> Iterator[PackageUrl]:
    node = each.node
    if not node or node.document is not each.document:
        return
    if node.mapping:
        yield from of_table(node)
    for item in node.items:
        if item.string is not None:
            yield from of_text(item, INDEX if each.kind == "conda" else "")
    if node.string is not None:  # a text with one requirement a line
        for text, start in node.lines():
            content = text.partition(" #")[0]
            if not content.lstrip().startswith("#"):
                yield from _in(node, start, start + len(content), "")


def of_text(item: Node, kind: str = "") -> Iterator[PackageUrl]:
    """The URLs of one requirement of an array."""
    text = item.string or ""
    if "://" in text:
        if text.lstrip().startswith(("-i", "--index", "--extra")):
            kind = INDEX
        elif text.lstrip().startswith(("-f", "--find-links")):
            kind = LINKS
        yield from _in(item, item.start, item.end, kind)
    elif text.lstrip().startswith("--trusted-host"):
        host = text.lstrip()[len("--trusted-host") :].lstrip("= ").strip()
        start = item.document.text.find(host, item.start, item.end) if host else -1
        if start >= 0:
            yield PackageUrl(host, TRUSTED_HOST, item.document, start, start + len(host))


def _in(node: Node, start: int, end: int, kind: str) -> Iterator[PackageUrl]:
    for match in _URL.finditer(node.document.text, start, end):
        url = match[0].rstrip(";,").partition("::")[0]
        stop = match.start() + len(url)
        if kind:
            yield PackageUrl(url, kind, node.document, match.start(), stop, has_hash(url))
        else:
            yield of_requirement(url, node.document, match.start(), stop)


def of_table(table: Node) -> Iterator[PackageUrl]:
    """`{git = "…"}`, `{url = "…"}` of Poetry's, Pipenv's, pixi's and uv's tables."""
    for entry in table.mapping.values():
        for one in entry.items or [entry]:
            if one.string is not None:
                yield from of_value(one, ARCHIVE, "")  # PDM's overrides
            for key, kind in _SOURCES.items():
                yield from of_value(one.get(key), kind, key)


def of_value(node: Node, kind: str, option: str) -> Iterator[PackageUrl]:
    """The URL, or the host, that a text is."""
    if not node or not node.string or (kind != TRUSTED_HOST and "://" not in node.string):
        return
    start = node.document.text.find(node.string, node.start, node.end)
    if start >= 0:
        end = start + len(node.string)
        hashed = has_hash(node.string)
        yield PackageUrl(node.string, kind, node.document, start, end, hashed, option)
