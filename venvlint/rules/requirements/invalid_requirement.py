"""A line is not a requirement that pip can read.

## Why
pip reads the whole file before it installs anything, so one wrong line stops all of it: `ERROR:
Invalid requirement: 'Django=1.11': Expected
semicolon (after name with no version specifier) or end … Hint: = is not a valid operator. Did you
mean == ?`. The same text in
`pyproject.toml` stops the build: `project.dependencies[0] must be pep508`. So does a line of pip's
own (`-r base.txt`, `--extra-index-url`, `./lib`, a hash) in a file that setuptools reads, by
`dynamic = ["dependencies"]` and `file = ["requirements.txt"]`.

## Bad
    Django=1.11
    requests => 2.28
    pip install flask
    tomli ; python_version < 3.11

## Good
    Django==1.11
    requests>=2.28
    flask
    tomli ; python_version < "3.11"

## How to fix
A version follows one of `==`, `>=`, `<=`, `>`, `<`, `!=`, `~=`; several are separated by commas; a
condition follows a semicolon, with its
values in quotes; a comment needs a blank before its `#`. `--unsafe-fixes` writes the likely
correction. The output of `pip list` or
`conda list` is no requirements file: use `pip freeze`. Nor is another tool's lock or manifest that
`pip install -r` is given: install from it with that tool.

## When to ignore it
When something else than pip reads the file.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Fix, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from venvlint.readers.nodes import Node
    from venvlint.readers.requirements import Line, RequirementsFile
    from venvlint.tree import Tree

_CONFLICT_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_WHOLE_FILE = {
    "pip list": (
        "this is the output of `pip list`, which pip cannot read back",
        "Write the file with `pip freeze` instead.",
    ),
    "conda list": (
        "this is the output of `conda list`, which pip cannot read",
        "Write the file with `pip list --format=freeze` instead.",
    ),
    "conda export": (
        "this is the output of `conda list --export`, which only conda can read",
        (
            "Rename the file for conda users, and write the one for pip with `pip list"
            " --format=freeze`."
        ),
    ),
    "conda environment": (
        "this is an environment file of conda's, which pip cannot read",
        "Call it `environment.yml` for conda users, and write the one for pip with `pip freeze`.",
    ),
}
_ARRAYS = (
    ("build-system", "requires"),
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    ("tool", "uv", "dev-dependencies"),
    ("tool", "uv", "constraint-dependencies"),
    ("tool", "uv", "override-dependencies"),
    ("tool", "flit", "metadata", "requires"),
    ("tool", "flit", "metadata", "requires-extra"),
)
_LONGEST = 80
_WITH_VARIABLE = lazy(r"[A-Za-z][\w.\[\],-]*\s*(?:[=<>!~]+\s*)?\$\{?[A-Za-z_]\w*\}?")
_QUOTED = lazy(r"'[A-Za-z][^'\"]*'|\"[A-Za-z][^'\"]*\"")
_DASHED = lazy(r"([A-Za-z][A-Za-z0-9._-]{0,98}?)-(\d{1,4}(?:\.\d{1,4}){1,3})")
# `git@github.com:acme/tool.git`, `github.com/acme/tool`.
_ADDRESS = lazy(
    r"(?:(?P<user>[\w.-]{1,99}@)|(?=(?:www\.)?(?:github|gitlab|bitbucket)\.))"
    r"(?P<host>[\w-]{1,99}(?:\.[\w-]{1,99}){1,9})[:/](?P<path>[\w~][^\s:@]*)"
)
# What needs no parser: a name and plain versions.
_SURELY_VALID = lazy(
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:(?:[<>=!]=|[<>])[0-9]+(?:\.[0-9]+)*(?:,(?:[<>=!]=|[<>])[0-9]+(?:\.[0-9]+)*)*)?"
)


@rule("VL207", Severity.ERROR, fix="unsafe", needs=("is_populated",))
def invalid_requirement(tree: Tree) -> Iterator[Finding]:
    """Report each line that the newest pip rejects, and each string in `pyproject.toml` that is no
    PEP 508.
    """
    from venvlint.facts.dependencies import pip_lines
    from venvlint.facts.dependencies.requirements import conda_alone_reads, constrains_pip
    from venvlint.readers.requirements_origin import is_captured

    for path, file in tree.requirements.files.items():
        is_wrong = any(line.kind == "invalid" for line in file.lines)
        if is_wrong and (conda_alone_reads(tree, path) or _is_filled_in(tree, file)):
            continue  # its rows are conda's (`numpy=1.26`), or a program writes a list from them
        if file.form in _WHOLE_FILE:
            yield _whole_file(tree, file)
        elif not file.undecodable and (
            not file.form
            or (file.form == "sections" and _is_for_pip(tree, path))
            or (file.form == "roles" and tree.installs.of(path))
        ):
            constrains: bool | None = None
            for line in file.lines:
                if line.kind == "invalid" and not is_captured(line.text):
                    yield _line(line)
                elif slip := _dashed_version(line):
                    yield _name_with_version(line, slip)
                elif whole := _whole_address(line):
                    yield _no_scheme(line, whole)
                elif line.kind in ("path", "editable") and _is_nowhere(tree, line):
                    yield _nowhere(line)
                elif line.url and line.kind == "requirement" and _is_no_url(tree, line):
                    yield _no_url(line)
                elif reason := _not_a_constraint(line):
                    if constrains is None:
                        constrains = constrains_pip(tree, path)
                    if not constrains:
                        continue
                    yield Finding(
                        line.at,
                        f"pip takes no {reason} in a constraints file",
                        "Move the line to the requirements file: a constraint is a name and"
                        " versions.",
                    )
    yield from _files_of_others(tree)
    for item, line in pip_lines(tree):
        if line.kind == "invalid":
            assert line.error is not None
            reason = _plain(line.error.reason, line.text)
            yield Finding(
                item.at, f"pip cannot read `{_shortened(line.text)}`: {reason}", _advice(line)
            )
    for path in tree.find("pyproject.toml"):
        yield from _pyproject(tree, path)
    yield from _setuptools(tree)
    if tree.dynamic_requirements:
        from venvlint.rules.requirements._read_by_setuptools import unreadable_lines

        yield from unreadable_lines(tree)


def _files_of_others(tree: Tree) -> Iterator[Finding]:
    if not any(
        file.path is not None and not file.path.endswith((".txt", ".in"))
        for install in tree.installs
        for file in install.files
    ):
        return
    from venvlint.rules.requirements._given_to_pip import mistaken_files

    for one in mistaken_files(tree):
        yield Finding(
            one.file.at,
            f"`{one.file.shown}` is {one.what}: {one.program} cannot read it as a list of"
            " requirements",
            f"Use {one.instead}.",
            severity=Severity.WARNING if one.install.is_on_page else None,
        )


def _whole_file(tree: Tree, file: RequirementsFile) -> Finding:
    from venvlint.facts.dependencies.list_names import is_neutral

    message, suggestion = _WHOLE_FILE[file.form]
    first = next(line for line in file.lines if line.kind == "invalid")
    # Nothing gives the file to pip, and nobody would: it may well be conda's and no mistake.
    is_condas = (
        file.form in ("conda export", "conda environment")
        and not is_neutral(file.path)
        and not tree.installs.of(file.path)
        and not tree.requirements.included_by.get(file.path)
    )
    return Finding(first.at, message, suggestion, severity=Severity.INFO if is_condas else None)


def _advice_on(text: str) -> str:
    """What to write, where no correction is sure."""
    several = _several(text)
    if several:
        quoted = " and ".join(f"`{_shortened(one)}`" for one in several)
        return f"Write two requirements, {quoted}: what follows a `;` is a condition."
    return (
        "Correct it: a name, then versions after `==`, `>=` or the like, then a condition after"
        " `;`."
    )


def _several(text: str) -> list[str]:
    """The two requirements that somebody wrote as one, with a semicolon between them."""
    from venvlint.readers import pep508

    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 2:
        return []
    try:
        read = [pep508.parse(part) for part in parts]
    except pep508.Invalid:
        return []
    return parts if all(one.specifier and not one.url for one in read) else []


def _shortened(text: str, longest: int = _LONGEST) -> str:
    from venvlint.redact import credentials

    text = credentials(" ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _line(line: Line) -> Finding:
    text = line.text
    if text.startswith(_CONFLICT_MARKS):
        return Finding(
            line.at,
            f"`{_shortened(text)}` was left over from a merge",
            "Decide between the two versions of the lines around it, and delete the markers.",
        )
    assert line.error is not None
    corrected = _corrected(line)
    reason = _plain(line.error.reason, text)
    if corrected is not None:
        from venvlint.readers.corrections import difference
        from venvlint.redact import credentials

        start, end, new = difference(text, corrected)
        edit = line.document.replace(line.start + start, line.start + end, new)
        # An edit is printed by some reports, and must hold no secret.
        fix = (
            Fix(f"write `{_shortened(corrected)}`", (edit,), safe=False)
            if credentials(new) == new
            else None
        )
        # What is to be copied is shown whole.
        suggestion = f"Write `{_shortened(corrected, 200)}`, if that is what was meant."
        return Finding(
            line.at, f"pip cannot read `{_shortened(text)}`: {reason}", suggestion, fix=fix
        )
    return Finding(line.at, f"pip cannot read `{_shortened(text)}`: {reason}", _advice(line))


def _corrected(line: Line) -> str | None:
    if line.end - line.start != len(line.text):
        return None  # a continued line
    from venvlint.document import Document
    from venvlint.readers import requirements
    from venvlint.readers.corrections import propose

    def accepted(text: str) -> bool:
        lines = requirements.parse(Document("", text.encode("utf-8", "surrogateescape"))).lines
        return len(lines) == 1 and lines[0].kind in ("requirement", "url") and not lines[0].comment

    proposed = propose(line.text, accepted)
    if proposed is not None and "#" in line.text and line.text.startswith(proposed + "#"):
        return f"{proposed}  {line.text[len(proposed) :]}"  # the glued comment stays
    return proposed


def _plain(reason: str, text: str) -> str:
    """pip's reason in plain words."""
    before = text.partition(";")[0]
    first = (text.split(None, 1) or [""])[0]
    if first in ("pip", "pip3", "$", "python", "python3", "sudo", "import", "from"):
        return (
            "it is a command, not a requirement"
            if first not in ("import", "from")
            else "it is Python code, not a requirement"
        )
    if text.startswith(tuple("\"'`\u201c\u201d\u2018\u2019")):
        return "quotes do not belong there"
    if (
        "no such option" in reason
        or "ambiguous option" in reason
        or "does not take a value" in reason
        or "requires 1 argument" in reason
    ):
        return _shortened(
            reason.replace("no such option: ", "a requirements file takes no option ")
        )
    if "marker" in reason or "quoted string" in reason:
        return "the condition after the semicolon is wrong"
    if (
        "=" in before
        and not any(operator in before for operator in ("==", ">=", "<=", "!=", "~=", "=>", "=<"))
        and "end" in reason
    ):
        return "a single `=` is no comparison"
    if "end" in reason and "Expected" in reason:
        return "what follows is neither a version nor a condition"
    if "package name" in reason:
        return "it does not begin with the name of a package"
    if "RIGHT_" in reason:
        return "a bracket is not closed"
    return _shortened(reason[:1].lower() + reason[1:].rstrip("."))


