"""Which kind a path is of by the table of `kinds`: its patterns, and what only a function tells."""

from __future__ import annotations

from venvlint.files.kinds import KINDS, SYNTAXES, Kind
from venvlint.files.paths import prefix_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class UnknownKind(LookupError):
    """A fact asks for a kind that the table lacks."""


_BY_NAME = {kind.name: kind for kind in KINDS}


def named(name: str) -> Kind:
    """The row of a kind. Raises `UnknownKind` where the table lacks it."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnknownKind(f"venvlint.files.kinds has no kind {name!r}") from None


def kind_of(path: str) -> Kind | None:
    """The kind that a path's name makes it, whatever it holds; None where the table has no row."""
    if not _INDEX:
        _INDEX.append(_Index())
    return _INDEX[0].look(path)


def by_content(path: str) -> Iterator[Kind]:
    """The kinds that a path may be besides, if it holds their words."""
    if not _INDEX:
        _INDEX.append(_Index())
    return _INDEX[0].contents(path)


def syntax_of(path: str) -> str:
    """How a path is read by its name: one of `SYNTAXES`; empty where no parser of ours has a
    say.
    """
    kind = kind_of(path)
    return kind.syntax if kind is not None and kind.syntax in SYNTAXES else ""


def holds(data: bytes, word: bytes) -> bool:
    """Whether a file has a word. One that ends with a colon is a key, which YAML and JSON also take
    in quotes and with blanks behind it.
    """
    if word in data:
        return True
    if not word.endswith(b":"):
        return False
    key = word[:-1]
    start = data.find(key)
    while start >= 0:
        end = start + len(key)
        if data[end : end + 8].lstrip(b"\"' \t").startswith(b":"):
            return True
        start = data.find(key, end)
    return False


def _is_requirements(path: str) -> bool:
    """`requirements-dev.txt`, `reqs.in`, `constraints/ci.txt`, `requirements/base.txt` and their
    like, in any case.
    """
    folder, _, name = path.lower().rpartition("/")
    stem, _, extension = name.rpartition(".")
    if extension not in ("txt", "in", "pip", "lock"):
        return False
    if stem in ("requirements", "requirement", "deps", "pip-deps", "pip-freeze"):
        return True
    if _has_word(stem, "requirement", loose=True) or _has_word(stem, "req"):
        return True
    if _has_word(stem, "constraint"):
        return True
    return extension != "lock" and any(
        _starts_with_word(part, word)
        for part in folder.split("/")
        if "req" in part or "constraints" in part
        for word in ("requirement", "requirements", "req", "reqs", "constraints")
    )


def _has_word(stem: str, word: str, *, loose: bool = False) -> bool:
    """Whether a stem holds *word* or its plural, before `-`, `_`, `.`, a digit or the end; and
    after one of the first three or the start unless *loose*.
    """
    start = stem.find(word)
    while start >= 0:
        end = start + len(word)
        end += stem[end : end + 1] == "s"
        follows = stem[end : end + 1]
        before = stem[start - 1 : start] if start else ""
        if (not follows or follows in "-_." or follows.isdigit()) and (
            loose or not before or before in "-_."
        ):
            return True
        start = stem.find(word, start + 1)
    return False


def _starts_with_word(part: str, word: str) -> bool:
    """Whether *word* stands in a folder's name, between ends or `-`, `_`, `.`."""
    start = part.find(word)
    if start < 0:
        return False
    end = start + len(word)
    return (not start or part[start - 1] in "-_.") and (end == len(part) or part[end] in "-_.")


_NO_DOCKERFILE = frozenset(
    "dockerignore containerignore md rst txt py pyi sh yml yaml json toml go js ts rb htm html"
    " lock patch diff orig bak swp png svg ini cfg old backup disabled unused".split()
)
_KEPT_BEFORE = frozenset("old bak backup orig unused deprecated".split())
_KEPT_COPIES = ("_old", "-old", "_bak", "-bak", "_backup", "-backup", "_orig", "_unused")
_SHOWN_AS_WRONG = frozenset("bad broken wrong insecure vulnerable".split())
"""What lessons call the Dockerfile that shows how not to do it, beside `Dockerfile.good`."""


