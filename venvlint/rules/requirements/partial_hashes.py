"""Some requirements of a file have a hash and some have none.

## Why
One `--hash` switches pip's hash checking on for the whole command, all its files together, and then
everything needs one: `ERROR: Hashes are required in --require-hashes mode, but they are missing
from some requirements here`. pip names the lines and installs nothing. Editable installs, folders
and repositories cannot be hashed at all, nor can what is named on the command line itself.

## Bad
    flask==3.0.0 --hash=sha256:21128f47e4e3b9d597a3e8521a329bf56909b690fcc3fa3e477725aa81367638
    requests==2.31.0

## Good
    flask==3.0.0 --hash=sha256:21128f47e4e3b9d597a3e8521a329bf56909b690fcc3fa3e477725aa81367638
    requests==2.31.0 --hash=sha256:58cd2187c01e70e6e26505bca751777aa9f2ee0b7f4300988b709f44e013003f

## How to fix
Let a tool write the file: `pip-compile --generate-hashes requirements.in` or `uv pip compile
--generate-hashes requirements.in`. Or take
the hashes out everywhere.

## When to ignore it
When the file is only ever installed with uv, which checks the hashes that are there and asks for no
others. venvlint sees that itself where the repository's own commands say so; the sources of
`pip-compile` and `uv pip compile` are left alone, too.
"""

from __future__ import annotations

from venvlint.model import Finding, Related, Severity, rule
from venvlint.readers import markers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venvlint.facts.dependencies.requirements import ReadRequirement
    from venvlint.facts.installs import GivenName, GivenProject, Install
    from venvlint.model import Location
    from venvlint.readers.requirements import Line
    from venvlint.tree import Tree


@rule("VL211", Severity.ERROR, needs=("requirements.files",))
def partial_hashes(tree: Tree) -> Iterator[Finding]:
    """Report, once a file or a command, the first requirement that lacks the hash which another one
    makes pip ask for.
    """
    hashed = {
        path
        for path, file in tree.requirements.files.items()
        if not file.form and b"hash" in file.document.data
    }
    seen: set[Location] = set()
    if hashed:
        for path, file in tree.requirements.files.items():
            if not file.form and not tree.requirements.is_constraints(path):
                yield from _of_file(tree, path, hashed, seen)
    for install in tree.installs:
        if install.by_pip and install.installs:
            yield from _of_command(tree, install, hashed, seen)


def _of_file(tree: Tree, path: str, hashed: set[str], seen: set[Location]) -> Iterator[Finding]:
    """A file that is given to pip by itself."""
    from venvlint.facts.dependencies.requirements import is_read_by_pip

    statements = list(tree.requirements.read(path))
    reached = {path, *(statement.line.path for statement in statements)}
    if not reached & hashed:
        return
    asks, first = _asks(tree, reached, statements)
    if not asks:
        return
    missing = _missing(tree, path, statements)
    if (
        missing
        and missing[0].at not in seen
        and is_read_by_pip(tree, path)
        and not _is_let_through(tree, path)
    ):
        seen.add(missing[0].at)
        yield _finding(missing, first, "the file", exported=_exports_the_project(tree, missing[0]))


def _exports_the_project(tree: Tree, line: Line) -> bool:
    """Whether `uv export` wrote the line for a member of its workspace."""
    file = tree.requirements.files[line.path]
    return _is_editable(line) and file.command.startswith("uv export")


def _is_let_through(tree: Tree, path: str) -> bool:
    """Whether every command that gives pip the file switches the hashes off."""
    given = [one for one in tree.installs.of(path) if one.by_pip and one.installs]
    return bool(given) and all("--no-require-hashes" in one.flags for one in given)


def _of_command(
    tree: Tree, install: Install, hashed: set[str], seen: set[Location]
) -> Iterator[Finding]:
    """All that one command is given: several files, names and folders beside a file."""
    requires = "--require-hashes" in install.flags or install.turns_on("PIP_REQUIRE_HASHES")
    files = [file.path for file in install.files if file.path is not None]
    alone = len(files) == 1 and not (
        install.constraints or install.names or install.projects or requires
    )
    if not files or alone or "--no-require-hashes" in install.flags:
        return
    if any(constraint.path is None for constraint in install.constraints):
        return  # what they bring is not known
    constraints = [file.path for file in install.constraints if file.path is not None]
    requirements = tree.requirements
    statements = [
        *requirements.read_together(constraints, constraint=True),
        *requirements.read_together(files),
    ]
    reached = {*files, *constraints, *(statement.line.path for statement in statements)}
    if not requires and not reached & hashed:
        return
    asks, first = _asks(tree, reached, statements, requires=requires)
    if not asks:
        return
    missing: list[Line | GivenName | GivenProject] = []
    missing += _missing(tree, files[0], statements)
    supplied = {statement.line.key for statement in statements if statement.line.hashes}
    missing += [
        name
        for name in install.names
        if not (name.key in supplied and not name.url) and not _has_fragment_hash(name.url)
    ]
    missing += [project for project in install.projects if project.word is not None]
    if missing and missing[0].at not in seen:
        seen.add(missing[0].at)
        yield _finding(missing, first, f"`{' '.join(_words(install))}`", install)


