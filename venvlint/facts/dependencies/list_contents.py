"""What the members of a dependency list say about its purpose."""

from __future__ import annotations

from venvlint.facts.project import vocabulary
from venvlint.facts.project.known_names import SEEDED
from venvlint.files.listing import below
from venvlint.files.paths import folder_of, name_of, path_in, prefix_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from venvlint.facts.manifests import Declaration
    from venvlint.tree import Tree


_FOR_DEVELOPMENT = lazy(
    r"(?i)\b(?:requirements?|dependencies|packages|file|this|used|only|needed)\b[^.]{0,40}\bfor\b[^.]{0,30}"
    r"\b(?:develop(?:ment|ers|ing)?|dev|testing|(?:running|unit|the)"
    r" tests|test(?:ing)?[ -](?:environments?|suites?|runs?)|linting|dependabot|renovate"
    r"|github actions?|travis(?:[- ]ci)?|circleci)\b"
    r"|^(?:local |docker )?(?:development|dev|test|testing|lint) (?:requirements|dependencies)\b",
    words=("dev", "test", "lint", "dependabot", "renovate", "github action", "travis", "circleci"),
)
_FOR_OTHERS = lazy(
    r"(?i)\bprod(?:uction)?\b|\brun-?time\b|\bdeploy|\.(?:txt|in)\b|\b(?:core|main|base|web)"
    r" (?:requirements|dependencies|packages)\b"
)

# What sets up the machines or the cloud that a project runs on: playbooks, stacks.
_DEPLOYERS = frozenset("ansible ansible-core aws-cdk-lib aws-cdk-core pulumi cdktf".split())

# The clauses of roles that more than one kind of list has.
OF_DOCUMENTS = "there is documentation here and no package: its tools are the product"
OF_TEMPLATE = "a template for other projects lies beside it, and nobody installs that"
OF_BAZEL = "Bazel gives each of its targets what that names, and nobody installs the whole"

_INSTALLERS = SEEDED | {"pip-tools", "uv", "virtualenv", "build"}


def deploys(lines: Iterable[Declaration]) -> str:
    """Why a list is one of those who deploy: it holds what they run; empty where it does not."""
    name = next((one.key for one in lines if one.key in _DEPLOYERS), "")
    return f"it lists `{name}`, which runs on the machine of those who deploy" if name else ""


def is_template(tree: Tree, path: str) -> bool:
    """Whether what *path* lists serves those who work on a template for other projects: a
    `cookiecutter.json` lies beside it, or the settings of a Copier template whose files are in a
    folder of their own (`_subdirectory`; without one, all that lies there is the template).
    """
    directory = folder_of(path)
    if tree.exists(path_in(directory, "cookiecutter.json")):
        return True
    for name in ("copier.yml", "copier.yaml"):
        settings = path_in(directory, name)
        inner = tree.yaml(settings).text("_subdirectory") if tree.exists(settings) else None
        if inner not in (None, "", "."):
            return True
    return False


# The rules that get distributions for Bazel: rules_python's of today and of old.
_RULES_OF_BAZEL = lazy(rb"\bpip(?:_parse|_install|_import|\.parse)[ \t]*\(|/pip\.bzl\b|:pip\.bzl\b")


def is_handed_out_by_bazel(tree: Tree) -> bool:
    """Whether the root is a workspace in which Bazel gets what lists name: each of its targets is
    then given what it asks for, out of Bazel's own cache, and nobody installs a whole list.
    """
    return tree.once("Bazel gets distributions", lambda: _gets_distributions(tree))


def _gets_distributions(tree: Tree) -> bool:
    return any(
        "/" not in path
        and (document := tree.document(path)) is not None
        and _RULES_OF_BAZEL.search(document.data) is not None
        for path in tree.of_kind("bazel")
    )


