from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from tests.made import (
    environment,
    findings_in,
    git,
    metadata,
    needs_git,
    needs_links,
    repository,
    typed,
)
from venvlint.model import Severity


@pytest.mark.parametrize(
    ("files", "more"),
    [
        pytest.param(
            {"env/__init__.py": "", "venv/vec.py": "x = 1\n"},
            {},
            id="source packages of these names",
        ),
        pytest.param(
            {"app.py": ""}, {"untracked": environment("venv")}, id="on disk and not tracked"
        ),
        pytest.param(
            metadata("layer/python/lib/python3.11/site-packages", "six", "1"),
            {},
            id="a vendored tree",
        ),
        pytest.param(
            {".tox/log/1.txt": ""}, {}, id="what tox wrote besides environments is a cache"
        ),
        pytest.param(
            {
                f"docs/_build/{folder}/lib/python3.6/site-packages/six-1.11.0.dist-info/{name}": ""
                for folder, name in (
                    ("doctrees/env", "DESCRIPTION.doctree"),
                    ("html/env", "DESCRIPTION.html"),
                    ("html/_sources/env", "DESCRIPTION.rst.txt"),
                )
            },
            {},
            id="pages that Sphinx made of one",
        ),
    ],
)
def test_quiet(files, more):
    assert lint("VL101", files, **more) == []


def test_an_environment_below_the_documentation():
    site = "docs/env/lib/python3.6/site-packages/six-1.11.0.dist-info"
    (said,) = lint("VL101", {f"{site}/DESCRIPTION.rst": "", f"{site}/license.html": ""})
    assert said.startswith("docs/env:1: `docs/env` is a virtual environment that Git tracks")


def test_reports_the_directory_once():
    files = {"app.py": "", **environment("main")}
    assert lint("VL101", files) == [
        (
            f"main:1: `main` is a virtual environment that Git tracks: {len(environment())} files, 1 kB,"
            " Python 3.12.4; `main/pyvenv.cfg` proves it"
        )
    ]
    (violation,) = findings("VL101", files)
    assert violation.commands == ("git rm -r -q --cached -- main", "echo /main/ >> .gitignore")


def test_the_projects_own_folder_is_never_named_as_a_whole():
    (violation,) = findings(
        "VL101", {"app.py": "", "README.md": "", "requirements.txt": "", **environment("")}
    )
    assert violation.at.path == "."
    assert violation.message.startswith(
        "the project's own folder is a virtual environment that Git tracks"
    )
    assert violation.commands == (
        "git rm -r -q --cached -- bin lib pyvenv.cfg",
        "printf '%s\\n' /bin/ /lib/ pyvenv.cfg >> .gitignore",
    )
    assert violation.fix.untrack == ("bin", "lib", "pyvenv.cfg")


def test_the_users_own_files_are_named_and_kept():
    (violation,) = findings(
        "VL101", {**environment("my env"), "my env/manage.py": "", "my env/shop/models.py": ""}
    )
    assert violation.message.endswith(
        "your own files in it: `my env/manage.py`, `my env/shop/models.py`"
    )
    assert violation.commands == (
        "git rm -r -q --cached -- 'my env/bin' 'my env/lib' 'my env/pyvenv.cfg'",
        "printf '%s\\n' '/my env/bin/' '/my env/lib/' '/my env/pyvenv.cfg' >> .gitignore",
    )


def test_the_users_own_files_among_the_scripts_stay():
    (violation,) = findings("VL101", {**environment("env"), "env/bin/manage.py": ""})
    assert violation.commands == (
        "git rm -r -q --cached -- env/bin env/lib env/pyvenv.cfg ':(exclude)env/bin/manage.py'",
        "printf '%s\\n' /env/bin/ /env/lib/ /env/pyvenv.cfg >> .gitignore",
    )
    assert violation.fix.untrack == ("env/bin/activate", "env/bin/pip", "env/lib", "env/pyvenv.cfg")


def test_a_lone_configuration_is_reported_as_a_file():
    (violation,) = findings("VL101", {"src/pyvenv.cfg": "home = /usr/bin\n", "src/a.py": ""})
    assert violation.at.path == "src/pyvenv.cfg"
    assert violation.commands == (
        "git rm -r -q --cached -- src/pyvenv.cfg",
        "echo /src/pyvenv.cfg >> .gitignore",
    )


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param(environment("env"), Severity.ERROR, id="usual"),
        pytest.param(environment("tests/data/env"), Severity.INFO, id="test data"),
        pytest.param(
            {"py/pyvenv.cfg": "home = bin\n", "py/bin/python": ""},
            Severity.INFO,
            id="a portable bundle",
        ),
    ],
)
def test_severity(files, severity):
    assert [violation.severity for violation in findings("VL101", files)] == [severity]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(None, "env/\n", id="created"),
        pytest.param("*.log\r\n", "*.log\r\nenv/\r\n", id="line ends are kept"),
        pytest.param("*.log", "*.log\nenv/\n", id="the last line is ended"),
    ],
)
def test_fix(before, after):
    files = {
        "app.py": "",
        **environment("env"),
        **({} if before is None else {".gitignore": before}),
    }
    assert fix("VL101", files, unsafe=True) == {".gitignore": after}