def _words(install: Install) -> list[str]:
    command = install.command
    return [install.tool, *(command.texts[:6] if command is not None else ())]


def _asks(
    tree: Tree, reached: set[str], statements: list[ReadRequirement], *, requires: bool = False
) -> tuple[bool, Line | None]:
    """Whether pip asks for hashes, and the first line that makes it ask where one does."""
    if any(_has_option(tree, each, "--no-require-hashes") for each in reached):
        return False, None
    for statement in statements:
        if statement.line.hashes and not _is_editable(statement.line):
            return True, statement.line
    return requires or any(_has_option(tree, each, "--require-hashes") for each in reached), None


def _is_editable(line: Line) -> bool:
    return line.kind == "editable"


def _has_option(tree: Tree, path: str, name: str) -> bool:
    file = tree.requirements.files.get(path)
    return (
        file is not None
        and name.encode() in file.document.data
        and any(option.name == name for line in file.lines for option in line.options)
    )


def _missing(tree: Tree, path: str, statements: list[ReadRequirement]) -> list[Line]:
    from venvlint.facts.pythons.releases import supported_pythons

    supplied = {statement.line.key for statement in statements if statement.line.hashes}
    found = []
    for statement in statements:
        line = statement.line
        if statement.constraint:
            continue
        # A repository and an editable folder cannot be hashed; what can needs one, here, in its URL
        # or in the constraints.
        if not _is_unhashable(line):
            by_constraint = line.key in supplied and line.kind == "requirement" and not line.url
            if line.hashes or by_constraint or _has_fragment_hash(line.url):
                continue
        try:
            # pip leaves out what does not concern its own Python; most files are installed on
            # Linux.
            marker = f"({line.marker}) and sys_platform == 'linux'" if line.marker else ""
            if marker and not markers.satisfiable(marker, supported_pythons(tree, path)):
                continue
        except markers.Invalid:
            continue
        found.append(line)
    return found


def _is_unhashable(line: Line) -> bool:
    from venvlint.readers.requirements import VCS_SCHEMES

    url = line.url.lower()
    return line.kind == "editable" or url.partition(":")[0] in VCS_SCHEMES


def _has_fragment_hash(url: str) -> bool:
    fragment = url.partition("#")[2]
    return any(
        part.partition("=")[0] in ("sha256", "sha384", "sha512") for part in fragment.split("&")
    )


def _finding(
    missing: Sequence[Line | GivenName | GivenProject],
    first: Line | None,
    refused: str,
    install: Install | None = None,
    *,
    exported: bool = False,
) -> Finding:
    one = missing[0]
    what = _named(one)
    others = (
        f" and {len(missing) - 1} other" + ("s" if len(missing) > 2 else "")
        if len(missing) > 1
        else ""
    )
    reason = (
        "while other requirements have one"
        if first is not None
        else "while `--require-hashes` asks for one"
    )
    if _cannot(one):
        message = f"pip refuses {refused}: `{what}`{others} cannot have a hash, {reason}"
        suggestion = (
            "Export the file with `--no-emit-workspace`, and install the project itself in a second"
            " step."
            if exported
            else "Install it in a second step without hashes, or replace it with a released"
            " version."
        )
    else:
        has = "have" if others else "has"
        message = f"pip refuses {refused}: `{what}`{others} {has} no hash, {reason}"
        suggestion = (
            "Add the missing hashes by compiling the file with `--generate-hashes`, or take all"
            " hashes out."
            if install is None
            else "Give every file of the command its hashes (`--generate-hashes` writes them), or"
            " install what has none in a command of its own."
        )
    related = [Related(other.at, "no hash here either") for other in missing[1:20]]
    if first is not None:
        related.insert(0, Related(first.at, "the hash here makes pip ask for all"))
    if install is not None and install.at != one.at:
        related.append(Related(install.at, "this command installs them together"))
    return Finding(one.at, message, suggestion, related=tuple(related))


def _named(one: Line | GivenName | GivenProject) -> str:
    from venvlint.facts.installs import GivenName, GivenProject

    if isinstance(one, GivenProject):
        return one.written
    if isinstance(one, GivenName):
        return one.name or one.text
    return one.name or one.url


def _cannot(one: Line | GivenName | GivenProject) -> bool:
    """Whether pip has no way to take a hash for it: for folders, repositories and editables, and
    for what stands on the command line itself.
    """
    from venvlint.facts.installs import GivenName, GivenProject

    return isinstance(one, (GivenName, GivenProject)) or _is_unhashable(one)
