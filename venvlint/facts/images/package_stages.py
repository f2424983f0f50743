"""Which stages of a Dockerfile give an environment or packages to a stage that is built."""

from __future__ import annotations

from venvlint.files.paths import folder_of
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.readers.dockerfile import Dockerfile, Instruction, Stage

# What is copied from another stage to be used by this one's Python, by the name of a folder on the
# way.
_PACKAGES = lazy(
    r"(?:^|/)(?:\.?v?env|\.?venvs|\.?virtualenvs?|(?:site|dist)-packages|\.local|wheels?|wheelhouse|install(?:ed)?|packages?|pypackages"
    r"|__pypackages__|deps|dependencies|python[\d.]*|py[-_]?deps|conda|mamba|envs)(?:/|$)|\.whl$|^/(?:usr(?:/local)?(?:/(?:bin|lib|lib64))?|opt|root)?/?$"
)
# Where commands of a stage put environments and packages: the word behind these.
_MADE_AT = lazy(
    r"(?:-m\s+venv|\bvirtualenv|\buv\s+venv)\s+(?:-\S+\s+)*([^\s;&|]+)"
    r"|(?:--prefix|--target|--root|--wheel-dir|(?<=\s)-[tw]|UV_PROJECT_ENVIRONMENT|VIRTUAL_ENV)[=\s]+([^\s;&|]+)"
)
_MADE_HERE = lazy(
    r"\b(?:uv\s+sync|poetry\s+install|pdm\s+(?:install|sync)|pipenv\s+(?:install|sync))\b"
)


def contributing_stages(parsed: Dockerfile, final: Stage) -> list[Stage]:
    """The stage and those whose environment or packages end up in it."""
    found = {final.index: final}
    pending, seen = [final], set()
    made: dict[int, tuple[set[str], set[str]]] = {}
    while pending:
        for stage in pending.pop().chain:
            if stage.index in seen:
                break  # and with it everything above
            seen.add(stage.index)
            for instruction in stage.instructions:
                for source, paths in _taken(parsed, instruction):
                    if source.index not in found and _are_packages(paths, source, made):
                        found[source.index] = source
                        pending.append(source)
    return list(found.values())


def packages_taken_from(parsed: Dockerfile) -> frozenset[int]:
    """The stages, by their numbers, whose environment or packages another one takes."""
    made: dict[int, tuple[set[str], set[str]]] = {}
    return frozenset(
        source.index
        for stage in parsed.stages
        for instruction in stage.instructions
        for source, paths in _taken(parsed, instruction)
        if _are_packages(paths, source, made)
    )


def _taken(
    parsed: Dockerfile, instruction: Instruction
) -> Iterator[tuple[Stage, list[str | None]]]:
    """The stages that an instruction takes files from, each with their paths, None for one that
    nobody knows: `COPY --from=`, `RUN --mount=type=bind,from=`.
    """
    if not instruction.flags_text.text:
        return
    if instruction.keyword == "COPY":
        source = parsed.source(instruction)
        if source is not None:
            yield source, [word.known for word in instruction.words[:-1]]
    elif instruction.keyword == "RUN" and instruction.stage is not None:
        for mount in instruction.mounts:
            name = mount.from_.known if mount.kind == "bind" and mount.from_ is not None else None
            source = parsed.stage(name, instruction.stage.index) if name else None
            if source is not None:
                yield source, [mount.source.known if mount.source is not None else "/"]


def _are_packages(
    words: list[str | None], source: Stage, made: dict[int, tuple[set[str], set[str]]]
) -> bool:
    """Whether paths of a stage are what another Python would have to run: an environment, packages,
    wheels.
    """
    if source.index not in made:
        # Nobody builds on more than a few; a chain of thousands would be gone through from each of
        # them.
        paths = {path for stage in source.chain for path in _made_in(stage)}
        made[source.index] = (paths, {above for path in paths for above in _with_parents(path)})
    paths, above = made[source.index]
    for word in words:
        if word is None:
            continue
        path = word.rstrip("/*") or "/"
        if _PACKAGES.search(word) or _PACKAGES.search(path):
            return True
        path = path if path.startswith("/") else f"/{path}"
        if path in above or not paths.isdisjoint(_with_parents(path)):
            return True
    return False


def _made_in(stage: Stage) -> Iterator[str]:
    """Where the commands of a stage put environments and packages."""
    for step in stage.instructions:
        if step.keyword in ("RUN", "ENV"):
            text = step.body.text
            folder = (step.directory or "/").rstrip("/")
            for match in _MADE_AT.finditer(text):
                path = (match[1] or match[2]).strip("\"'").rstrip("/")
                yield path if path.startswith("/") else f"{folder}/{path.removeprefix('./')}"
            if _MADE_HERE.search(text):
                yield f"{folder}/.venv"


def _with_parents(path: str) -> list[str]:
    """A path and the folders that it lies in, the root left out; nobody's are deeper than fifty."""
    found: list[str] = []
    while path and len(found) < 50:
        found.append(path)
        path = folder_of(path)
    return found
