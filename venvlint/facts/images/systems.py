"""Distributions and their releases: which one an image is made of, which Python is its own, and
whether pip refuses to change that one. See `data/systems.tsv` and `data/official-images.tsv` for
the sources.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from venvlint import data
from venvlint.facts import images
from venvlint.facts.project.programs import CONDA, PACKAGE_MANAGERS, PYTHON_MANAGERS
from venvlint.files.paths import name_of
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from venvlint.facts.commands import Command
    from venvlint.facts.images import Image
    from venvlint.readers.dockerfile import Stage

# What a tag says of itself: `12.8.0-runtime-ubuntu24.04`, `ubuntu-24.04`, `8.0-alpine3.20`.
_NAMED = lazy(
    r"(?:^|[-_.])(?:ubuntu[-_]?(?P<ubuntu>\d\d\.?(?:04|10))|debian[-_]?(?P<debian>\d{1,2})"
    r"|alpine[-_]?(?P<alpine>\d+\.\d+))(?!\d)",
    words=("ubuntu", "debian", "alpine"),
)
_OF_UBUNTU = lazy(r"(?:^|[-_])(\d\d\.(?:04|10))(?=$|[-_])")
_WORD = lazy(r"[-_.+]")
_CHANNELS = frozenset(("edge", "unstable", "experimental"))
"""Names of releases that other people's tags have for their own state."""
_NUMBER = lazy(r"(\d+)(?:\.(\d+))?(?:\.\d+)*(?=$|[-_])")

# The releases of ROS, each for one of Ubuntu (ROS' REP 3 and REP 2000). Two have the name of
# another release of Ubuntu.
_ROS = {
    "indigo": "14.04",
    "jade": "14.04",
    "kinetic": "16.04",
    "lunar": "16.04",
    "melodic": "18.04",
    "dashing": "18.04",
    "eloquent": "18.04",
    "noetic": "20.04",
    "foxy": "20.04",
    "galactic": "20.04",
    "humble": "22.04",
    "iron": "22.04",
    "jazzy": "24.04",
    "kilted": "24.04",
    "lyrical": "26.04",
}

# Images without a Python of their own: it is the distribution's that is installed in them. Docker's
# official ones, and those of makers who say so.
_WITHOUT = frozenset(
    "alpine amazoncorretto archlinux buildpack-deps caddy clojure composer crystal debian docker"
    " eclipse-temurin elixir erlang gcc golang gradle haproxy haskell httpd influxdb jetty julia"
    " mariadb maven mongo mysql nginx node openjdk perl php postgres r-base rabbitmq redis ruby"
    " rust swift tomcat traefik ubuntu varnish".split()
)
_WITHOUT_PATHS = (
    "nvidia/cuda",
    "nvidia/opengl",
    "archlinux/archlinux",
    "devcontainers/base",
    "dotnet/sdk",
    "dotnet/aspnet",
    "dotnet/runtime",
    "dotnet/runtime-deps",
    "dotnet/core/sdk",
)
# Systems that let pip change their Python: what their machines' names begin with.
_OTHERS = lazy(
    r"(?:^|[/_-])(?P<name>centos|rhel|redhat|rocky|alma|oracle|scientific|fedora|amazon|freebsd"
    r"|openbsd|opensuse|windows)",
)
_CONDA = lazy(
    r"conda|mamba|miniforge|(?:^|/)jupyter/|(?:^|/)pytorch/pytorch$|(?:^|/)pangeo/",
    words=("conda", "mamba", "miniforge", "jupyter/", "pytorch", "pangeo/"),
)
# Words of a name that let one expect a Python of somebody's own making.
_OWN = lazy(
    r"py|torch|tensorflow|jax|notebook|spark|airflow|bitnami|ansible|sage|blender|ray|llm|model|ml\b"
)


