"""`setup.py` reads a file that the project's source distribution lacks.

## Why
A release on an index is built from its source distribution, and that holds only what setuptools
takes in: the packages, the first of `README`, `README.rst`, `README.txt` and `README.md`,
licences, and what `MANIFEST.in` names. A `setup.py` that opens `requirements.txt` or `VERSION`
works in the repository, and ends for everybody who installs the release from source with
`FileNotFoundError: [Errno 2] No such file or directory: 'requirements.txt'`. A read-me that was
renamed, and whose old name `setup.py` still opens, ends every build so, from the repository too.

## Bad
    # setup.py, without a MANIFEST.in beside it
    setup(name="shop", version="1.0", packages=["shop"],
          install_requires=open("requirements.txt").read().split())

## Good
    # MANIFEST.in
    include requirements.txt

## How to fix
Add the `include` line; `--fix` does it. Or let setuptools read the file itself: in
`pyproject.toml` with `dynamic = {file = ["requirements.txt"]}`, in `setup.cfg` with `file:
requirements.txt`; then it takes the file in.

## When to ignore it
When the project is never released to an index. The classifier `Private :: Do Not Upload` says so,
and venvlint is quiet; it is quiet as well where an image installs the project out of its checkout
and nothing in the repository makes a distribution.
"""

from __future__ import annotations

from venvlint.files.paths import folder_and_name, folder_of, name_of, path_in
from venvlint.model import Finding, Fix, Related, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.model import Edit
    from venvlint.rules.requirements._source_distribution import SourceDistribution
    from venvlint.tree import Tree

_READ_ME = ("readme", "readme.md", "readme.rst", "readme.txt", "readme.markdown")
_SPELLINGS = ("README", "README.md", "README.rst", "README.txt", "readme.md", "Readme.md")
_CONVERTERS = ("pandoc", "m2r", "convert(")
_MARKS = (b"open", b"read", b"parse_requirements", b"run_path", b"SourceFileLoader", b"execfile")


@rule("VL223", Severity.ERROR, fix="safe", needs=("scripts_of_setuptools",))
def requirements_not_in_sdist(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.tracking.folder_names import is_test_data

    for path in tree.scripts_of_setuptools:
        document = tree.document(path)
        if (
            document is not None
            and not is_test_data(path)
            and b"setup(" in document.data
            and any(mark in document.data for mark in _MARKS)
        ):
            yield from _of_script(tree, document)


def _of_script(tree: Tree, document: Document) -> Iterator[Finding]:
    from venvlint.readers import python, script_reads
    from venvlint.rules.requirements._source_distribution import SourceDistribution

    path = document.path
    module = tree.read(path, python.parse)
    calls = module.called("setup") if module is not None else []
    reads = tree.read(path, script_reads.parse) if len(calls) == 1 else None
    if not reads or reads[0].builds_elsewhere:
        return
    made = SourceDistribution(tree, path, calls[0])
    tracked: frozenset[str] | None = None
    others: dict[str, str] = {}
    for read in reads:
        if read.path.startswith("../") or read.path == ".":
            continue
        if read.path not in others:
            others[read.path] = _other_read_me(tree, path, made, read.path)
        other = others[read.path]
        if not other and made.holds(read.path):
            continue
        if tracked is None:
            if not made.is_published or made.is_computed or made.is_only_deployed:
                return
            tracked = (
                frozenset(name for name, _ in tree.files.tracked_below(made.directory))
                | tree.path_set
            )
        # Without Git the tree lists what rules read alone, and a change log is no such file.
        wanted = made.path(read.path)
        if other:
            yield Finding(
                document.at(read.start, read.end),
                f"`setup.py` reads `{read.path}`, which is not there (`{other}` is): building the"
                " project ends with `FileNotFoundError`",
                f"Read `{other}`.",
            )
        elif wanted in tracked or (not tree.files.has_git and tree.exists(wanted)):
            edit = _include(tree, made, read.path)
            yield Finding(
                document.at(read.start, read.end),
                f"`setup.py` reads `{read.path}`, which the source distribution lacks:"
                " installing a release ends with `FileNotFoundError`",
                f"Add `include {read.path}` to `{made.path('MANIFEST.in')}`.",
                fix=Fix(f"include `{read.path}`", (edit,)) if edit else None,
                related=tuple(_related(tree, made, read.path)),
            )


def _other_read_me(tree: Tree, script: str, made: SourceDistribution, name: str) -> str:
    """The read-me that lies where the script looks for one of another spelling; empty where the
    one that it reads is there, or may be made.
    """
    other = _beside(tree, made, name)
    return "" if other and _is_made(tree, script, made.path(name)) else other


def _beside(tree: Tree, made: SourceDistribution, name: str) -> str:
    folder, base = folder_and_name(name)
    if base.lower() not in _READ_ME or tree.exists(made.path(name)):
        return ""
    place = made.path(folder) if folder else made.directory
    if tree.files.has_git:
        tracked = [each for each, _ in tree.files.tracked_below(place)]
        if made.path(name) in tracked:
            return ""
        names = {name_of(each) for each in tracked if folder_of(each) == place}
        beside = [path_in(folder, each) for each in sorted(names) if each.lower() in _READ_ME]
        return beside[0] if beside else ""
    beside = [path_in(folder, each) for each in _SPELLINGS]
    return next((each for each in beside if tree.exists(made.path(each))), "")


def _is_made(tree: Tree, script: str, wanted: str) -> bool:
    """Whether something in the repository may make the file before a release: what Git ignores,
    what a job, a script or a page names, what the script converts.
    """
    from venvlint.files.naming import kind_of
    from venvlint.rules.requirements._source_distribution import TELLING

    own = tree.document(script)
    if own is None or any(word in own.text for word in _CONVERTERS):
        return True
    if tree.files.ignored([wanted]):
        return True
    name = name_of(wanted).encode()
    for path in tree.paths:
        kind = kind_of(path)
        if path == script or kind is None or kind.standing not in TELLING:
            continue
        document = tree.document(path)
        if document is not None and (name in document.data or b"pandoc" in document.data):
            return True
    return False


def _include(tree: Tree, made: SourceDistribution, name: str) -> Edit | None:
    """The line that brings a file; None for a name that no such line can hold."""
    from venvlint.document import Document
    from venvlint.record import replace

    if any(character.isspace() or character in "#*?[]\\" for character in name):
        return None
    path = made.path("MANIFEST.in")
    document = tree.document(path) or Document(path, b"")
    if document.text.rstrip().endswith("\\"):
        return None  # the last line takes in what follows it
    edit = document.append(f"include {name}\n")
    return edit if edit.text.startswith(("\r", "\n")) else replace(edit, joins=True)


def _related(tree: Tree, made: SourceDistribution, name: str) -> Iterator[Related]:
    """A line that was meant to bring the file, and does nothing."""
    document = tree.document(made.path("MANIFEST.in"))
    for number, line in enumerate(document.text.split("\n") if document is not None else (), 1):
        words = line.split("#")[0].split()
        if document is not None and words in ([name], ["Include", name], ["INCLUDE", name]):
            yield Related(
                document.line_at(number), "this line begins with no command, so it does nothing"
            )
