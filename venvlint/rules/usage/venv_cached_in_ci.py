"""A virtual environment in a CI cache that does not know its Python.

## Why
An environment is not a copy of Python: it links to the very interpreter that made it, such as
`/opt/hostedtoolcache/Python/3.12.7/x64/bin/python`. The runners get each new patch release within
days and drop the old one. A cache that is found
again by a key without the version then brings back an environment with dead links:
`.venv/bin/python: No such file or directory`,
or `ModuleNotFoundError` for what was compiled for another minor.

## Bad
    - uses: actions/cache@v4
      with:
        path: .venv
        key: venv-${{ runner.os }}-${{ hashFiles('poetry.lock') }}

## Good
    - uses: actions/setup-python@v5
      id: python
      with:
        python-version: "3.12"
    - uses: actions/cache@v4
      with:
        path: .venv
        key: venv-${{ runner.os }}-${{ steps.python.outputs.python-version }}-${{ hashFiles('poetry.lock') }}

GitHub finds a cache by its paths as well as by its key: where the path has the version
(`${{ env.pythonLocation }}`), no other Python finds it.

A key with the commit or the run (`$CI_COMMIT_SHA`, `github.run_id`) is never found by another
Python, as long as all who share it have the same one and no fallback drops it. In a job container or
a GitLab image the image's minor is enough; CircleCI's `cimg/python` keeps each patch in a folder of
its own.

An info for `.tox` and `.nox`, whose programs look at the Python of each environment before they use
it: the cache is lost then, and nothing breaks.

## How to fix
Put the exact version into the key, and into each of the `restore-keys`; setup-python's output
`python-version` holds it. Or cache what was
downloaded instead of the environment: `cache: pip` of setup-python, `enable-cache` of setup-uv.

## When to ignore it
On machines of your own whose Python never changes place.
"""  # noqa: E501

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Related, Severity, rule
from venvlint.record import asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.rules.usage._ci_caches import Cache
    from venvlint.tree import Tree

_VERSION = {
    "github": (
        "`${{ steps.ID.outputs.python-version }}`, where `ID` is the `id` of the"
        " actions/setup-python step,"
    ),
    "gitlab": "the image's name (`$CI_JOB_IMAGE`)",
    "bitbucket": "a file that pins the exact version, such as `.python-version`,",
    "circleci": (
        "the exact Python version (such as `py3.12.4`, the tag of a `cimg/python` image, or `{{"
        ' checksum ".python-version" }}`)'
    ),
    "azure": "the Python version (such as `$(python.version)`)",
}


_OF_A_STEP = lazy(r"\bsteps\.([\w-]+)\.outputs\.python-version\b")


_RUNNERS = {".tox": "tox", ".nox": "nox"}
"""What alone works in such a folder, and compares each environment's Python with the one that it is
asked for. (Tried with tox 4 and nox 2026.)
"""


@rule("VL407", Severity.ERROR, needs=("ci_jobs",))
def venv_cached_in_ci(tree: Tree) -> Iterator[Finding]:
    from venvlint.rules.usage._ci_caches import build

    # What restores and what saves under one key is one cache, whichever jobs they are in.
    groups: dict[tuple[str, str], list[Cache]] = {}
    for cache in build(tree):
        name = " ".join((cache.key.string or "").split()) if cache.key else ""
        groups.setdefault((cache.at.document.path, name or f"@{cache.at.start}"), []).append(cache)
    for group in groups.values():
        yield from _finding(tree, group)