class System(Record):
    """A release of a distribution."""

    name: str
    """`debian`, `ubuntu`, `alpine` or `arch`."""
    release: str
    """`12`, `24.04`, `3.20`, `rolling`; empty where only the distribution is known."""
    python: str = ""
    """The minor of its own `python3`, empty where the table does not know it."""
    refuses: bool = False
    """Whether pip refuses to change its own Python (`externally-managed-environment`)."""
    first: str = ""
    """The day of its release, as ISO text."""
    names: tuple[str, ...] = ()
    end: str = ""
    """The last day on which everybody gets security fixes, as ISO text; empty where that is not
    known.
    """

    @property
    def title(self) -> str:
        """How people call it: `Ubuntu 24.04`."""
        name = "Arch Linux" if self.name == "arch" else self.name.capitalize()
        return name if self.release in ("rolling", "edge", "") else f"{name} {self.release}"


@cache
def systems() -> tuple[System, ...]:
    """Every release of the table, in its order."""
    return tuple(
        System(name, release, python, refuses == "yes", first, tuple(names.split()), end)
        for name, release, names, first, python, refuses, end in data.rows("systems.tsv")
    )


def _named(text: str) -> System | None:
    match = _NAMED.search(text)
    if match is None or match.lastgroup is None:
        return None
    number = match[match.lastgroup]
    if match.lastgroup == "ubuntu":
        number = f"{number[:2]}.{number[-2:]}"
    return _find(match.lastgroup, number)


def of_box(name: str) -> System | None:
    """The release that the name of a Vagrant box states: `ubuntu/bionic64`, `generic/debian10`,
    `bento/ubuntu-18.04`; of another distribution its name (`centos/7`). None where nothing tells.
    """
    name = name.lower()
    named = _named(name.replace("/", "-"))
    if named is not None:
        return named
    found = called(name_of(name).removesuffix("64").removesuffix("32"))
    if found is None and (other := _OTHERS.search(name)) is not None:
        return System(other["name"], "")
    return found


_BOX = lazy(r"""(?m)^[^#\r\n]*\.vm\.box\s*=\s*["']([^"'\r\n]+)["']""")


class Boxes:
    """The boxes that a Vagrantfile names: one for each machine, or one for all of them."""

    def __init__(self, text: str) -> None:
        found = [(match.start(), of_box(match[1])) for match in _BOX.finditer(text)]
        self._starts = [start for start, _ in found]
        self.systems = [system for _, system in found]
        """The releases that they state, in their order; None for one that states none."""
        self._only = self.systems[0] if len(set(self.systems)) == 1 else None

    def of_machine(self, offset: int) -> System | None:
        """The release of the machine that a place of the file is about: that of the nearest box
        above, or else of the only one; None where nothing tells.
        """
        index = bisect_left(self._starts, offset)
        return self.systems[index - 1] if index else self._only


def called(word: str) -> System | None:
    """The release that has a name: `bionic`, `bookworm`."""
    return next((system for system in systems() if word and word in system.names), None)


def of_image(image: Image, today: datetime.date) -> System | None:
    """The release that an image's name states; a tag that moves (`latest`) is taken for what it is
    on the day *today*. None where nothing tells.
    """
    if "$" in image.text or "\0" in image.text:
        return None
    name = name_of(image.path)
    if image.official and name in ("debian", "ubuntu", "alpine"):
        return _of_tag(name, image.tag, today) if image.tag or not image.digest else None
    if name == "archlinux" and (image.official or image.path.endswith("archlinux/archlinux")):
        return _find("arch", "rolling")
    for text in (image.tag, name):
        named = _named(text)
        if named is not None:
            return named
    if image.path.startswith("ubuntu/"):  # Canonical's: `ubuntu/nginx:1.18-22.04_edge`
        match = _OF_UBUNTU.search(image.tag)
        return _find("ubuntu", match[1]) if match is not None else None
    words = {*_WORD.split(image.tag)} - _CHANNELS
    of_ros = "ros" in _WORD.split(name)
    if of_ros:
        words -= {*_ROS}
    named = next(
        (system for system in systems() for word in words if word and word in system.names), None
    )
    if named is None and of_ros and (image.official or image.path.endswith("osrf/ros")):
        return of_ros_release(_WORD.split(image.tag)[0])
    return named or _of_official(image, name, today)


