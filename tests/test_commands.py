"""Every command that a message gives is typed as it is, with the real programs: afterwards the
violation is gone.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import sys
import zipfile

import pytest

from tests.made import (
    environment,
    findings_in,
    git,
    metadata,
    needs_git,
    needs_links,
    repository,
    typed,
    venv,
    write,
)

pytestmark = [needs_git, needs_links]
MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
SITE = f"lib/python{MINOR}/site-packages"
PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = "{}"\n'


def wheel(folder, name, version, *requires):
    """A distribution with one empty module, for an installer that asks no index."""
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = ""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            record += f"{path},sha256={digest.decode().rstrip('=')},{len(text)}\n"
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")


@pytest.fixture
def offline(tmp_path_factory):
    """Variables under which pip installs from a folder of wheels alone."""
    folder = tmp_path_factory.mktemp("wheels")
    for version in ("1.0", "2.0"):
        wheel(folder, "lib", version)
    wheel(folder, "app", "1.0", "lib<2")
    wheel(folder, "app", "2.0", "lib>=2")
    return {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }


def committed(root):
    repository(root, {"app.py": "", ".gitignore": "*.log", **environment("my env")})


def committed_root(root):
    repository(root, {"app.py": "", "bin/manage.py": "", **environment("")})


def committed_link(root):
    repository(root, {"app.py": ""})
    (root / ".venv").symlink_to("/home/ana/.virtualenvs/shop")
    git(root, "add", "-f", ".venv")


def only_staged(root):
    repository(root, {"app.py": ""})
    git(root, "commit", "-q", "-m", "x")
    write(root, environment("venv"))
    git(root, "add", "-f", "venv")


def not_ignored(root):
    repository(root, {"app.py": "", ".gitignore": "*.log"})
    write(root, environment("it's mine"))


def not_ignored_yet(root):
    repository(root, {"app.py": "", "requirements.txt": "six==1.17.0\n"})


def caches(root):
    files = {f"d{number}/__pycache__/a.cpython-312.pyc": b"" for number in range(9)}
    repository(root, {"a.py": "", ".gitignore": "/__pycache__/\n", **files})


def hidden_lock(root):
    files = {"pyproject.toml": PROJECT.format(">=3.11"), ".gitignore": "*.lock\n", "app.py": ""}
    repository(root, files)
    write(root, {"uv.lock": "", "api/poetry.lock": ""})


def hidden_folder(root):
    repository(root, {"app.py": "", ".gitignore": "requirements/\n"})
    write(root, {"requirements/base.txt": "six==1.17.0\n"})


def moved(root):
    repository(root, {"app.py": "", "requirements.txt": "lib==1.0\n"})
    venv(root / "first", "--with-pip")
    (root / "first").rename(root / "my env")


def broken(root):
    """A base that is gone: whatever Python there is has to do."""
    repository(root, {"app.py": "", "requirements.txt": "lib==1.0\n"})
    venv(root / ".venv", "--with-pip")
    for name in ("python", "python3", f"python{MINOR}"):
        (root / ".venv/bin" / name).unlink()
        (root / ".venv/bin" / name).symlink_to("/opt/gone/bin/python3.9")
    text = (root / ".venv/pyvenv.cfg").read_text(encoding="utf-8")
    (root / ".venv/pyvenv.cfg").write_text(text.replace(MINOR, "3.9"), encoding="utf-8")
    (root / f".venv/lib/python{MINOR}").rename(root / ".venv/lib/python3.9")


def of_another_python(root):
    repository(
        root,
        {
            "app.py": "",
            ".python-version": f"{MINOR}\n",
            "requirements.txt": "lib==1.0\n",
            "setup.cfg": f"[metadata]\nname = x\n[options]\npython_requires = >={MINOR}\n",
        },
    )
    write(root, environment(".venv", python="3.8.1", at=str(root / ".venv")))


def installed(place, name, version, *requires):
    """A distribution that pip can take out again."""
    files = metadata(SITE, name, version, *requires)
    info = f"{SITE}/{name}-{version}.dist-info"
    record = "".join(f"{path.removeprefix(f'{SITE}/')},,\n" for path in [*files, f"{info}/RECORD"])
    write(place, {**files, f"{info}/RECORD": record})


def out_of_sync(root):
    repository(root, {"app.py": "", "requirements.txt": "lib==2.0\n"})
    venv(root / ".venv", "--with-pip")
    installed(root / ".venv", "lib", "1.0")


def lacking(root):
    repository(root, {"app.py": ""})
    venv(root / "my env", "--with-pip")
    write(root / "my env", metadata(SITE, "app", "2.0", "lib>=2"))


def pinned_away(root):
    repository(root, {"app.py": "", "requirements.txt": "lib==1.0\napp\n"})
    venv(root / ".venv", "--with-pip")
    installed(root / ".venv", "app", "2.0", "lib>=2")
    installed(root / ".venv", "lib", "1.0")


def ended_pin(root):
    repository(root, {"app.py": "", ".python-version": "3.9\n"})


def ended_floor(root):
    files = {"pyproject.toml": PROJECT.format(">=3.9"), "src/shop.py": ""}
    repository(root, files)


def two_locks(root):
    text = (
        "[tool.poetry]\nname = 'x'\nversion = '1'\n[tool.poetry.dependencies]\npython = '^3.12'\n"
    )
    repository(
        root, {"pyproject.toml": text, "poetry.lock": "", "Pipfile.lock": "{}", "app.py": ""}
    )
    git(root, "commit", "-q", "-m", "x")


TREES = [
    ("VL101", committed),
    ("VL101", committed_root),
    ("VL101", committed_link),
    ("VL101", only_staged),
    ("VL102", not_ignored),
    ("VL102", not_ignored_yet),
    ("VL103", caches),
    ("VL105", hidden_lock),
    ("VL105", hidden_folder),
    ("VL307", of_another_python),
    ("VL310", ended_pin),
    ("VL310", ended_floor),
    ("VL501", moved),
    ("VL502", broken),
    ("VL503", broken),
    ("VL503", out_of_sync),
    ("VL504", lacking),
    ("VL504", pinned_away),
    ("VL602", two_locks),
]


@pytest.mark.parametrize(
    ("code", "build"), [pytest.param(*one, id=f"{one[0]} {one[1].__name__}") for one in TREES]
)
def test_what_is_typed_mends_it(tmp_path, offline, code, build):
    root = tmp_path / "a project"
    root.mkdir()
    build(root)
    found = findings_in(code, root)
    assert found
    for violation in found:
        assert violation.commands
        typed(violation, root, **offline)
    assert findings_in(code, root) == []


def test_two_pins_that_exclude_each_other_are_for_a_person(tmp_path):
    repository(tmp_path, {"app.py": "", "requirements.txt": "lib==1.0\napp==2.0\n"})
    venv(tmp_path / ".venv")
    write(tmp_path / ".venv", metadata(SITE, "app", "2.0", "lib>=2") | metadata(SITE, "lib", "1.0"))
    (violation,) = findings_in("VL504", tmp_path)
    assert violation.commands == ()
    assert violation.suggestion == (
        "Pin another version of one of them: `app==2.0` needs `lib>=2` and does not go together"
        " with `lib==1.0`."
    )
    assert [place.at.line for place in violation.related] == [2, 1]


def test_one_python_for_one_environment(tmp_path):
    """VL501, VL502 and VL307 agree, whichever is read first."""
    of_another_python(tmp_path)
    shutil.copytree(tmp_path / ".venv", tmp_path / "env", symlinks=True)
    told = {
        command
        for code in ("VL307", "VL501")
        for violation in findings_in(code, tmp_path)
        for command in violation.commands
        if " env" in command and "-m venv" in command
    }
    assert told == {f"python{MINOR} -m venv --clear env"}
