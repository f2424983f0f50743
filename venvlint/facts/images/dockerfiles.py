"""The project's Dockerfiles. One that a template engine has to fill in first is marked, for nothing
in it is certain.
"""

from __future__ import annotations

import posixpath

from venvlint.facts.project import vocabulary
from venvlint.files.paths import folder_of, joined
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document
    from venvlint.readers.dockerfile import Dockerfile, Stage
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

_TEMPLATE = lazy(
    r"\{%[-+ ]|\{\{[^}\n]{0,300}\}\}|<%[=-]?",
    words=("{%", "{{", "<%"),
)
_NOT_A_BREAK = lazy(r"[^\r\n]")
_FROM = lazy(rb"(?im)^[ \t]*FROM[ \t]")
_DEVELOPMENT = (
    vocabulary.DEVELOPMENT
    | vocabulary.TESTS
    | vocabulary.TEST_TOOLS
    | vocabulary.FUZZING
    | vocabulary.BENCHMARKS
    | vocabulary.WORKPLACES
    | {"ci", "lint"}
)
_FOR_DEVELOPMENT = lazy(
    r"(?i)file[._-]\w{1,8}dev$|(?<![a-z])(?:dev|test)(?:app|base|box|container|env|image|stage)\b",
    words=("dev", "test"),
)
_SAYS_DEVELOPMENT = lazy(
    r"(?im)\bnot\b[^.\n]{0,30}\bproduction\b|^#[^\n]*\bfor (?:use in )?(?:(?:local|docker)"
    r" )?(?:development|developers|testing)\b"
    r"|\b(?:development|dev|test) (?:only|image)\b",
    words=("production", "develop", "testing", "dev ", "test "),
)

_SKELETONS = frozenset(("skeleton", "skeletons", "scaffold", "scaffolds", "boilerplate"))


class Recipe(Record):
    """One Dockerfile of the project. How it is built, `tree.builds` says."""

    path: str
    parsed: Dockerfile
    is_template: bool = False
    """Something such as Jinja has to fill it in: what it says is not certain."""

    @property
    def document(self) -> Document:
        return self.parsed.document

    @property
    def is_for_development(self) -> bool:
        """Whether its own name, its folder or its first comment says that it is for development or
        tests: `Dockerfile.dev`, `.devcontainer/`. Above one with a stage for production, that is a
        comment about the first stage.
        """
        return _is_named_for_development(_with_words_apart(self.path)) or (
            _SAYS_DEVELOPMENT.search(self._head) is not None
            and not any(
                vocabulary.says(stage.name or "", vocabulary.PRODUCTION)
                for stage in self.parsed.stages
            )
        )

    @property
    def _head(self) -> str:
        """The comments that it starts with."""
        lines = self.document.text.split("\n", 12)[:12]
        return "\n".join(
            lines[
                : next(
                    (
                        number
                        for number, line in enumerate(lines)
                        if line.strip() and not line.startswith("#")
                    ),
                    len(lines),
                )
            ]
        )


def build(tree: Tree) -> tuple[Recipe, ...]:
    """Every Dockerfile of the tree that holds a `FROM`, in path order, and behind them those that
    compose files hold.
    """
    paths = tree.of_kind("dockerfile")
    inline = tree.of_kind("compose")
    if not paths and not inline:
        return ()
    from venvlint.readers import dockerfile

    found = []
    for path in paths:
        document = tree.document(path)
        if document is None or not (
            _FROM.search(document.data[len(document.mark) :]) or document.encoding != "utf-8"
        ):
            continue
        parsed = tree.read(path, dockerfile.parse)
        if parsed is None or not parsed.stages:
            continue
        template = (
            path.endswith((".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".in"))
            or _TEMPLATE.search(document.text) is not None
            or _is_of_a_skeleton(tree, path)
        )
        found.append(Recipe(path, parsed, template))
    for path in inline:
        found += _inline(tree, path)
    return tuple(found)


def _inline(tree: Tree, path: str) -> list[Recipe]:
    """The Dockerfile that a compose file holds (`dockerfile_inline`). Of several it is the first
    one: a recipe is known by its path.
    """
    document = tree.document(path)
    if document is None or b"dockerfile_inline" not in document.data:
        return []
    from venvlint.readers import dockerfile

    root = tree.yaml(path)
    services = root.get("services") or root
    for service in services.mapping.values() if root else ():
        node = service.get("build", "dockerfile_inline")
        # What stands around the text is blanked, so that places stay. An indented here-document
        # would not end any more.
        if node.style == "|" and node.string and "<<" not in node.string:
            parsed = dockerfile.parse(_only(document, node))
            return [Recipe(path, parsed)] if parsed.stages else []
    return []


def _only(document: Document, node: Node) -> Document:
    """A document of the same length that holds nothing but the text of a literal block."""
    from venvlint.document import Document as Copy

    text = document.text
    start = text.find("\n", node.start, node.end) + 1
    before, after = (_NOT_A_BREAK.sub(" ", part) for part in (text[:start], text[node.end :]))
    whole = f"{before}{text[start : node.end]}{after}"
    return Copy(document.path, whole.encode("utf-8", "surrogateescape"))


def recipe_at(tree: Tree, path: str) -> Recipe | None:
    """The Dockerfile that a file of the tree is, or that a compose file holds."""
    recipes = tree.once(
        "Dockerfiles by path", lambda: {one.path: one for one in reversed(tree.dockerfiles)}
    )
    return recipes.get(path)


def recipes_in(tree: Tree, folder: str) -> list[Recipe]:
    """The Dockerfiles that lie right in a folder."""

    def make() -> dict[str, list[Recipe]]:
        found: dict[str, list[Recipe]] = {}
        for recipe in tree.dockerfiles:
            found.setdefault(folder_of(recipe.path), []).append(recipe)
        return found

    return tree.once("Dockerfiles by folder", make).get(folder, [])


def built_from(tree: Tree, path: str, section: Node) -> Recipe | None:
    """The Dockerfile that the `build` of a service in the compose file *path* names or holds."""
    if inline := section.get("dockerfile_inline"):
        recipe = recipe_at(tree, path)
        # Of several in one file it is the first one that is read.
        return (
            recipe if recipe and recipe.document.text[inline.start : inline.end].strip() else None
        )
    context = section.string if section.string is not None else section.text("context") or "."
    folder = posixpath.join(folder_of(path), context)
    name = section.text("dockerfile") or "Dockerfile"
    return recipe_at(tree, joined(folder, name))


def _is_of_a_skeleton(tree: Tree, path: str) -> bool:
    """Whether a package brings the file along for projects that it makes."""
    folders = path.split("/")[:-1]
    at = next((at for at, name in enumerate(folders) if name.lower() in _SKELETONS), 0)
    return any("/".join(folders[:end]) in tree.imports.packages for end in range(1, at + 1))


def _with_words_apart(path: str) -> str:
    """A path whose file has a dash between the words of its name: `DockerfileDev`."""
    folder, slash, name = path.rpartition("/")
    pairs = zip(name, f" {name}", strict=False)
    return folder + slash + "".join(f"-{c}" if c.isupper() and b.islower() else c for c, b in pairs)


def _is_named_for_development(name: str) -> bool:
    return vocabulary.says(name, _DEVELOPMENT) or bool(_FOR_DEVELOPMENT.search(name))


def stage_is_for_development(stage: Stage) -> bool:
    """Whether a stage's name says that it is for development or tests."""
    return _is_named_for_development(stage.name or "")
