"""The images that Kubernetes, Helm, Kustomize, Tekton, Terraform, Earthly, Fly.io, Gitpod and
Apptainer name.

Each is yielded with the texts that its name is put together from, in order, so that the version has
the place where it is written.
"""

from __future__ import annotations

import re

from venvlint.facts import images
from venvlint.readers import apptainer
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree


class StatedImage(Record):
    """An image's name in pieces: text, document and offset of each; -1 for what is not written."""

    pieces: tuple[tuple[str, Document, int], ...]
    where: str
    """`kubernetes`, `ci`, `host`, `gitpod` or `apptainer`."""
    node: Node = ABSENT
    """The scalar that is a tag by itself."""
    runs_scripts: bool = False
    """Whether its container runs what the cluster puts into it (a `configMap`), or what it is made
    of itself, not a project.
    """

    @property
    def text(self) -> str:
        """The whole name."""
        return "".join([piece[0] for piece in self.pieces])


def stated_images(tree: Tree) -> Iterator[StatedImage]:
    """Every such image of the tree that may bring a Python."""
    for path in tree.of_kind("kubernetes"):
        yield from _in_yaml(tree, path, "kubernetes")
    for path in tree.of_kind("tekton"):
        yield from _in_yaml(tree, path, "ci")
    for path in tree.of_kind("helm-values"):
        yield from _in_yaml(tree, path, "kubernetes", values=True)
    for path in tree.of_kind("kustomization"):
        yield from _kustomize(tree, path)
    for path in tree.of_kind("terraform"):
        yield from _terraform(tree, path)
    for path in tree.of_kind("earthfile"):
        yield from _earthfile(tree, path)
    for path in tree.of_kind("apptainer"):
        yield from _apptainer(tree, path)
    for path in tree.of_kind("fly"):
        root = tree.toml(path)
        yield from _plain(root.get("build", "image"), "host")
    for path in tree.of_kind("gitpod"):
        root = tree.yaml(path)
        node = root.get("image")
        if node and images.read(node.string or "").family:
            yield from _plain(node, "gitpod")


def _plain(node: Node, where: str) -> Iterator[StatedImage]:
    if not node or not node.string or "\n" in node.string:
        return
    start = node.document.text.find(node.string, node.start, node.end)
    if start >= 0:
        pieces = ((node.string, node.document, start),)
        yield StatedImage(pieces, where)


def _in_yaml(tree: Tree, path: str, where: str, *, values: bool = False) -> Iterator[StatedImage]:
    document = tree.document(path)
    if document is None or b"python" not in document.data.lower() or tree.is_test_data(path):
        return
    if b"{{" in document.data and not values:
        return  # a template, which Helm fills in
    for root in tree.yaml_documents(path):
        # Each manifest says for itself whose it is; a file may hold some of Tekton's.
        if not values and ("tekton.dev" in (root.text("apiVersion") or "")) != (where == "ci"):
            continue
        for node in root.walk():
            image = node.get("image")
            if image.string is not None:
                yield from _plain(image, where)
            if values and (repository := node.get("repository")):
                yield from _tagged(repository, node.get("tag"), where)


def _tagged(name: Node, tag: Node, where: str) -> Iterator[StatedImage]:
    if not name.string or not tag or not tag.string:
        return
    document = tag.document
    start = document.text.find(tag.string, tag.start, tag.end)
    if start >= 0:
        pieces = ((f"{name.string}:", document, -1), (tag.string, document, start))
        yield StatedImage(pieces, where, tag)


def _kustomize(tree: Tree, path: str) -> Iterator[StatedImage]:
    root = tree.yaml(path)
    found = root.get("images")
    for one in found.items:
        name = one.get("newName") or one.get("name")
        if name:
            yield from _tagged(name, one.get("newTag"), "kubernetes")


_RUNS_IMAGES = ("kubernetes_", "docker_", "google_cloud_run")


def _terraform(tree: Tree, path: str) -> Iterator[StatedImage]:
    document = tree.document(path)
    if document is None or b"image" not in document.data or b"python:" not in document.data:
        return
    root = tree.hcl(path)
    resources = root.get("resource")
    for kind, found in resources.mapping.items():
        if kind.startswith(_RUNS_IMAGES):
            for node in found.walk():
                yield from _plain(node.get("image"), "host")


_FROM = lazy(r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(?P<image>[^\s+@][^\s]*)[ \t\r]*$", re.M)
_ARG = lazy(
    r"^[ \t]*ARG[ \t]+(?:--\S+[ \t]+)*(?P<name>\w+)[ \t]*=[ \t]*[\"']?(?P<value>[\w.-]+)", re.M
)
_VARIABLE = lazy(r"\$\{?(\w+)\}?")


def _apptainer(tree: Tree, path: str) -> Iterator[StatedImage]:
    """What the definition of an image begins with. It receives a project where `%files` copies a
    manifest or the whole folder.
    """
    document = tree.document(path)
    header = apptainer.base(document) if document is not None else None
    if document is not None and header is not None and header.name:
        pieces = ((header.name, document, header.start),)
        yield StatedImage(pieces, "apptainer", runs_scripts=not _receives_a_project(document))


def _receives_a_project(document: Document) -> bool:
    """Whether `%files` of a definition copies a manifest, or the folder that holds it."""
    in_files = False
    for line in document.lines:
        if line.startswith("%"):
            in_files = line.startswith("%files")
        elif in_files and line.split()[:1]:
            source = line.split()[0].rstrip("/").removeprefix("./")
            if source in ("", ".", "..", "pyproject.toml", "setup.py"):
                return True
    return False


def _earthfile(tree: Tree, path: str) -> Iterator[StatedImage]:
    """Earthly's `FROM`, with the defaults of its arguments."""
    document = tree.document(path)
    if document is None:
        return
    text = document.text
    defaults: dict[str, tuple[str, int]] = {}
    for match in _ARG.finditer(text):
        defaults.setdefault(match["name"], (match["value"], match.start("value")))
    for match in _FROM.finditer(text):
        pieces: list[tuple[str, Document, int]] = []
        start, position = match.start("image"), 0
        for used in _VARIABLE.finditer(match["image"]):
            pieces.append((match["image"][position : used.start()], document, start + position))
            value, at = defaults.get(used[1], ("$", -1))
            pieces.append((value, document, at))
            position = used.end()
        pieces.append((match["image"][position:], document, start + position))
        yield StatedImage(tuple(piece for piece in pieces if piece[0]), "ci")