_COURSE_WORD = lazy(
    r"(?i)(?:home[-_ ]?works?(?:[-_ ][a-z]{1,20})?|hws?|assignments?|course[-_ ]?work|exercises?"
    r"|lessons?|lectures?|seminars?|webinars?|tutorials?|workshops?|katas?|problem[-_ ]?sets?"
    r"|psets?|pset)$"
)
_COURSE_UNIT = lazy(
    r"(?i)(?:home[-_ ]?work|hw|assignment|lab|exercise|ex|lesson|lecture|week|day|chapter|practical"
    r"|practice|seminar|webinar|workshop|problem[-_ ]?set|pset|ps|tp|td|session|unit"
    r"|homework[-_ ]?task)"
    r"[-_ ]?(?:no|nr)?[-_ .]?\d{1,3}(?:[-_. ].*)?$"
)


def is_course_work(tree: Tree, path: str) -> bool:
    """Whether a list belongs to exercises: it lies in a folder that a course names so (`homework3`,
    `hw2`, `assignments`), or beside several of them. Nothing is deployed from there, as far as
    anybody says.
    """
    folder = folder_of(path)
    if any(_COURSE_UNIT.match(one) or _COURSE_WORD.match(one) for one in folder.split("/")):
        return True
    return tree.once(f"course in {folder}", lambda: _holds_a_course(tree, folder))


def _holds_a_course(tree: Tree, folder: str) -> bool:
    """Whether most folders with code in a folder are numbered units."""
    start = len(prefix_of(folder))
    units = {
        unit
        for source in below(tree.imports.sources, folder)
        for unit, slash, _ in (source[start:].partition("/"),)
        if slash
    }
    numbered = sum(_COURSE_UNIT.match(unit) is not None for unit in units)
    return numbered >= 2 and numbered * 2 > len(units)


_DATA = frozenset(
    "data dataset datasets documents uploads upload corpus knowledge_base knowledge-base".split()
)
_RESULTS = frozenset(("output", "outputs", "results"))
"""What programs write, code among it."""


def is_data(tree: Tree, path: str) -> bool:
    """Whether a list lies in a folder of data that has no code, or among results and is installed
    by nobody: a file to be read, not what anything here needs.
    """
    *folders, _ = path.lower().split("/")
    if not _RESULTS.isdisjoint(folders) and not tree.installs.of(path):
        return True
    return not _DATA.isdisjoint(folders) and not below(tree.imports.sources, folder_of(path))


def stated_purpose(tree: Tree, path: str) -> str:
    """The comment that a requirements file starts with, where it says that the file is for
    development and no later one speaks of production.
    """
    head = head_comment(tree, path)
    if not head or not _FOR_DEVELOPMENT.search(" ".join(head)):
        return ""
    document = tree.document(path)
    lines = document.text.split("\n", 60) if document is not None else []
    if any(_FOR_OTHERS.search(line) for line in lines if line.startswith("#")):
        return ""
    return head[0]


def head_comment(tree: Tree, path: str) -> list[str]:
    """The lines of the comment that a requirements file starts with, where it speaks of the whole
    file and not of the first section.
    """
    document = tree.document(path)
    if document is None or not document.text.startswith("#"):
        return []
    lines = document.text.split("\n", 60)
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), 9)
    below = lines[count].strip() if count < len(lines) else ""
    if count > 8 or (
        below and not below.startswith(("-r", "--r")) and _has_sections(lines[count:])
    ):
        return []  # a heading of the first section stands right above its lines
    return [text for line in lines[:count] if (text := line.strip("# \t\r"))]


def is_only_installers(lines: Sequence[Declaration]) -> bool:
    """Whether all are what other distributions are installed with: they go into an environment
    before everything else.
    """
    return bool(lines) and all(one.key in _INSTALLERS for one in lines)


_EXPORTED = lazy(r"={0,2}\s*(\d[\w.+!]*)(?:=\S*)?$")


def exported_pin(row: Declaration) -> str:
    """The version of a row as conda exports it, `=1.2=py_0` and pip's `==1.2`; empty for others."""
    found = _EXPORTED.match(row.specifier)
    return found[1] if found is not None else ""


