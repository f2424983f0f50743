"""`pip freeze` left something in the file that does not belong there.

## Why
The output of `pip freeze > requirements.txt` is more than the project's requirements. On older
Debian and Ubuntu systems it lists
`pkg-resources==0.0.0`, which no index has: `ERROR: No matching distribution found for
pkg-resources==0.0.0`. With `2>&1`, and in some
terminals, pip's own warnings land in the file, and pip then stops at `ERROR: Invalid requirement:
'WARNING: You are using pip…'`.
Pins of `pip`, `setuptools` and `wheel` make the install replace the very tool that is installing. A
slip such as `pip install pip install flask` leaves a stranger's distribution called `install`.

## Bad
    DEPRECATION: Python 2.7 reached the end of its life
    flask==3.0.0
    pip==23.0.1
    pkg-resources==0.0.0

## Good
    flask==3.0.0

## How to fix
Delete the lines; `--fix` does it. Pins of pip, setuptools and wheel go with `--unsafe-fixes`, since
something may rely on one.

## When to ignore it
When a pinned `setuptools` is needed at run time, by a package that imports `pkg_resources`.
"""

from __future__ import annotations

from venvlint.facts.project.known_names import SEEDED
from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.manifests import Declaration
    from venvlint.readers.requirements import Comment, RequirementsFile
    from venvlint.tree import Tree

_NAMES = ("pkg-resources", "distribute", "install")
# Hardly anybody writes these down: other distributions bring them.
_COME_ALONG = frozenset(
    "asgiref annotated-types blinker certifi cffi charset-normalizer chardet contourpy cycler"
    " exceptiongroup fonttools frozenlist greenlet h11 httpcore idna importlib-metadata"
    " itsdangerous joblib kiwisolver mako markdown-it-py markupsafe mdurl mpmath multidict"
    " mypy-extensions ordered-set packaging pycparser pydantic-core pyparsing python-dateutil pytz"
    " requests-oauthlib rpds-py s3transfer shellingham six sniffio soupsieve sqlparse threadpoolctl"
    " toolz typing-extensions typing-inspect tzdata tzlocal urllib3 wcwidth webencodings werkzeug"
    " yarl zipp".split()
)
_REMARKS = (
    ("## FIXME", "a comment that an old pip left because it could not find a repository's address"),
    (
        "## !! Could not determine repository location",
        "a comment that an old pip left because it could not find a repository's address",
    ),
    (
        "# Editable install with no version control",
        "a comment of `pip freeze` about a folder on the machine that it ran on",
    ),
    (
        "# Editable Git install with no remote",
        "a comment of `pip freeze` about a folder on the machine that it ran on",
    ),
    (
        "# Editable Git install (",
        "a comment of `pip freeze` about a repository that it could not reach",
    ),
)


@rule("VL204", Severity.WARNING, fix="safe", needs=("declarations.lists",))
def freeze_debris(tree: Tree) -> Iterator[Finding]:
    """Report each line that only `pip freeze` can have written, and what it dragged into other
    lists.
    """
    for file in tree.requirements.files.values():
        if file.form:
            continue
        yield from _captured(file)
        if not tree.requirements.is_constraints(file.path):  # what restricts installs nothing
            yield from _installers(tree, file)
            if "#" in file.document.text:
                yield from _comments(file)
    for dependency_list in tree.declarations.lists:
        # Conda's names are conda's, and restrictions and a build's own needs were never frozen.
        if dependency_list.kind not in ("conda", "pixi", "build", "constraints", "restriction"):
            for declaration in tree.declarations.of(dependency_list):
                finding = _declared(tree, declaration)
                if finding is not None:
                    yield finding


def _declared(tree: Tree, declaration: Declaration) -> Finding | None:
    if declaration.key not in _NAMES or declaration.url or declaration.editable:
        return None
    from venvlint.facts.manifests.list_edits import removal

    edit = removal(declaration)
    fix = Fix("delete it", (edit,)) if edit else None
    if declaration.key == "pkg-resources" and declaration.specifier.strip("= ") == "0.0.0":
        return Finding(
            declaration.at,
            f"`{declaration.text}` cannot be installed: Debian's and Ubuntu's pip lists it, and no"
            " index has it",
            "Delete the line; nothing is lost, since it is a part of setuptools.",
            fix=fix,
        )
    if declaration.key == "distribute":
        return Finding(
            declaration.at,
            "`distribute` was merged into setuptools in 2013 and cannot be built any more",
            "Delete the line; setuptools has taken its place.",
            fix=fix,
        )
    if declaration.key == "install" and not _imports_install(tree):
        return Finding(
            declaration.at,
            f"`{declaration.text}` is what a slip such as `pip install pip install flask` leaves:"
            " a distribution called `install`, which nothing here imports",
            "Delete the line, and `pip uninstall install` where it is installed.",
            ("pip uninstall install",),
            fix=Fix("delete it", (edit,), safe=False) if edit else None,
        )
    return None


