"""Who reads a project's pin file, and what each of them takes.

uv's forms were tried with uv 0.13; pyenv's are from its own documentation, Heroku's and
setup-python's from their sources. A tool that is not known
from the project's files is taken to be pyenv, whose file `.python-version` is.
"""

from __future__ import annotations

import re

from venvlint.facts.project import LISTS, vocabulary
from venvlint.files.paths import folder_of, name_of, prefix_of
from venvlint.readers.python_ranges import parse_pep440, parse_semver
from venvlint.readers.python_versions import parse_pin
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.tree import Tree

_NUMBER = lazy(r"\d{1,3}\.\d{1,3}(?:\.\d{1,3})?")
_FAMILIES = (
    r"(?:activepython|anaconda[23]?|cinder|cpython|graalpy(?:thon)?|ironpython|jython|mambaforge|micropython|miniconda[23]?|miniforge3?"
    r"|nogil|pypy[23]?|pyston|pyodide|stackless)"
)
_PYENV = lazy(
    rf"(?:python-)?\d{{1,3}}(?:\.\d{{1,3}}){{0,2}}(?:-?(?:a|b|rc)\d{{1,2}})?t?(?:-dev)?(?:-debug)?|system|{_FAMILIES}(?:[-.\d][\w.+-]*)?|[\w.-]+/envs/[\w.-]+"
)
_UV = lazy(
    r"v?\d{1,3}(?:\.\d{1,3}){0,2}(?:(?:a|b|rc)\d{1,2})?(?:t?d?|\+freethreaded(?:\+debug)?|\+debug|\+gil)"
    r"|(?:python|cpython|cp|pypy|pp|graalpy|gp|pyodide)(?:[@"
    r" ]?v?\d{1,3}(?:\.\d{1,3}){0,2}(?:(?:a|b|rc)\d{1,2})?(?:t|\+freethreaded)?)?"
    r"|(?:cpython|pypy|graalpy|pyodide)-\d[\w.+-]*|any|default|[./~].*|[A-Za-z]:[\\/].*|\S+/\S*",
    re.IGNORECASE,
)
_SEPARATE = lazy(r"[^\s#]+")
_RUNTIME = lazy(
    r"\s*(?:(?:python-)?\d{1,3}(?:\.(?:\d{1,3}|x)){0,2}|pypy[23]?[\d.]*-[\w.]+|r-(?:\d+(?:\.\d+){0,2}-)?\d{4}-\d\d-\d\d|r-\d[\d.]*)\s*"
)
_HEROKU_RUNTIME = lazy(r"\s*(?:python-\d{1,3}\.\d{1,3}(?:\.\d{1,3})?|pypy\S*)\s*")


class Refusal(Record):
    """What a reader cannot use: the text and its place in the document, who cannot use it and what
    it says or does.
    """

    text: str
    start: int
    reader: str
    effect: str
    wanted: str


def refusal(tree: Tree, document: Document) -> Refusal | None:
    """What the readers of a `.python-version` cannot use in it; None where all can use it."""
    text = document.text
    if (
        document.encoding != "utf-8"
        or "\0" in text
        or any("\ud800" <= character <= "\udfff" for character in text)
    ):
        return Refusal(
            "",
            0,
            "no tool",
            f"it is {document.encoding.upper() if document.encoding != 'utf-8' else 'no UTF-8'}",
            "save it as plain UTF-8",
        )
    stated = lines(text)
    if document.mark:
        first = stated[0][0] if stated else ""
        return Refusal(
            first,
            0,
            "no tool",
            "it begins with an invisible byte order mark",
            "save it as UTF-8 without a byte order mark",
        )
    if len(stated) == 1 and _NUMBER.fullmatch(stated[0][0]):
        return None
    directory = folder_of(document.path)
    prefix = prefix_of(directory)
    if not stated:
        return Refusal(
            "", 0, "no tool", "it holds no version", "write a version such as `3.13` into it"
        )
    # Google's buildpacks read both files too, and take a wildcard. Heroku itself looks for
    # `runtime.txt` first, and then not here.
    if f"{prefix}Procfile" in tree.path_set and not any(
        f"{prefix}{name}" in tree.path_set
        for name in ("app.yaml", "cloudbuild.yaml", "project.toml", "runtime.txt")
    ):
        found = _heroku(stated)
        if found:
            return found
    is_given = _is_version_file(tree, document.path)
    found = _uv(stated) if uses_uv(tree, directory) else None if is_given else _pyenv(stated)
    return found or (_setup_python(stated) if is_given else None)


def lines(text: str) -> list[tuple[str, int]]:
    """The lines that say something, stripped, each with its offset."""
    found, offset = [], 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            found.append((stripped, offset + len(line) - len(line.lstrip())))
        offset += len(line)
    return found


def _heroku(lines: list[tuple[str, int]]) -> Refusal | None:
    wanted = "write one line such as `3.13` or `3.13.1`"
    for text, start in lines:
        if not _NUMBER.fullmatch(text):
            return Refusal(text, start, "Heroku", "its build stops here", wanted)
    return (
        Refusal(lines[1][0], lines[1][1], "Heroku", "its build stops at a second version", wanted)
        if len(lines) > 1
        else None
    )


def takes_uv(text: str) -> bool:
    """Whether uv reads a Python request in *text*."""
    return bool(_UV.fullmatch(text)) or (
        text[:1] in tuple("<>=!~") and parse_pep440(text) is not None
    )


