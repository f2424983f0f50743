"""What the attacks share: a marker that nothing may write, and the command as people start it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys

from tests.made import environment


class Marker:
    """A file that hostile code would write."""

    def __init__(self, path):
        self.path = path

    @property
    def shell(self):
        """A shell command that writes the marker, and swallows whatever it is given."""
        return f"echo ran >> {shlex.quote(str(self.path))}"

    @property
    def python(self):
        return f"with open({str(self.path)!r}, 'a') as file: file.write('ran')\n"

    def was_written(self):
        return self.path.exists()


def started(*arguments, cwd, environment=None, python=(), stdout=subprocess.PIPE, **more):
    """`python -m venvlint` in a process of its own."""
    return subprocess.run(
        [sys.executable, *python, "-m", "venvlint", *arguments],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=300,
        **more,
    )


def knows_hooks_of_the_configuration():
    """Whether this Git runs the hooks that settings name (`hook.NAME.command`)."""
    if shutil.which("git") is None:
        return False
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    numbers = re.match(r"git version (\d+)\.(\d+)", said)
    return (int(numbers[1]), int(numbers[2])) >= (2, 54)


def untrack_in_place(self, paths):
    """`Git.untrack` as it would be in the repository itself."""
    names = "".join(f"{name}\0" for name in self.names_below(paths)).encode()
    self.run("update-index", "--force-remove", "-z", "--stdin", stdin=names)


PROJECT = {
    "pyproject.toml": (
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies ='
        ' ["flask"]\n'
    ),
    "requirements.txt": "flask==3.0.0\npytest==8.3.3\n",
    ".gitattributes": "* filter=evil diff=evil\n",
    **environment("env"),
}
"""A project with something to find, to fix and to take out of the index."""