def _imports_install(tree: Tree) -> bool:
    return tree.once(
        "whether `install` is imported",
        lambda: any(tree.imports.may_import(path, "install") for path in tree.imports.sources),
    )


def _captured(file: RequirementsFile) -> Iterator[Finding]:
    from venvlint.readers.requirements_origin import is_captured

    for line in file.lines:
        if line.kind == "invalid" and is_captured(line.text):
            yield Finding(
                line.at,
                "this is what pip printed, not a requirement: pip stops here",
                "Delete the line, and write the file with `pip freeze` alone, without `2>&1`.",
                fix=Fix("delete the line", (line.delete(),)),
            )


def _installers(tree: Tree, file: RequirementsFile) -> Iterator[Finding]:
    """The pins of pip and its kind that a freeze took along."""
    if file.frozen:
        pinned = [line for line in file.requirements if line.key in SEEDED and line.pin]
        if pinned and not _is_a_freeze(file):
            return
        needed = _needed(file) if pinned else frozenset()
        for line in pinned:
            if line.key in needed or (line.key, line.pin) in _chosen(tree):
                continue
            alone = (
                len(pinned) == 1 and line.key == "setuptools"
            )  # some package may import pkg_resources
            yield Finding(
                line.at,
                (
                    f"`{line.text}` was frozen too: it installs packages, and the project does not"
                    " need it"
                ),
                (
                    "Delete the line, unless something in the project imports setuptools while it"
                    " runs."
                    if line.key == "setuptools"
                    else f"Delete the line: the project does not need `{line.key}` to run."
                ),
                fix=Fix("delete the line", (line.delete(),), safe=False),
                severity=Severity.INFO if alone else None,
            )


def _chosen(tree: Tree) -> frozenset[tuple[str, str]]:
    """The versions of installers that people pin in lists of their own, so that everybody installs
    with the same ones: a frozen list that has them too tells of that.
    """

    def found() -> frozenset[tuple[str, str]]:
        return frozenset(
            (line.key, line.pin)
            for file in tree.requirements.files.values()
            if not file.form and not file.frozen
            for line in file.requirements
            if line.key in SEEDED and line.pin
        )

    return tree.once("installers that people pin", found)


def _needed(file: RequirementsFile) -> frozenset[str]:
    """What other distributions of the file install with themselves: `pbr` needs setuptools, and
    `pip-tools` pip itself. Nothing is gained by leaving that out.
    """
    from venvlint.facts.project.known_names import brought_by, tools_brought_by

    return frozenset(
        brought
        for line in file.requirements
        if line.key
        for brought in brought_by(line.key) | tools_brought_by(line.key, line.pin)
    )


def _is_a_freeze(file: RequirementsFile) -> bool:
    """Whether the pins are more than a person writes: something that only comes along with others
    is among them.
    """
    listed = {line.key for line in file.requirements}
    return not _COME_ALONG.isdisjoint(listed) or listed >= SEEDED


def _comments(file: RequirementsFile) -> Iterator[Finding]:
    document = file.document
    for comment in file.comments:
        what = next((text for start, text in _REMARKS if comment.text.startswith(start)), None)
        if what is not None and comment.alone:
            yield Finding(
                document.at(comment.start, comment.end),
                what,
                "Delete the comment; it says something about one machine only.",
                fix=_deletion(file, comment),
            )


def _deletion(file: RequirementsFile, comment: Comment) -> Fix | None:
    line = file.document.position(comment.start)[0]
    if file.document.line(line + 1).lstrip().startswith("-e"):
        # it tells the name and the version of the line below, which has to be replaced first
        return None
    return Fix("delete the comment", (file.document.delete_lines(line, line),))