def _uv(lines: list[tuple[str, int]]) -> Refusal | None:
    if any(takes_uv(text) for text, _ in lines):
        return None
    return Refusal(
        lines[0][0],
        lines[0][1],
        "uv",
        "it ignores the line and takes any Python",
        "write a version such as `3.13`, alone on its line",
    )


def _pyenv(lines: list[tuple[str, int]]) -> Refusal | None:
    for text, start in lines:
        # Several versions may stand on lines of their own or between colons; of several words only
        # the first is used.
        words = [match[0] for match in _SEPARATE.finditer(text)]
        parts = words[0].split(":") if words else []
        if parts and all(not part or _PYENV.fullmatch(part) for part in parts):
            continue
        is_name = bool(re.fullmatch(r"[A-Za-z_][\w.-]*", parts[0] if parts else ""))
        effect = (
            "it looks for an environment of that name, which nobody else has"
            if is_name
            else "it says that such a version is not installed"
        )
        others = (other for other, _ in lines if _PYENV.fullmatch(other))
        other = next(others, "")
        wanted = (
            f"delete the line: `{other}` stands beside it"
            if other
            else "write a version such as `3.13`"
        )
        return Refusal(text, start, "pyenv", effect, wanted)
    return None


def _setup_python(lines: list[tuple[str, int]]) -> Refusal | None:
    for text, start in lines:
        version = text.partition("/")[0].removeprefix("python-")
        if (
            re.fullmatch(r"(?:pypy|graalpy)\S+", version)
            or parse_pin(version) is not None
            or parse_semver(version) is not None
        ):
            continue
        return Refusal(
            text,
            start,
            "setup-python",
            'its step fails with "version … was not found"',
            "write a version such as `3.13`, alone on its line",
        )
    return None


def uses_uv(tree: Tree, directory: str) -> bool:
    """Whether the project in *directory* or one around it is managed by uv (or by Rye, which reads
    the same file alike).
    """
    while True:
        prefix = prefix_of(directory)
        if f"{prefix}uv.lock" in tree.path_set or f"{prefix}uv.toml" in tree.path_set:
            return True
        if f"{prefix}pyproject.toml" in tree.path_set:
            root = tree.toml(f"{prefix}pyproject.toml")
            tools = root.get("tool").mapping
            backend = root.text("build-system", "build-backend") or ""
            if "uv" in tools or "rye" in tools or backend == "uv_build":
                return True
        if not directory:
            return False
        directory = folder_of(directory)


def _is_version_file(tree: Tree, path: str) -> bool:
    """Whether a CI job gives the file to setup-python."""
    for workflow in tree.paths:
        if workflow.endswith((".yml", ".yaml")) and ".github/" in workflow:
            document = tree.document(workflow)
            if document is not None and b"python-version-file" in document.data:
                for match in re.finditer(
                    r"python-version-file:[ \t]*[\"']?([^\s\"'#]+)", document.text
                ):
                    if match[1].removeprefix("./") == path:
                        return True
    return False


def unusable_runtime(tree: Tree, document: Document) -> Iterator[Refusal]:
    """What is wrong with a `runtime.txt`: Heroku's form is wanted beside a Procfile, else that of
    any host which reads such a file.
    """
    directory = folder_of(document.path)
    prefix = prefix_of(directory)
    text = document.text
    if document.encoding != "utf-8" or "\0" in text:
        yield Refusal(
            "",
            0,
            "no host",
            f"it is {document.encoding.upper() if document.encoding != 'utf-8' else 'no text'}",
            "save it as plain UTF-8",
        )
        return
    stated = lines(text)
    heroku = f"{prefix}Procfile" in tree.path_set and not _is_of_cloud_foundry(tree, prefix)
    form = _HEROKU_RUNTIME if heroku else _RUNTIME
    wanted = "write one line such as `python-3.13.1`"
    reader = "Heroku" if heroku else "no host"
    if not stated:
        yield Refusal("", 0, reader, "it holds no version", wanted)
    for number, (line, start) in enumerate(stated):
        if number or not form.fullmatch(line):
            yield Refusal(line, start, reader, "one line with a version is wanted", wanted)
            return


def _is_of_cloud_foundry(tree: Tree, prefix: str) -> bool:
    """Whether `cf push` deploys what lies there: Cloud Foundry reads a Procfile and a `runtime.txt`
    too, and takes `python-3.12.x`.
    """
    manifest = f"{prefix}manifest.yml"
    return tree.exists(f"{prefix}.cfignore") or (
        tree.exists(manifest) and bool(tree.yaml(manifest).get("applications"))
    )


def is_runtime(tree: Tree, document: Document) -> bool:
    """Whether a `runtime.txt` is a host's, and not a list of requirements or a text that happens to
    have the name.
    """
    directory = folder_of(document.path)
    if (directory or ".") not in tree.projects or (
        name_of(directory).lower() in LISTS | vocabulary.DOCS | {"deps"}
    ):
        return False
    if document.encoding != "utf-8":
        return True
    stated = [line for line, _ in lines(document.text)]
    names = sum(
        bool(
            re.match(
                r"[A-Za-z][\w.-]*(?:\[[\w,-]*\])?\s*(?:[=<>~!]=|[<>]\s*\d|@\s|$|;)|-r\s|-c\s|--?\w",
                line,
            )
        )
        for line in stated
    )
    return not (
        stated
        and names == len(stated)
        and not stated[0].lower().startswith(("python", "pypy", "r-"))
    )