# What a tag may say beside its version without choosing a release of its distribution.
_VARIANTS = frozenset("alpine apache cli current fpm jdk jre latest lts slim zts".split())
_SERIES = lazy(r"\d+(?:\.\d+)*$")


def _of_official(image: Image, name: str, today: datetime.date) -> System | None:
    """The system of an official image whose tag names none (`node:20`, `ruby:3.3-alpine`), where
    it certainly refuses; which release it is, such a tag does not tell.
    """
    row = data.row("official-images.tsv", name) if image.official else None
    if row is None:
        return None
    _, system, moving, every, since = row
    first, *variants = (image.tag or "latest").split("-")
    version = _key(first) if _SERIES.match(first) else ()
    if not version:
        variants.append(first)
    if not _VARIANTS.issuperset(variants) or today.isoformat() < since:
        return None
    series, whole = _key(moving), _key(every)
    # `1` and `1.22` are the newest of theirs; `1.22.3` stays what it is, and so does a digest.
    if len(version) > len(series) or image.digest:
        refuses = version[: len(whole)] >= whole
    else:
        refuses = version >= series[: len(version)]
    return (
        System("alpine" if "alpine" in variants else system, "", refuses=True) if refuses else None
    )


def of_ros_release(name: str) -> System | None:
    """The release of Ubuntu that a release of ROS (`humble`) has its packages for."""
    release = _ROS.get(name)
    return _find("ubuntu", release) if release is not None else None


def _of_tag(name: str, tag: str, today: datetime.date) -> System | None:
    """The release of a distribution's own image by its tag."""
    released = [
        system
        for system in systems()
        if system.name == name and system.first and system.first <= today.isoformat()
    ]
    if name == "ubuntu":
        supported = [
            one for one in released if one.release.endswith(".04") and int(one.release[:2]) % 2 == 0
        ]
    else:
        supported = released
    word = _WORD.split(tag)[0] if tag else "latest"
    if word in ("latest", "stable") or (name == "alpine" and tag == "3"):
        return supported[-1] if supported else None
    if name == "debian" and word in ("oldstable", "oldoldstable"):
        back = 2 if word == "oldstable" else 3
        return released[-back] if len(released) >= back else None
    if name == "debian" and word in ("testing", "rc"):
        later = [one for one in systems() if one.name == name and one not in released]
        return later[0] if later else None
    if name == "ubuntu" and word in ("rolling", "devel"):
        return released[-1] if released else None
    match = _NUMBER.match(tag)
    if match is not None:
        return _find(name, match[1] if name == "debian" else f"{match[1]}.{match[2]}")
    return next((one for one in systems() if one.name == name and word in one.names), None)


def _find(name: str, release: str) -> System | None:
    """The release of that number; one that is newer than the table refuses, too."""
    rows = [system for system in systems() if system.name == name]
    found = next((system for system in rows if system.release == release), None)
    if found is not None:
        return found
    numbers = [_key(system.release) for system in rows if system.release[:1].isdigit()]
    if re.fullmatch(r"\d+(?:\.\d+)?", release):
        if numbers and _key(release) > max(numbers):
            return System(name, release, refuses=True)
        if numbers and _key(release) < min(numbers):
            return System(name, release)
    return None


