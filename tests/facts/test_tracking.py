from __future__ import annotations

import pytest

from tests.lint import tree
from tests.made import environment, git, needs_git, repository, tree_of, write
from venvlint.config import Config
from venvlint.facts.tracking.folder_names import is_test_data
from venvlint.files.ignore_patterns import ignored_by_patterns


def test_new_files_count_unless_they_are_ignored():
    found = tree(
        {"setup.py": "", ".gitignore": "*.lock\nprivate/\n"},
        untracked={
            "requirements.txt": "",
            "uv.lock": "",
            "api/pyproject.toml": "",
            "private/setup.cfg": "",
            "a/b/c/d/e/setup.cfg": "",
            "notes.pdf": "",
        },
    )
    assert found.paths == (".gitignore", "api/pyproject.toml", "requirements.txt", "setup.py")


def test_nothing_of_an_environment_counts():
    found = tree(
        {
            "app/setup.py": "",
            "env/requirements.txt": "",
            **environment("venv"),
            **environment("work"),
            "work/manage/setup.py": "",
        },
        untracked=environment(".venv") | {".venv/setup.cfg": ""},
    )
    # What is the user's own in an environment's folder is the project's.
    assert found.paths == ("app/setup.py", "env/requirements.txt", "work/manage/setup.py")


def test_the_projects_own_folder_as_environment():
    found = tree({"setup.py": "", "src/tool.sh": "", "scripts/run.sh": "", **environment("")})
    assert found.paths == ("scripts/run.sh", "setup.py", "src/tool.sh")


def test_a_lone_configuration_hides_nothing_else():
    found = tree(
        {"setup.py": "", "pkg/pyvenv.cfg": "home = /usr/bin\n", "pkg/a.py": "", "pkg/setup.cfg": ""}
    )
    assert found.paths == ("pkg/setup.cfg", "setup.py")


def test_exclude():
    assert tree({"setup.py": "", "old/setup.py": ""}, config=Config(exclude=("old/",))).paths == (
        "setup.py",
    )


def test_rules_of_ignore_files():
    found = tree({".gitignore": "*.txt\n!keep.txt\n", "sub/.gitignore": "/venv\n"})
    assert found.ignores.is_ignored("a.txt")
    assert not found.ignores.is_ignored("keep.txt")
    rule = found.ignores.rule("sub/venv/pyvenv.cfg")
    assert rule is not None
    assert (rule.source, rule.line, rule.pattern, rule.is_personal) == (
        "sub/.gitignore",
        1,
        "/venv",
        False,
    )
    assert found.ignores.rule("venv/pyvenv.cfg") is None


def test_what_pip_installed_into_a_tracked_folder_is_other_peoples():
    names = ("boto3", "idna", "pandas")
    installed = {f"fn/load/{name}-1.0.dist-info/METADATA": "Name: x\n" for name in names}
    found = tree({**installed, "setup.py": ""})
    assert found.is_test_data("fn/load/pandas/pyproject.toml")
    assert found.is_test_data("fn/load/bin/normalizer")
    assert not found.is_test_data("fn/load/requirements.txt"), "the function's own"
    assert not found.is_test_data("fn/other/pyproject.toml")
    few = dict(list(installed.items())[:2])
    assert not tree(few).is_test_data("fn/load/pandas/pyproject.toml"), "two may be samples"
    at_the_root = {path.removeprefix("fn/load/"): text for path, text in installed.items()}
    assert not tree(at_the_root).is_test_data("src/pyproject.toml")


@needs_git
def test_a_clean_repository_costs_two_questions(tmp_path, monkeypatch):
    from venvlint.files.processes import Process

    repository(tmp_path, {"setup.py": "", ".gitignore": ".venv/\n", "src/a.py": ""})
    asked = []
    start = Process.__init__

    def counted(self, command, *arguments, **more):
        asked.append(
            next(word for word in command if word in ("ls-files", "check-ignore", "cat-file"))
        )
        start(self, command, *arguments, **more)

    monkeypatch.setattr(Process, "__init__", counted)
    tree_of(tmp_path).path_set  # noqa: B018
    assert asked == ["ls-files"]
    write(tmp_path, {"new.toml": "", "src/other.toml": ""})
    found = tree_of(tmp_path)
    assert found.paths == (".gitignore", "new.toml", "setup.py", "src/other.toml")
    assert found.ignores.is_ignored(".venv/pyvenv.cfg")
    assert asked == ["ls-files", "ls-files", "check-ignore"]


@needs_git
def test_other_repositories_and_environments_are_not_entered(tmp_path):
    repository(tmp_path / "outer", {"setup.py": ""})
    repository(tmp_path / "outer" / "nested", {"setup.py": ""})
    write(
        tmp_path / "outer",
        environment(".venv") | {".venv/deep/setup.cfg": "", "node_modules/x/setup.cfg": ""},
    )
    found = tree_of(tmp_path / "outer")
    assert found.paths == ("setup.py",)
    assert [each.path for each in found.disk_environments] == [".venv"]