def _is_dockerfile(path: str) -> bool:
    """`Dockerfile`, `Dockerfile.dev`, `api.dockerfile`, `api-Dockerfile`, `Dockerfile310`,
    `DockerfileDev`, `ApiDockerfile`, `Containerfile`, and none of what is only named after one.
    """
    name = path.rpartition("/")[2]
    for word in ("ockerfile", "ontainerfile"):
        start = name.find(word)
        if start > 0:
            end = start + len(word)
            before, behind = name[: start - 1].rstrip("-_."), name[end:]
            return (
                name[start - 1] in ("Dd" if word == "ockerfile" else "Cc")
                and (
                    start == 1
                    or name[start - 2] == "."
                    or (
                        (name[start - 2] in "-_" or (before[0] + name[start - 1]).isupper())
                        and not behind
                        and before.lower() not in _KEPT_BEFORE
                    )
                )
                and (
                    not behind
                    or behind[0] in "._-"
                    or (start == 1 and (behind[0].isdigit() or behind[0].isupper()))
                )
                and name.rpartition(".")[2].lower() not in _NO_DOCKERFILE
                and not name.lower().endswith(_KEPT_COPIES)
                and behind.lower() not in _KEPT_BEFORE
                and not _is_shown_as_wrong(before, behind)
            )
    return name == "DOCKERFILE"


def _is_shown_as_wrong(before: str, behind: str) -> bool:
    """Whether what stands around the word `Dockerfile` says that it is no good, on purpose."""
    return any(
        word in _SHOWN_AS_WRONG
        for part in (before, behind)
        for word in part.lower().replace("-", ".").replace("_", ".").split(".")
    )


def _is_compose(path: str) -> bool:
    """`compose.yaml`, `docker-compose.prod.yml`, `prod.docker-compose.yml`; no `composer.yml`."""
    name = path.rpartition("/")[2]
    start = name.find("compose")
    if start < 0:
        return False
    follows = name[start + 7 : start + 8]
    return (not start or name[start - 1] in "-_.") and not (follows.isalpha() and follows.islower())


def _is_named_for_conda(path: str) -> bool:
    """`environment-dev.yml`, `env.yaml`, `conda.yaml`, `my_conda_env.yml`."""
    name = path.rpartition("/")[2].lower()
    return not name.startswith(".") and (
        "env" in name or ("conda" in name and "conda-lock" not in name)
    )


def _is_in_conda_folder(path: str) -> bool:
    """`envs/cluster.yml`, `ci/conda-envs/py310.yaml`: what its folder alone says to be one."""
    folder = path.rpartition("/")[0].lower()
    return "env" in folder or "conda" in folder


def _is_app_engine(path: str) -> bool:
    """`app.yaml`, `staging.app.yaml`, `app-worker.yml`, `api.service.yaml`."""
    words = _words(path.rpartition("/")[2])
    return "app" in words or (len(words) > 2 and "service" in (words[0], words[-2]))


def _words(name: str) -> list[str]:
    return name.replace("-", ".").replace("_", ".").split(".")


_TESTS: dict[str, Callable[[str], bool]] = {
    "requirements": _is_requirements,
    "dockerfile": _is_dockerfile,
    "compose": _is_compose,
    "conda-named": _is_named_for_conda,
    "conda-folder": _is_in_conda_folder,
    "app-engine": _is_app_engine,
}


# What a name holds that such a test need be asked of, by its end where it is one of these.
_TESTED = {
    "requirements": ("txt", "in", "pip", "lock"),
    "dockerfile": (),  # no extension tells it
    "compose": ("yml", "yaml"),
    "conda-named": ("yml", "yaml"),
    "conda-folder": ("yml", "yaml"),
    "app-engine": ("yml", "yaml"),
}