def _key(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


def python_of(image: Image) -> str:
    """Whose Python an image starts with: `image` (its own, as of `python:3.12`), `conda`, `system`
    (the distribution's, or none at all until its package manager brings it), or empty where that is
    not known.
    """
    if _CONDA.search(image.path):
        return "conda"
    uv = image.family.endswith("/uv")
    if image.version or image.floating or (image.family and not uv):
        if image.family == "osrf/ros" and not image.version:
            return "maker"
        # The known families that are none of Python's are plain systems and conda's.
        return "system" if image.family == "nvidia/cuda" and not image.version else "image"
    name = name_of(image.path)
    if uv:
        return "system"
    if (image.official and name in _WITHOUT) or image.path.endswith(_WITHOUT_PATHS):
        return "system"
    return "" if _OWN.search(f"{image.path}:{image.tag}") else "maker"


# -- The Python and the C library of a stage, as its base image states them.

# Folders that hold an interpreter with its library: whoever takes them along brings the
# environment's own Python.
_INTERPRETER = lazy(
    r"^/?$|^/usr(?:/local)?(?:/(?:lib|bin)(?:/(?:python[\d.]*\*?)?)?)?/?$|(?:^|/)(?:\.?pyenv|uv/python|\.local/share(?:/uv)?|python|pythons?|conda|miniconda3?|"
    r"miniforge3?|cpython[^/]*|opt/python[\d.]*)(?:/|$)|(?:^|/)bin/python[\d.]*\*?$"
)
_PACKAGE = lazy(r"(?:lib)?python[23](?:\.\d+)?(?:-minimal|-full|-venv|-dev)?$")


def base_image(stage: Stage) -> Image | None:
    """What the stage starts from, through the stages that it is `FROM`; None where a variable hides
    it.
    """
    image = stage.root.image
    if image is None or not image.text.text or image.text.text.startswith(UNKNOWN):
        return None
    return images.read(image.text.text.replace(UNKNOWN, "$"))


def installs_python(commands: Iterable[Command]) -> bool:
    """Whether commands bring a Python beside the image's own: a distribution's package, uv's,
    pyenv's, conda's or a build of one.
    """
    for command in commands:
        texts = command.texts
        if command.tool in PACKAGE_MANAGERS and any(
            _PACKAGE.match(text.partition("=")[0].partition("~")[0]) for text in texts
        ):
            return True
        if (command.tool in CONDA or command.tool in PYTHON_MANAGERS) and {
            "install",
            "create",
            "use",
            "global",
        } & set(texts):
            return True
        if command.tool == "uv" and texts[:2] in (["python", "install"], ["python", "pin"]):
            return True
        if command.tool in ("make", "configure") and any(
            "altinstall" in text or "python" in text.lower() for text in texts
        ):
            return True
    return False


_PLAIN_PACKAGE = lazy(r"(?:lib)?python3(?:-minimal|-full|-venv|-dev)?$")


def own_python(stage: Stage, commands: Iterable[Command], today: datetime.date) -> str:
    """The minor of the distribution's own Python that a stage has, where its package manager brings
    that one and nothing brings another; empty where it has none, or that is not known.
    """
    image = base_image(stage)
    system = of_image(image, today) if image is not None and python_of(image) == "system" else None
    if system is None or not system.python:
        return ""
    found = False
    for command in commands:
        if not installs_python((command,)):
            if command.tool in ("add-apt-repository", "uv", "pyenv", "conda", "mamba"):
                return ""
            continue
        packages = [text for text in command.texts if _PACKAGE.match(text)]
        own = f"python{system.python}"
        if not packages or not all(
            _PLAIN_PACKAGE.match(text.replace(own, "python3", 1)) for text in packages
        ):
            return ""
        found = True
    return system.python if found else ""


def is_maintained(stage: Stage, today: datetime.date) -> bool:
    """Whether the distribution that a stage is made of fixes what it ships, its Python too, on the
    day *today*.
    """
    image = base_image(stage)
    system = of_image(image, today) if image is not None else None
    return system is not None and today.isoformat() <= system.end


def takes_interpreter(stage: Stage) -> bool:
    """Whether a stage takes an interpreter over from another one or another image, or may do so."""
    return any(
        word.known is None or _INTERPRETER.search(word.known.rstrip("/") or "/") is not None
        for member in stage.chain
        for instruction in member.instructions
        if instruction.keyword in ("COPY", "ADD") and "from" in instruction.flags
        for word in instruction.words[:-1]
    )