def _advice(line: Line) -> str:
    reason = line.error.reason if line.error is not None else ""
    if "option" in reason:
        return "Delete the option: it belongs on the command line, or was removed from pip."
    if "egg" in reason:
        return "Write the name in front of the address, as in `name @ git+https://…`."
    if "requirement name" in reason:
        return "Write the name too, as in `name @ git+https://…`."
    if "not a valid editable" in reason:
        return "Delete the `-e`: only folders and repositories can be installed editable."
    return "Correct the line, delete it, or put `#` in front of it if it is a comment."


def _is_nowhere(tree: Tree, line: Line) -> bool:
    """Whether a line can only mean a folder, and no folder of that name is in sight:
    `github.com/acme/tool`, `-e flask`.
    """
    text = line.url
    if ".." in text:
        return False
    if line.kind == "editable":
        if line.name or "/" in text or "." in text or "\\" in text or "$" in text or not text:
            return False
    elif (
        text.startswith((".", "/", "~"))
        or "\\" in text
        or ":" in text
        or "$" in text
        or "." in name_of(text)
    ):
        return False
    text = text.rstrip("/")
    return not any(
        f"/{folder}".endswith(f"/{text}") for folder in _folders(tree).get(name_of(text), ())
    ) and not tree.files.names(text)


def _folders(tree: Tree) -> dict[str, list[str]]:
    """The folders of the tree by their own names."""

    def found() -> dict[str, list[str]]:
        folders: dict[str, list[str]] = {}
        for folder in tree.folders:
            folders.setdefault(name_of(folder), []).append(folder)
        return folders

    return tree.once("folders by their names", found)


