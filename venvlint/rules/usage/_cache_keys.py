"""What the key of a CI cache knows of the Python: its exact version, its minor, or nothing."""

from __future__ import annotations

import enum
import re
from fnmatch import fnmatch

from venvlint.facts.ci.pythons import python_setups
from venvlint.facts.ci.resolve import EXPRESSION
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.record import asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.ci.model import Job
    from venvlint.readers.nodes import Node
    from venvlint.rules.usage._ci_caches import Cache
    from venvlint.tree import Tree


class Knows(enum.IntEnum):
    """How much of the Python's version a key holds; ordered."""

    NOTHING = 0
    MINOR = 1
    EXACT = 2
    """The whole version, the interpreter's path, or something that cannot be judged from the
    files.
    """


# `py3.12`, `python-3.12`, `py312`, `cp312`, and a bare `3.12` that is not some tool's:
# `alpine-3.19`.
_NAMED = lazy(r"(?:py|cp|python|pypy)[-_.]?[23][._]?\d{1,2}(?P<patch>[._]\d{1,2})?(?!\d)", re.I)
_BARE = lazy(r"(?<![\w.])(?:2\.7|3\.[5-9]|3\.[12]\d)(?P<patch>\.\d{1,2})?(?![\w.]?\d)")
_OTHER_TOOL = lazy(r"(?:poetry|pip|pdm|uv|node|django|alpine|debian|tox|nox)[-_:@ ]*$", re.I)
_OF_PYTHON = lazy(r"py(?:thon)?(?:$|[^a-z]|ver)", re.I)
_CIRCLE = lazy(r"<<\s*(?P<parameter>[\w.-]+)\s*>>|\{\{\s*(?!\s)(?P<template>[^{}]*)\}\}")
_VARIABLE = lazy(r"\$(?:\((?P<azure>[\w.]+)\)|\{(?P<braced>\w+)\}|(?P<name>[A-Za-z_]\w*))")
_HASHED = lazy(r"hashFiles\(([^)]{0,1000})\)", re.I)
_PIN_FILES = (
    ".python-version",
    ".python-versions",
    ".tool-versions",
    "runtime.txt",
    "mise.toml",
    ".mise.toml",
)
_NIX = lazy(r"(?i)\bnix\b|devbox|devenv|(?:^|[-/])nix[-/]")
_NIX_LOCKS = ("flake.lock", "devbox.lock", "devenv.lock")
# Values that only exist in a run and have nothing to do with the Python.
_PLAIN = lazy(
    r"(?i)^(?:runner\.(?:os|arch|name|environment)|github\.(?:\w+|event\..*)|job\..*|strategy\..*|secrets\..*|vars\..*)$|date|week|month|time|day|node|npm|sha\b"
)


# What names one commit or one run of the definition; a branch is many.
_RUN = lazy(
    r"(?i)github\.(?:sha|run_id|run_number|run_attempt)\b"
    r"|\bCI_(?:COMMIT_(?:SHORT_)?SHA|PIPELINE_I?ID|JOB_ID)\b"
    r"|\.Revision\b|\.BuildNum\b|\bepoch\b|CIRCLE_(?:SHA1|WORKFLOW_ID|BUILD_NUM|PIPELINE_ID)\b"
    r"|pipeline\.(?:id|number|git\.revision)\b"
    r"|Build\.(?:SourceVersion|BuildId|BuildNumber)\b"
)


def share_one_python(group: list[Cache]) -> bool:
    """Whether every job that uses the cache runs in the same image, or sets up the same one Python
    on a machine of its system's.
    """
    pythons: set[str | None] = set()
    for cache in group:
        job = cache.job
        texts = _pythons(job)
        if len(texts) > 1 or (not job.images and len(job.combinations) > 1):
            return False
        pythons |= texts or {None}
    return len(pythons) == 1