def test_fix_leaves_an_ignore_file_alone_that_covers_it():
    assert fix("VL101", {".gitignore": "env/\n", **environment("env")}, unsafe=True) == {}


def test_fix_names_the_parts_where_the_user_works():
    assert fix("VL101", {**environment("a/env"), "a/env/app.py": ""}, unsafe=True) == {
        ".gitignore": "/a/env/bin/\n/a/env/lib/\n/a/env/pyvenv.cfg\n"
    }


@needs_git
def test_what_tests_need_is_not_taken_out():
    (violation,) = findings("VL101", environment("tests/data/venv"))
    assert (violation.severity, violation.fix) == (Severity.INFO, None)


def test_fix_leaves_source_folders_of_the_same_name_alone():
    files = {"app.py": "", **environment("main"), "app/main/views.py": ""}
    assert fix("VL101", files, unsafe=True) == {".gitignore": "/main/\n"}


def test_fix_of_a_root_that_is_an_environment_leaves_folders_below_alone():
    files = {"app.py": "", **environment(""), "shop/lib/prices.py": ""}
    assert fix("VL101", files, unsafe=True) == {".gitignore": "/bin/\n/lib/\npyvenv.cfg\n"}


def test_the_commands_do_what_they_say(tmp_path):
    repository(
        tmp_path, {"app.py": "", "share/logo.svg": "", "bin/manage.py": "", **environment("")}
    )
    (violation,) = findings_in("VL101", tmp_path)
    typed(violation, tmp_path)
    assert git(tmp_path, "ls-files").split() == ["app.py", "bin/manage.py", "share/logo.svg"]
    assert findings_in("VL101", tmp_path) == []


def _with_links(directory, links, *, files=None, tracked=True):
    repository(directory, {"app.py": "", "setup.cfg": "", **(files or {})})
    for path, target in links.items():
        (directory / path).symlink_to(target)
    if tracked:
        git(directory, "add", "-f", "--", *links)
    return directory


@needs_git
@needs_links
@pytest.mark.parametrize(
    ("links", "more"),
    [
        pytest.param({".venv": "/home/ana/.virtualenvs/shop"}, {"tracked": False}, id="on disk"),
        pytest.param({"env": "deploy/settings"}, {}, id="a folder of settings"),
        pytest.param(
            {"venv": "tools"}, {"files": {"tools/a.py": ""}}, id="another name of a source folder"
        ),
        pytest.param({"python": "/usr/bin/python3"}, {}, id="an interpreter"),
        pytest.param({"logo.svg": "/home/ana/logo.svg"}, {}, id="a link to something else"),
    ],
)
def test_quiet_about_links(tmp_path, links, more):
    assert findings_in("VL101", _with_links(tmp_path, links, **more)) == []


@needs_git
@needs_links
@pytest.mark.parametrize(
    "links",
    [
        pytest.param(
            {".venv": "/home/ana/.virtualenvs/shop"}, id="named like one, and leads to one"
        ),
        pytest.param({"venv": "../elsewhere/py"}, id="named like one"),
        pytest.param({"python-env": "/home/ana/.virtualenvs/shop"}, id="virtualenvwrapper's"),
        pytest.param({"py": "/opt/miniconda3/envs/shop/"}, id="conda's"),
        pytest.param({"current": "../shop/.venv"}, id="leads to one by its name"),
    ],
)
@pytest.mark.parametrize("staged", [False, True], ids=["on disk", "staged"])
def test_a_tracked_link_is_one_too(tmp_path, links, staged):
    directory = _with_links(tmp_path, links)
    ((path, target),) = links.items()
    (violation,) = findings_in("VL101", directory, staged=staged)
    assert (violation.at.path, violation.severity) == (path, Severity.ERROR)
    assert f"Git tracks `{path}`, a link to an environment (`{target}`)" in violation.message
    assert violation.commands[0] == f"git rm -q --cached -- {path}"
    assert violation.fix.untrack == (path,)
    assert [edit.text for edit in violation.fix.edits] == [
        f"{path}\n" if path in (".venv", "venv") else f"/{path}\n"
    ]


@needs_git
@needs_links
def test_the_link_inside_an_environment_is_a_part_of_it(tmp_path):
    directory = _with_links(tmp_path, {"main/lib64": "lib"}, files=environment("main"))
    (violation,) = findings_in("VL101", directory)
    assert violation.at.path == "main"