@needs_git
def test_no_rule_decides_a_path_elsewhere(tmp_path):
    # `cd /path/to/shop` in a read-me: Git would refuse the question about all the others too.
    root = repository(tmp_path, {".gitignore": "*.txt\n"})
    ignores = tree_of(root).ignores
    ignores.ask(["/path/to/shop/x.txt", "../x.txt", "a/../../x.txt", "", "x.txt"])
    assert [ignores.is_ignored(path) for path in ("/path/to/shop/x.txt", "../x.txt", "x.txt")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("3rd_party/tool/Dockerfile", True),
        ("src/3rdparty/setup.py", True),
        ("third-party/x/requirements.txt", True),
        pytest.param("my_3rd_party_shop/setup.py", False, id="a word of a longer name"),
        pytest.param("3rd_party", False, id="a file of that name"),
        pytest.param("shop_test/a/data/external/pyproject.toml", True, id="data of tests"),
        pytest.param("shop_test/pyproject.toml", False, id="tests"),
        pytest.param("data/shop_test/pyproject.toml", False, id="the other way round"),
        ("dbt/shop/dbt_packages/dbt_utils/pyproject.toml", True),
        ("dbt/shop/packages/dbt_utils/pyproject.toml", False),
        ("services/_template/Dockerfile", True),
        ("services/template-engine/Dockerfile", False),
        ("services/my_template/Dockerfile", False),
        ("fn/.aws-sam/build/template.yaml", True),
        ("infra/cdk.out/asset.0a/requirements.txt", True),
        pytest.param(".github/actions/test/action.yml", False, id="an action that tests"),
        pytest.param(".github/workflows/tests/linux/action.yml", False, id="one of several"),
        pytest.param(".gitlab/ci/tests/unit.gitlab-ci.yml", False, id="jobs that test"),
        pytest.param("api/.github/actions/tests/action.yml", False, id="of a project below"),
        pytest.param(".github/actions/build/tests/setup.py", True, id="the tests of an action"),
        pytest.param(".github/actions/test/fixtures/setup.py", True, id="what an action is given"),
        pytest.param("requirements/test/pyproject.toml", False, id="what the tests need"),
        pytest.param("requirements/test/data/tests/setup.py", True, id="below what they need"),
        pytest.param("tests/requirements/a/setup.py", True, id="lists that tests try"),
        pytest.param("tests/.github/workflows/ci.yml", True, id="a repository for tests"),
        pytest.param(".github/examples/ci.yml", True, id="an example"),
        ("example-packages/icon/meta.yaml", True),
        ("python/lwt/Cython_Example/pyproject.toml", True),
        pytest.param("src/counterexamples/setup.py", False, id="a word that ends so"),
        pytest.param("my_example_shop/setup.py", False, id="in the middle"),
        pytest.param("test_project/requirements.txt", True, id="what an application is tried on"),
        pytest.param("Test-Libraries/src/setup.py", True, id="libraries to be tried"),
        pytest.param("tests_packages/a/setup.py", True, id="packages for tests"),
        pytest.param("test-crates/pyo3/pyproject.toml", True, id="crates to be built"),
        pytest.param("tests_integration/spcs/Dockerfile", True, id="tests of a kind"),
        pytest.param("tests-e2e/requirements.txt", True, id="others, with a hyphen"),
        pytest.param("testsuite_runner/setup.py", False, id="another word"),
        pytest.param("test_integration/setup.py", False, id="which may be an integration"),
        pytest.param("test_engine/data/setup.py", False, id="an engine"),
        pytest.param("testimony_files/setup.py", False, id="a word that begins so"),
        pytest.param("test_app/requirements.txt", False, id="which may be a program"),
        pytest.param("testing-library/setup.py", False, id="a library for tests"),
        pytest.param("autotest/data/environment.yml", True, id="tests by another name"),
    ],
)
def test_what_others_wrote_is_told_by_its_folder(path, expected):
    assert is_test_data(path) is expected


@needs_git
@pytest.mark.parametrize(
    ("lines", "path", "ignored"),
    [
        pytest.param(b"/\xff/\n", "\udcff/x", True, id="bytes that are no text"),
        pytest.param(b"/\xff/\n", "\udcfe/x", False, id="other bytes that are no text"),
        pytest.param("*.é\n".encode(), "a.é", True, id="letters of any language"),
        pytest.param("a\u2028b\n".encode(), "b", False, id="a line separator ends no line"),
        pytest.param("a\u2028b\n".encode(), "a\u2028b", True, id="a line separator in a name"),
        pytest.param(b"a\x0cb\n", "b", False, id="a form feed ends no line"),
        pytest.param(b"a\rb\n", "b", False, id="a carriage return ends no line"),
        pytest.param(b"venv/\r\nx\r\n", "venv/y", True, id="line ends of Windows"),
        pytest.param(b"\xef\xbb\xbfvenv/\n", "venv/y", True, id="a mark of the order of bytes"),
        pytest.param(b"venv  \n", "venv", True, id="blanks at the end"),
        pytest.param(b"venv\t\n", "venv", False, id="a tab at the end is of the name"),
        pytest.param(b"venv\x0b\n", "venv", False, id="another blank at the end is of the name"),
        pytest.param(b"venv\\ \n", "venv ", True, id="an escaped blank at the end"),
        pytest.param(b" venv\n", "venv", False, id="a blank at the beginning"),
    ],
)
def test_lines_of_ignore_files_are_what_git_reads(tmp_path, lines, path, ignored):
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_bytes(lines)
    assert (path in tree_of(tmp_path).files.ignored([path])) == ignored
    assert (path in ignored_by_patterns([path], {".gitignore": lines}.get)) == ignored