@asked_once
def _pythons(job: Job) -> frozenset[str | None]:
    """What names the Python of a job: its images, or else the versions that it sets up."""
    nodes = [*job.images] or [
        value.node for setup in python_setups(job) for value in setup.versions.values
    ]
    return frozenset(node.string for node in nodes)


@asked_once
def _versions(job: Job) -> frozenset[str]:
    """The versions that a job sets up."""
    return frozenset(value.text for setup in python_setups(job) for value in setup.versions.values)


def key_knows(tree: Tree, cache: Cache, node: Node, *, alone: bool = False) -> Knows:
    """What the key or prefix at *node* (None: no key at all) holds of the version of the Python
    that *cache*'s job uses. With *alone*, where all who share the cache have one Python, a commit
    or a run in the key is as good.
    """
    best = Knows.NOTHING
    for name in cache.files:
        best = max(best, _file(tree, cache.job, name))
    for text in [item.string or "" for item in node.scalars()]:
        if alone and _RUN.search(text):
            return Knows.EXACT
        best = max(best, _text(tree, cache, text))
    return best


def prefixes_know(tree: Tree, cache: Cache, *, alone: bool = False) -> Knows | None:
    """The least that any fallback of the cache holds, *alone* as for a key; None where there is
    none.
    """
    found = []
    for node in cache.prefixes:
        for line in (node.string or "").split("\n"):
            if alone and _RUN.search(line):
                found.append(Knows.EXACT)
            elif line.strip():
                found.append(_text(tree, cache, line.strip()))
    return min(found) if found else None


def path_knows(tree: Tree, cache: Cache, path: str) -> Knows:
    """What the path of an environment that is kept holds of the version: GitHub finds a cache by
    its key and by its paths, as they are in the run (`/opt/hostedtoolcache/Python/3.12.7/x64`).
    """
    return _text(tree, cache, path) if cache.job.system == "github" else Knows.NOTHING


def _text(tree: Tree, cache: Cache, text: str) -> Knows:
    """What a text holds, with the references of the cache's own system."""
    if cache.job.system == "github":
        return _github(tree, cache, text)
    read = _circleci if cache.job.system == "circleci" else _variables
    return read(tree, cache, text)


def _github(tree: Tree, cache: Cache, text: str, depth: int = 0) -> Knows:
    best = _literal(cache.job, EXPRESSION.sub("\0", text))
    for match in EXPRESSION.finditer(text):
        best = max(best, _expression(tree, cache, match["expression"], depth))
    return best


def _expression(tree: Tree, cache: Cache, expression: str, depth: int) -> Knows:
    best = Knows.NOTHING
    for hashed in _HASHED.finditer(expression):
        for name in re.findall(r"'([^']*)'", hashed[1]):
            best = max(best, _file(tree, cache.job, name))
    rest = re.sub(r"'[^']*'", " ", _HASHED.sub(" ", expression))
    for path in re.findall(r"[A-Za-z_][\w.-]*(?:\[[^\]]{0,300}\])?[\w.-]*", rest):
        best = max(best, _path(tree, cache, path, depth))
    if best is Knows.NOTHING:
        # A literal that an operator chooses: `matrix.old && 'py3.8' || 'py3.12'`.
        best = max(
            [
                _literal(cache.job, text)
                for text in re.findall(r"'([^']*)'", _HASHED.sub(" ", expression))
            ],
            default=best,
        )
    return best


def _path(tree: Tree, cache: Cache, path: str, depth: int) -> Knows:
    """What a context path such as `matrix.python-version` tells."""
    context, _, rest = path.partition(".")
    context, lowered = context.lower(), rest.lower()
    if context == "steps" and is_nobodys(cache, rest):
        return Knows.NOTHING
    if context == "steps" or context == "needs":
        if "python-version" in lowered or "python-path" in lowered or "pythonversion" in lowered:
            return Knows.EXACT
        return (
            Knows.NOTHING if _PLAIN.search(lowered) else Knows.EXACT
        )  # computed in the run: it may be the version
    if context == "env" and lowered in (
        "pythonlocation",
        "imageversion",
        "python_root_dir",
        "python3_root_dir",
    ):
        return Knows.EXACT
    if context in ("matrix", "env", "inputs"):
        texts = _texts(cache, "${{ " + path + " }}")
        if texts is None and context == "env" and depth < 4 and (node := _variable(cache, rest)):
            return _github(tree, cache, node.string or "", depth + 1)
        if texts is None:
            return _named(cache, context, lowered)
        return min([_stated(cache.job, text) for text in texts], default=Knows.NOTHING)
    return Knows.NOTHING