def _finding(tree: Tree, group: list[Cache]) -> Iterator[Finding]:
    from venvlint.rules.usage._cache_keys import (
        Knows,
        key_knows,
        path_knows,
        prefixes_know,
        share_one_python,
    )
    from venvlint.rules.usage._ci_caches import environment_paths, keeps_its_python, may_be_made

    found = [(cache, path) for cache in group for path in environment_paths(tree, cache)]
    kept = [path for _, path in found]
    if not kept or keeps_its_python(group) or not may_be_made(tree, group):
        return
    told = next((cache for cache in group if cache.role == "save"), group[0])
    # An image brings one Python at one path: its minor is all that there is to know. CircleCI's own
    # keep each patch in a folder of its own (`~/.pyenv/versions/3.12.4`).
    in_place = told.job.images and not any(
        (image.string or "").startswith("cimg/") for image in told.job.images
    )
    enough = Knows.MINOR if in_place else Knows.EXACT
    alone = share_one_python(group)
    by_path = max(path_knows(tree, cache, path) for cache, path in found)
    key = max(by_path, *(key_knows(tree, cache, cache.key, alone=alone) for cache in group))
    fallback = min(
        (
            max(by_path, known)
            for cache in group
            if (known := prefixes_know(tree, cache, alone=alone)) is not None
        ),
        default=None,
    )
    advice = (
        _whole_key(told)
        or _of_files(told)
        or f"Put {_image(told) or _written(told.job) or _VERSION[told.job.system]} into the key"
    )
    advice += ", or cache the downloads of pip or uv instead of the environment."
    again = _RUNNERS.get(name_of(kept[0])) if Knows.NOTHING in (key, fallback) else None
    if again and all(name_of(path) in _RUNNERS for path in kept):
        yield Finding(
            told.place,
            f"this cache of the environment `{kept[0]}` is found by every Python; `{again}` makes"
            " the environment anew where its own is gone",
            advice,
            severity=Severity.INFO,
        )
    elif key is Knows.NOTHING:
        asked = _asked_in_vain(told)
        reason = f": no step before it has the `id` {asked}" if asked else ""
        yield Finding(
            told.place,
            f"the key of this cache of the environment `{kept[0]}` does not hold the Python"
            f" version{reason}",
            advice,
        )
    elif fallback is Knows.NOTHING:
        related = tuple(
            Related(node.at, "matches caches of every Python")
            for cache in group
            for node in cache.prefixes
        )
        yield Finding(
            told.place,
            f"the fallback keys of this cache of the environment `{kept[0]}` drop the Python"
            " version",
            "Put the part with the Python version into each fallback key too, or remove the"
            " fallback keys.",
            related=related[:1],
            severity=Severity.WARNING,
        )
    elif min(key, fallback if fallback is not None else key) < enough:
        yield Finding(
            told.place,
            f"the key of this cache of the environment `{kept[0]}` holds only the minor version of"
            " Python",
            advice,
            severity=Severity.INFO,
        )


def _asked_in_vain(cache: Cache) -> str:
    """The `id` that the key asks for the Python's version and that no step before it has."""
    from venvlint.rules.usage._cache_keys import is_nobodys

    text = (cache.key.string or "") if cache.job.system == "github" else ""
    return next(
        (found[1] for found in _OF_A_STEP.finditer(text) if is_nobodys(cache, found[1])), ""
    )


@asked_once
def _setup_python(job: Job) -> Step | None:
    return next((one for one in job.steps if one.uses == "actions/setup-python"), None)


def _of_files(cache: Cache) -> str:
    """What to do with a key of GitLab's that is made of files: only its prefix takes more."""
    key = cache.key
    if cache.job.system != "gitlab" or not key.get("files"):
        return ""
    what = _image(cache) or _VERSION["gitlab"]
    prefix = key.get("prefix")
    if prefix:
        return f"Put {what} into the `prefix` of the key"
    return f"Give the key a `prefix` with {what}"


def _image(cache: Cache) -> str:
    """The image of a job of GitHub that runs in one, where its name tells the Python: no step sets
    one up. GitLab takes no key with a slash in it, as many an image's name has one.
    """
    job = cache.job
    if job.system == "gitlab" and any("/" in (image.string or "") for image in job.images):
        return "the Python version of the image (such as `py3.12`)"
    if job.system != "github" or not job.images or _setup_python(job) is not None:
        return ""
    named = job.images[0].string or ""
    return f"the name of the job's image (`{named}`)" if named and "$" not in named else ""


def _written(job: Job) -> str:
    """What a job of GitHub has to put there whose Python is uv's or the machine's: nothing has its
    version in an output. Empty elsewhere.
    """
    if job.system != "github" or any(
        one.uses == "actions/setup-python" for one in (*job.steps, *job.called)
    ):
        return ""
    return (
        "the exact version of the Python that makes the environment, which a step has to write to"
        " `$GITHUB_OUTPUT`,"
    )


def _whole_key(cache: Cache) -> str:
    """The key as it has to be written, of a job of GitHub that sets up its Python by the action;
    empty elsewhere.
    """
    key = cache.key.string
    setup = _setup_python(cache.job)
    if cache.job.system != "github" or setup is None or not key or "\n" in key:
        return ""
    if not setup.id and (asked := _asked_in_vain(cache)):
        return f"Give the step of `actions/setup-python` the line `id: {asked}`"
    written = f"`key: py${{{{ steps.{setup.id or 'python'}.outputs.python-version }}}}-{key}`"
    if setup.id:
        return f"Write {written}"
    return f"Give the step of `actions/setup-python` the line `id: python` and write {written}"