def _nowhere(line: Line) -> Finding:
    return Finding(
        line.at,
        f"pip takes `{_shortened(line.url)}` for a folder, and there is none",
        "Write the name of the package, or `name @ git+https://…` for a repository.",
    )


def _dashed_version(line: Line) -> re.Match[str] | None:
    """The name and the version of a line that is the name of a file without its ending, such as
    `patsy-1.0.1`: pip takes all of it for a name.
    """
    if line.kind != "requirement" or line.specifier or line.url or line.extras:
        return None
    return _DASHED.fullmatch(line.name)


def _name_with_version(line: Line, slip: re.Match[str]) -> Finding:
    at = line.start + line.text.find(line.name)
    new = f"{slip[1]}=={slip[2]}"
    fix = None
    if line.document.text[at : at + len(line.name)] == line.name:
        edit = line.document.replace(at, at + len(line.name), new)
        fix = Fix(f"write `{new}`", (edit,), safe=False)
    return Finding(
        line.at,
        f"pip takes all of `{line.name}` for a name, and there is no distribution of that name",
        f"Write `{new}`, if that is what was meant.",
        fix=fix,
    )


def _whole_address(line: Line) -> str:
    """The address that pip takes, of a line that says where a repository is and not how to get
    there: `-e git@github.com:acme/tool.git`, `tool @ github.com/acme/tool`. Empty for others.
    """
    if not line.url or line.kind not in ("editable", "requirement"):
        return ""
    # `git@host:path` reads like a name and its address.
    match = _ADDRESS.match(f"git@{line.url}" if line.name == "git" else line.url)
    if match is None:
        return ""
    user, host, path = match["user"] or "", match["host"], match["path"]
    return f"git+{'ssh' if user else 'https'}://{user}{host}/{path}"