def is_export(rows: Sequence[Declaration]) -> bool:
    """Whether the rows of an environment file, or the entries of a manifest's list, are what a tool
    wrote out: nearly all of at least fifteen name one version.
    """
    pinned = sum(bool(exported_pin(one)) for one in rows)
    return len(rows) >= 15 and pinned * 20 >= len(rows) * 19


def _has_sections(lines: Sequence[str]) -> bool:
    """Whether lines of requirements are parted by blank lines or headings."""
    lines = [line.strip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return any(not line or line.startswith("#") for line in lines)


def holds_a_tool(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether one of them is a development tool."""
    from venvlint.facts.dependencies.dev_tools import dev_tool

    return any(
        tool is not None and tool.confidence != "ambiguous"
        for one in lines
        for tool in (dev_tool(one.key, tree.config),)
    )


def is_mostly_tools(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether at least half of the named ones are development tools, one of them beyond doubt."""
    from venvlint.facts.dependencies.dev_tools import dev_tool

    keys = [one.key for one in lines if one.key]
    tools = [tool for key in keys if (tool := dev_tool(key, tree.config)) is not None]
    return (
        bool(tools)
        and 2 * len(tools) >= len(keys)
        and any(tool.confidence.startswith("always") for tool in tools)
    )


def is_set_of_tools(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether at least three, and two thirds of all, are development tools beyond doubt."""
    from venvlint.facts.dependencies.dev_tools import dev_tool

    keys = [one.key for one in lines if one.key]
    tools = [
        tool
        for key in keys
        if (tool := dev_tool(key, tree.config)) is not None and tool.confidence.startswith("always")
    ]
    return len(tools) >= 3 and 3 * len(tools) >= 2 * len(keys)


def is_only_tools(tree: Tree, lines: Sequence[Declaration]) -> bool:
    """Whether all are development tools, one of them beyond doubt; what every environment has does
    not count.
    """
    from venvlint.facts.dependencies.dev_tools import dev_tool

    tools = [dev_tool(one.key, tree.config) for one in lines if one.key not in SEEDED]
    return (
        bool(tools)
        and all(tools)
        and any(tool.confidence.startswith("always") for tool in tools if tool)
    )


def is_documentation_site(tree: Tree, directory: str, lines: Sequence[Declaration]) -> bool:
    """Whether the folder holds documentation to build and no Python code but that of the build."""
    from venvlint.facts.dependencies.dev_tools import dev_tool

    if not any(
        tool is not None and tool.category == "docs"
        for one in lines
        for tool in (dev_tool(one.key),)
    ):
        return False
    from venvlint.facts.installs.started import program_sources
    from venvlint.facts.project import project_of
    from venvlint.facts.project.imports import is_development_source

    prefix = prefix_of(directory)
    own = project_of(tree, f"{prefix}x")
    sources = [
        path for path in below(tree.imports.sources, directory) if project_of(tree, path) == own
    ]
    books = (
        "_toc.yml",
        "myst.yml",
        "_quarto.yml",
    )  # of Jupyter Book and Quarto, whose chapters hold scripts of their own
    if any(f"{prefix}{name}" in tree.path_set for name in books):
        return not any(
            package == directory or package.startswith(prefix) for package in tree.imports.packages
        )
    builds = any(name_of(path) == "conf.py" for path in sources) or any(
        path.startswith(prefix) and project_of(tree, path) == own
        for path in tree.called("mkdocs.yml", "mkdocs.yaml")
    )
    homes = {folder_of(path) for path in sources if name_of(path) == "conf.py"}
    return builds and all(
        is_development_source(path, (), program_sources(tree))
        # `generate_docs.py` makes pages for it.
        or vocabulary.says(name_of(path), vocabulary.DOCS)
        or any(path.startswith(f"{home}/" if home else "_") for home in homes)
        for path in sources
    )