def is_nobodys(cache: Cache, reference: str) -> bool:
    """Whether no step before the cache has the `id` that `ID.outputs.…` begins with: it is empty
    then. A composite action sees its own steps alone.
    """
    name = reference.partition(".")[0].lower()
    if cache.step is None or not name:
        return False
    for step in (*cache.job.steps, *cache.job.called):
        if step is cache.step:
            return True
        if step.id.lower() == name and step.node.document is cache.step.node.document:
            return False
    return False


def _variable(cache: Cache, name: str) -> Node:
    """The text of a variable that the workflow sets."""
    node = (cache.step.env if cache.step is not None else cache.job.env).get(name, ABSENT)
    return node if node.string is not None else ABSENT


def _named(cache: Cache, context: str, name: str) -> Knows:
    """By its name, what a value holds that is only known in a run. What may be the version is not
    judged.
    """
    if _PLAIN.search(name) or re.search(
        r"(?:^|[^a-z])(?:os|arch|runner|platform|image)(?:$|[^a-z])", name
    ):
        return Knows.NOTHING
    if context == "env" and "cache" in name and not _is_written(cache.job, f"{name}="):
        return (
            Knows.NOTHING
        )  # `CACHE_VERSION`, set in the project's settings and counted up by hand
    is_version = _OF_PYTHON.search(name) or name == "version"
    return Knows.MINOR if is_version and context != "env" else Knows.EXACT


def _texts(cache: Cache, reference: str) -> list[str] | None:
    """What a reference comes to in the job; None where that is not known."""
    from venvlint.readers.nodes import Node

    values = cache.job.resolve(
        Node(cache.at.document, reference, cache.at.start, cache.at.end, style="plain"), cache.step
    )
    return values.texts if values.complete and values.values else None


def _stated(job: Job, text: str) -> Knows:
    """What a known value tells: a version of the Pythons that the job sets up, or one by its
    look.
    """
    if text in _versions(job):
        return Knows.EXACT if re.fullmatch(r"\d+\.\d+\.\d+", text) else Knows.MINOR
    return _literal(job, text)


def _literal(job: Job, text: str) -> Knows:
    # `tox-3.12` may be a version of tox, unless the job sets that Python up.
    found = list(_NAMED.finditer(text)) + [
        match
        for match in _BARE.finditer(text)
        if match[0] in _versions(job) or not _OTHER_TOOL.search(text[: match.start()])
    ]
    return max(
        [Knows.EXACT if match["patch"] else Knows.MINOR for match in found], default=Knows.NOTHING
    )


@asked_once
def _has_nix(job: Job) -> bool:
    return any(_NIX.search(step.uses) for step in job.steps)