class _Index:
    """The patterns of the table, by what tells most of them apart: the base name, the folder, the
    first letter and what stands after the last dot. A path is compared with one or two of them.
    """

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[str, Kind]]] = {}
        self._parents: dict[str, list[tuple[_Pattern, Kind]]] = {}
        self._whole: dict[str, list[tuple[_Pattern, Kind]]] = {}
        """Folders such as `.github/workflows`, whose reader takes every file, whatever its name."""
        self._tops: dict[str, list[tuple[_Pattern, Kind]]] = {}
        self._documents: dict[str, list[tuple[_Pattern, Kind]]] = {}
        """Whole folders of pages, among which the name of one may say more."""
        self._tests: dict[str, list[tuple[Callable[[str], bool], Kind]]] = {}
        self._wild: dict[str, list[tuple[_Pattern, Kind]]] = {}
        self._contents: dict[str, list[tuple[_Pattern, Kind]]] = {}
        for kind in KINDS:
            if kind.by_content:
                for text in patterns(kind):
                    extension = text.rpartition(".")[2] if "." in text else ""
                    self._contents.setdefault(extension, []).append((_Pattern(text), kind))
                continue
            test = _TESTS.get(kind.name)
            if test is not None:
                for extension in _TESTED[kind.name]:
                    self._tests.setdefault(extension, []).append((test, kind))
            for text in patterns(kind):
                if test is None or "*" not in text:
                    self._add(text, kind)
        self._ends = {
            key: tuple({pattern.suffix for pattern, _ in found})
            for key, found in self._wild.items()
        }
        """What a name must end with for any of those patterns: one question instead of many."""

    def _add(self, text: str, kind: Kind) -> None:
        folder, _, base = text.rpartition("/")
        if "*" not in text and not text.startswith("/"):
            self._exact.setdefault(base, []).append((prefix_of(folder), kind))
            return
        one = (_Pattern(text), kind)
        if folder.endswith("/**"):
            tops = self._documents if kind.standing == "page" else self._tops
            tops.setdefault(folder.strip("/").partition("/")[0], []).append(one)
        elif folder:
            whole = folder.startswith(".") and "/" in folder and base.startswith("*.")
            parents = self._whole if whole else self._parents
            parents.setdefault(folder.rpartition("/")[2], []).append(one)
        else:
            self._wild.setdefault(_key(base), []).append(one)

    def look(self, path: str) -> Kind | None:
        folder, slash, name = path.rpartition("/")
        for pattern, kind in self._whole.get(folder.rpartition("/")[2], ()) if slash else ():
            if pattern.matches(folder, name):
                return kind
        for end, kind in self._exact.get(name, ()):
            if not end or (
                f"{folder}/".endswith(end) and (len(folder) < len(end) or folder[-len(end)] == "/")
            ):
                return kind
        if slash:
            for pattern, kind in self._parents.get(folder.rpartition("/")[2], ()):
                if pattern.matches(folder, name):
                    return kind
            for pattern, kind in self._tops.get(path.partition("/")[0], ()):
                if pattern.matches(folder, name):
                    return kind
        extension = name.rpartition(".")[2]
        for test, kind in self._tests.get(extension, ()):
            if test(path):
                return kind
        if "ile" in name and _is_dockerfile(path):
            return _BY_NAME["dockerfile"]
        first = name[:1]
        for key in (f"{first}*.{extension}", f"*.{extension}", f"{first}*"):
            if not name.endswith(self._ends.get(key, ())):
                continue
            for pattern, kind in self._wild[key]:
                if pattern.matches(folder, name):
                    return kind
        for pattern, kind in self._documents.get(path.partition("/")[0], ()):
            if slash and pattern.matches(folder, name):
                return kind
        return None

    def contents(self, path: str) -> Iterator[Kind]:
        name = path.rpartition("/")[2]
        _, dot, extension = name.rpartition(".")
        for pattern, kind in self._contents.get(extension if dot else "", ()):
            if pattern.matches(path.rpartition("/")[0], name):
                yield kind


def _key(base: str) -> str:
    """What a name must begin and end with to be worth comparing with a pattern."""
    first = "" if base.startswith("*") else base[0]
    extension = base.rpartition(".")[2]
    return f"{first}*" if "*" in extension or "." not in base else f"{first}*.{extension}"


_INDEX: list[_Index] = []
"""The one index, made when it is first asked."""


class _Pattern:
    """One pattern with a `*` or an anchor."""

    def __init__(self, text: str) -> None:
        folder, _, base = text.rpartition("/")
        self._anchored = text.startswith("/")
        self._deep = folder.endswith("/**")
        self._folder = folder.strip("/").removesuffix("/**")
        self._prefix, *middle, self.suffix = base.split("*") if "*" in base else (base, "")
        self._middle = middle
        self._length = len(base.replace("*", ""))

    def matches(self, folder: str, name: str) -> bool:
        if not (
            name.startswith(self._prefix)
            and name.endswith(self.suffix)
            and len(name) >= self._length
        ):
            return False
        position, end = len(self._prefix), len(name) - len(self.suffix)
        for piece in self._middle:
            found = name.find(piece, position, end)
            if found < 0:
                return False
            position = found + len(piece)
        if self._deep:
            return folder == self._folder or folder.startswith(f"{self._folder}/")
        if self._anchored or not self._folder:
            return not self._anchored or folder == self._folder
        return folder == self._folder or folder.endswith(f"/{self._folder}")


def patterns(kind: Kind) -> Iterator[str]:
    """The patterns of a kind, each alternative in braces written out."""
    for text in kind.names.split():
        yield from _alternatives(text)


def _alternatives(text: str) -> Iterator[str]:
    start = text.find("{")
    if start < 0:
        yield text
        return
    end = text.index("}", start)
    for one in text[start + 1 : end].split(","):
        yield from _alternatives(text[:start] + one + text[end + 1 :])