def _no_scheme(line: Line, whole: str) -> Finding:
    named = name_of(whole.partition("#")[0]).removesuffix(".git")
    if line.kind != "editable":
        whole = f"{named if line.name == 'git' else line.name} @ {whole}"
    else:
        whole = f"-e {whole}" + ("" if "#egg=" in whole else f"#egg={named}")
    return Finding(
        line.at,
        f"pip cannot read `{_shortened(line.text)}`: the address of a repository begins with a"
        " scheme, such as `git+https://`",
        f"Write `{_shortened(whole)}`.",
    )


def _is_no_url(tree: Tree, line: Line) -> bool:
    """Whether what stands behind the `@` has no scheme: the newest pip reads the line and then
    fails (`No scheme supplied`). Paths on one machine are VL203's matter.
    """
    from venvlint.facts.dependencies.requirements import is_read_by_pip

    url = line.url
    return (
        "://" not in url
        and not url.startswith(("file:", "/", "~"))
        and not any(mark in url for mark in ("$", "{", "%", "\\"))
        and url[1:2] != ":"
        and is_read_by_pip(tree, line.file.path)
    )


def _no_url(line: Line) -> Finding:
    if line.url[:1] == "." or "/" in line.url:
        advice = "Write the path alone, or `file:` in front of it."
    else:
        version = line.url.lstrip("^~=v")
        advice = (
            f"Write `{line.name}=={version}`, if a version was meant."
            if version[:1].isdigit()
            else f"Write `{line.name}`, or `{line.name}==` with a version."
        )
    return Finding(
        line.at,
        f"pip takes `{_shortened(line.url)}` for a URL, and it has no scheme such as `https://`",
        advice,
    )