def _file(tree: Tree, job: Job, name: str) -> Knows:
    """What hashing a file tells: the version that it pins. A workflow that is hashed tells its own
    literals' minor.
    """
    base = name_of(name.strip())
    if _has_nix(job) and any(fnmatch(lock, base) and tree.called(lock) for lock in _NIX_LOCKS):
        return Knows.EXACT  # Nix brings the Python, and that lock says which
    if name.strip().endswith(".pyenv/version"):
        return Knows.EXACT  # pyenv's own, which names the Python in force with its patch level
    if base in _PIN_FILES:
        found = [
            path
            for path in tree.called(base)
            if "/" not in name.strip("./*") or path.endswith(name.strip("./*"))
        ]
        texts = [document.text for path in found if (document := tree.document(path)) is not None]
        if not texts:
            return Knows.EXACT  # made in the run, such as by `python -V > .python-version`
        return (
            Knows.EXACT
            if any(re.search(r"(?<![\d.])\d+\.\d+\.\d+", text) for text in texts)
            else Knows.MINOR
        )
    if "*" not in base and not tree.called(base) and _is_written(job, base, into=True):
        return Knows.EXACT  # made in the run, often of `python --version`
    if base.endswith((".yml", ".yaml")) and (".github" in name or base in job.path):
        if job.images and all(_PATCH.search(image.string or "") for image in job.images):
            return Knows.EXACT  # another image is another text of the definition
        return (
            Knows.MINOR
            if any(setup.versions.values for setup in python_setups(job))
            else Knows.NOTHING
        )
    return Knows.NOTHING


_PATCH = lazy(r":[A-Za-z-]{0,20}\d{1,4}\.\d{1,4}\.\d{1,4}(?![\d.])")


def _is_written(job: Job, name: str, *, into: bool = False) -> bool:
    """Whether a step's commands hold a text, in any case; with *into* as the file that something is
    written to.
    """
    pattern = re.compile(
        (r"(?:>|tee|-o|--output(?:-file)?)[=\s\"']*[^\s\"']*" if into else "") + re.escape(name),
        re.I,
    )
    texts = [step.run.string or "" for step in (*job.steps, *job.called) if step.run]
    return any(name.lower() in text.lower() and pattern.search(text) for text in texts)


def _circleci(tree: Tree, cache: Cache, text: str) -> Knows:
    best = _literal(cache.job, _CIRCLE.sub("\0", text))
    for match in _CIRCLE.finditer(text):
        if match["parameter"]:
            texts = _texts(cache, match[0])
            name = match["parameter"].rpartition(".")[2]
            best = max(
                best,
                (
                    _named(cache, "inputs", name)
                    if texts is None
                    else min(_stated(cache.job, value) for value in texts)
                ),
            )
            continue
        words = match["template"].split()
        if words[:1] == ["checksum"] and len(words) > 1:
            name = words[1].strip("\"'")
            best = max(best, _file(tree, cache.job, name))
        elif words == [".Environment.CIRCLE_JOB"]:
            best = max(best, _literal(cache.job, cache.job.name))
        elif words and words[0].startswith(".Environment.") and re.search(r"PY", words[0]):
            best = max(best, Knows.MINOR)
    return best


def _variables(tree: Tree, cache: Cache, text: str) -> Knows:
    """GitLab's `$NAME` and Azure's `$(name)`; Azure's key is a list of texts and files, separated
    by `|`.
    """
    best = _literal(cache.job, _VARIABLE.sub("\0", text))
    for match in _VARIABLE.finditer(text):
        name = match["azure"] or match["braced"] or match["name"] or ""
        texts = _texts(cache, match[0])
        if texts is not None:
            best = max(best, min(_stated(cache.job, value) for value in texts))
        elif name == "CI_JOB_IMAGE":
            best = Knows.EXACT
        elif name in ("CI_JOB_NAME", "CI_JOB_NAME_SLUG"):
            best = max(best, _literal(cache.job, cache.job.name))
            if any(
                _stated(cache.job, node.string or "")
                for row in cache.job.combinations
                for node in row.values.values()
            ):
                best = max(best, Knows.MINOR)
        elif _OF_PYTHON.search(name):
            # Azure's tasks set variables in the run, and GitLab's are set in its web pages.
            best = max(
                best,
                Knows.EXACT if cache.job.system == "azure" and "." not in name else Knows.MINOR,
            )
    if cache.job.system == "azure":
        for part in text.split("|"):
            if part.strip() and not part.strip().startswith('"'):
                best = max(best, _file(tree, cache.job, part.strip()))
    return best
