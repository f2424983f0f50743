"""An image of a plain distribution installs packages into the system's Python.

## Why
In `ubuntu`, `debian`, `fedora` or `alpine` the Python belongs to the distribution. pip refuses
there
(`error: externally-managed-environment`) or mixes its packages with those that `apt` or `dnf` look
after, and a later upgrade of either breaks the
other. The `python` images have a Python of their own that nothing else uses.

## Bad
    FROM ubuntu:22.04
    RUN apt-get update && apt-get install -y python3-pip
    RUN pip3 install -r requirements.txt

## Good
    FROM ubuntu:22.04
    RUN apt-get update && apt-get install -y python3-venv
    RUN python3 -m venv /opt/venv
    ENV PATH="/opt/venv/bin:$PATH"
    RUN pip install -r requirements.txt

## How to fix
Make an environment and put it first on `PATH`, or start from a `python` image.

## When to ignore it
When the image needs the distribution's own Python packages, and you are sure that no upgrade will
follow.
"""

from __future__ import annotations

from venvlint.files.paths import name_of
from venvlint.model import Finding, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL411", Severity.INFO, opt_in=True, needs=("commands.sequences",))
def container_without_venv(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts import images
    from venvlint.facts.commands import installs

    seen: set[Location] = set()
    for sequence in tree.commands.sequences:
        stage, recipe = sequence.stage, sequence.recipe
        if (
            stage is None
            or recipe is None
            or stage not in tree.builds[recipe.path].finals
            or stage.root.image is None
        ):
            continue
        image = images.read(stage.root.image.text.text)
        if (
            not image.distribution
            or image.version
            or image.floating
            or not _is_plain(stage.root.image.name)
        ):
            continue
        for command in sequence.commands:
            if (
                installs.installs(command)
                and installs.into_system(command)
                and not installs.only_outside_tools(command)
            ):
                if command.at not in seen:
                    seen.add(command.at)
                    yield Finding(
                        command.at,
                        f"installs into the system's Python of `{stage.root.image.name}`",
                        "Make an environment (`python3 -m venv /opt/venv`) and put it on `PATH`"
                        " with `ENV`, or start from a `python` image.",
                    )
                break


def _is_plain(name: str) -> bool:
    """Whether an image is a distribution and nothing more."""
    last = name_of(name)
    plain = (
        "ubuntu",
        "debian",
        "alpine",
        "fedora",
        "centos",
        "rockylinux",
        "almalinux",
        "amazonlinux",
        "oraclelinux",
        "archlinux",
        "photon",
        "ubi",
    )
    return (
        last.startswith(plain)
        or last in ("leap", "tumbleweed", "base", "stream", "wolfi-base", "minideb")
        or name.startswith(("opensuse/", "redhat/"))
    )