def _not_a_constraint(line: Line) -> str:
    if line.kind == "editable":
        return "editable install"
    if line.is_requirement and not line.name:
        return "path or URL without a name"
    return "extras" if line.is_requirement and line.extras else ""


def _pyproject(tree: Tree, path: str) -> Iterator[Finding]:
    document = tree.document(path)
    if document is None or (b"requires" not in document.data and b"depend" not in document.data):
        return
    root = tree.toml(path)
    for place in _ARRAYS:
        node = root.get(*place)
        if not node:
            continue
        arrays = list(node.mapping.values()) if node.mapping else [node]
        for array in arrays:
            for item in array.items:
                if item.string is not None and "{{" not in item.string and "{%" not in item.string:
                    yield from _string(item, ".".join(place))


def _is_filled_in(tree: Tree, file: RequirementsFile) -> bool:
    """Whether variables stand for versions in it (`pytest$PYTEST_VERSION`), or its lines are quoted
    for a shell (those of an AppImage's recipe), neither of which pip takes, and nothing gives it to
    pip: a program of the project reads it first.
    """
    return (
        any(
            line.kind == "invalid"
            and (_WITH_VARIABLE.match(line.text) or _QUOTED.fullmatch(line.text)) is not None
            for line in file.lines
        )
        and not _is_for_pip(tree, file.path)
        and not tree.requirements.included_by.get(file.path)
    )


def _is_for_pip(tree: Tree, path: str) -> bool:
    """Whether pip is given the file, or would be by its name."""
    from venvlint.facts.dependencies.list_names import is_neutral

    return is_neutral(path) or bool(tree.installs.of(path))


def _setuptools(tree: Tree) -> Iterator[Finding]:
    from venvlint.readers import pep508

    for path in tree.find("setup.cfg", "setup.py"):
        for declaration in tree.declarations.in_file(path):
            if declaration.specifier or declaration.text == declaration.name:
                continue  # it was read
            text = declaration.text
            if path.endswith(".py") and "\n" not in (declaration.node.string or ""):
                text = declaration.node.string or ""  # without its quotes
            try:
                pep508.parse(text)
            except pep508.Invalid as error:
                if "{{" not in text and "%(" not in text:
                    yield Finding(
                        declaration.at,
                        f"`{_shortened(text)}` in `{declaration.list.key}` is not a valid"
                        " requirement:"
                        f" {_plain(error.reason, text)}",
                        (
                            _advice_on(text)
                            if path.endswith(".py") or "\n" in (declaration.list.node.string or "")
                            else "Write each requirement on a line of its own below the option:"
                            " setuptools parts a single line at its semicolons."
                        ),
                    )


def _string(item: Node, place: str) -> Iterator[Finding]:
    text = item.string or ""
    if _SURELY_VALID.fullmatch(text):
        return
    from venvlint.readers import pep508

    try:
        pep508.parse(text)
    except pep508.Invalid as error:
        if "${" in text or "{root:" in text:
            return
        from venvlint.readers.corrections import difference, propose

        def accepted(proposal: str) -> bool:
            try:
                return bool(pep508.parse(proposal))
            except pep508.Invalid:
                return False

        fix, suggestion = None, _advice_on(text)
        proposed = propose(text, accepted) if text else None
        if proposed is not None:
            suggestion = f"Write `{_shortened(proposed, 200)}`, if that is what was meant."
            quote = item.raw[:1]
            if item.raw[1:-1] == text and quote in "\"'":
                start, end, new = difference(text, proposed)
                if quote in new:
                    new = new.replace(quote, "'" if quote == '"' else '"')
                edit = item.document.replace(item.start + 1 + start, item.start + 1 + end, new)
                fix = Fix(f"write `{_shortened(proposed)}`", (edit,), safe=False)
        yield Finding(
            item.at,
            f"`{_shortened(text)}` in `{place}` is not a valid requirement:"
            f" {_plain(error.reason, text)}",
            suggestion,
            fix=fix,
        )
