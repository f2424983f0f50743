"""What a path is: the table, its patterns and its look-ups."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.lint import lint, tree
from venvlint.files.kinds import KINDS, STANDINGS, SYNTAXES
from venvlint.files.listing import list_names
from venvlint.files.naming import UnknownKind, by_content, holds, kind_of, named, patterns

ROOT = Path(__file__).parent.parent


def name_of(path):
    kind = kind_of(path)
    return kind.name if kind is not None else ""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("pyproject.toml", "pyproject"),
        ("a/b/pyproject.toml", "pyproject"),
        ("requirements.txt", "requirements"),
        ("a/Requirements-Dev.txt", "requirements"),
        ("requirements/extras/django.txt", "requirements"),
        ("reqs2.in", "requirements"),
        ("myrequirements.txt", "requirements"),
        ("constraints-3.11.txt", "requirements"),
        ("docker/dev_reqs/base.pip", "requirements"),
        ("Dockerfile", "dockerfile"),
        ("a/Dockerfile.dev", "dockerfile"),
        ("a/web.Dockerfile", "dockerfile"),
        ("x.dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("Dockerfile-cpu", "dockerfile"),
        ("Dockerfile-gold", "dockerfile"),
        ("Dockerfile.older-cpu", "dockerfile"),
        ("Dockerfile.badge", "dockerfile"),
        ("heroku-Dockerfile", "dockerfile"),
        ("docker/api_dockerfile", "dockerfile"),
        ("ci/Dockerfile310", "dockerfile"),
        ("DockerfileDev", "dockerfile"),
        ("Dockerfile2.cpu", "dockerfile"),
        ("PostgresDockerfile", "dockerfile"),
        ("dockerfile", "dockerfile"),
        ("DOCKERFILE", "dockerfile"),
        ("compose.yaml", "compose"),
        ("docker-compose.prod.yml", "compose"),
        ("prod.docker-compose.yml", "compose"),
        ("environment.yml", "conda-environment"),
        ("my_conda_env.yaml", "conda-named"),
        ("environment-dev.yml", "conda-named"),
        ("envs/cluster.yml", "conda-folder"),
        ("app.yaml", "app-engine"),
        ("worker.app.yml", "app-engine"),
        ("api-service.yaml", "app-engine"),
        (".github/workflows/ci.yml", "github-workflow"),
        ("tools/.github/workflows/env.yaml", "github-workflow"),
        (".github/workflows/deep/ci.yml", ""),
        ("action.yml", "github-action"),
        (".github/workflows/action.yml", "github-workflow"),
        (".github/workflows/serverless.yml", "github-workflow"),
        ("sub/.gitea/workflows/environment.yaml", "forgejo-workflow"),
        ("workflows/serverless.yml", "serverless"),
        (".gitlab/ci/build.yml", "gitlab-ci"),
        ("sub/.gitlab/ci/build.yml", ""),
        ("templates/x.gitlab-ci.yml", "gitlab-ci"),
        (".azure/pipelines/a/b.yml", "azure-pipelines"),
        ("mise.local.toml", "mise"),
        (".config/mise/config.toml", "mise"),
        ("mise/config.toml", "mise"),
        ("src/amise/config.toml", ""),
        (".vscode/settings.json", "vscode"),
        ("src/settings.json", ""),
        ("pylock.dev.toml", "pylock"),
        ("README.rst", "readme"),
        ("ops/cron.d/jobs", "crontab"),
        ("Makefile.inc", "makefile"),
    ],
)
def test_a_path_has_its_kind(path, name):
    assert name_of(path) == name


@pytest.mark.parametrize(
    "path",
    [
        "README.txt.bak",
        "CMakeLists.txt",
        "robots.txt",
        "docs/notes.txt",
        "MANIFEST.in",
        "required.txt",
        "Dockerfile.dockerignore",
        "dockerfile.py",
        "Dockerfile.md",
        "a/Dockerfile/x",
        "Dockerfile.old",
        "Dockerfile_old",
        "old-Dockerfile",
        "test_dockerfile.py",
        "docker/Dockerfile-bak",
        "Dockerfile.backup",
        "lab1/Dockerfile.bad",
        "Dockerfile-broken",
        "Dockerfile_insecure",
        "bad.Dockerfile",
        "vulnerable-Dockerfile",
        "Dockerfile.wrong.alpine",
        "mydockerfile",
        "makeDockerfile",
        "Dockerfiles",
        "DockerfileOld",
        "BackupDockerfile",
        "DockerfileBroken",
        "Dockerfile2.md",
        "composer.yml",
        "decompose.yml",
        "happy.yaml",
        "services.yaml",
        "config.toml",
        "",
    ],
)
def test_other_paths_have_none(path):
    assert name_of(path) == ""


def test_names_are_unique_and_rows_complete():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert kind.standing in STANDINGS, kind
        assert kind.title, kind


def samples(kind):
    """Paths that the patterns of a kind describe, a word in place of each `*`."""
    for text in patterns(kind):
        yield text.strip("/").replace("/**/", "/x/").replace("[-_.]", "-").replace("*", "x")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_pattern_finds_its_row_and_no_listing_leaves_it_out(kind):
    paths = list(samples(kind))
    for path in paths:
        told = [one.name for one in by_content(path)] if kind.by_content else [name_of(path)]
        assert kind.name in told, path
    for path in paths:
        assert list_names([path.encode()]).relevant == (path,), (
            f"{path}: its end is missing in _EXTENSIONS of files/listing.py"
        )
        content = b" ".join(kind.words)
        assert tree({path: content}).of_kind(kind.name) == [path]


def test_a_kind_that_is_told_by_its_content():
    files = {"env.yml": "dependencies: []\n", "sub/env.yml": "name: production\n"}
    assert tree(files).of_kind("conda-named") == ["env.yml"]


def test_what_the_table_lacks_is_not_missed_in_silence():
    with pytest.raises(UnknownKind):
        named("carrier-pigeon")
    with pytest.raises(UnknownKind):
        tree({}).of_kind("compose", "carrier-pigeon")
    with pytest.raises(UnknownKind):
        tree({}).find("pyproject.toml", "pigeon.toml")
    assert tree({"pigeon.toml": ""}).called("pigeon.toml") == ["pigeon.toml"]


def asked():
    """Every literal that the package asks a tree for: method, text, place."""
    for path in sorted((ROOT / "venvlint").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("of_kind", "find")
                and ast.unparse(node.func.value).rpartition(".")[2] in ("tree", "_tree")
            ):
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        yield node.func.attr, argument.value, f"{path.name}:{node.lineno}"


def test_every_name_that_facts_and_rules_ask_for_is_in_the_table():
    found = list(asked())
    assert len(found) > 15
    for method, text, place in found:
        assert kind_of(text) is not None if method == "find" else named(text), place


BROKEN = {"toml": "[\n", "lock": "<<<<<<< HEAD\n", "ini": "x\n", "json": "{,", "yaml": "a: [\n"}


def test_each_syntax_has_a_method_of_the_tree_and_a_broken_sample():
    assert BROKEN.keys() == SYNTAXES.keys(), "BROKEN needs a text that the parser refuses"
    for syntax in SYNTAXES:
        assert callable(getattr(tree({}), syntax)), f"Tree.{syntax} reads such a file"


@pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS if kind.syntax in SYNTAXES and kind.is_needed],
    ids=lambda kind: kind.name,
)
def test_what_does_not_parse_is_reported(kind):
    (path, *_) = samples(kind)
    words = b"".join(b"# %s\n" % word for word in kind.words).decode()
    text = words + BROKEN[kind.syntax] if kind.syntax != "json" else BROKEN["json"] + words
    assert len(lint("VL001", {path: text})) == 1


@pytest.mark.parametrize(
    ("data", "word", "there"),
    [
        (b"channels: [x]\n", b"channels:", True),
        (b'{"channels": ["x"]}\n', b"channels:", True),
        (b"'channels' : [x]\n", b"channels:", True),
        (b"my channels, and: others\n", b"channels:", False),
        (b'"channels"', b"channels", True),
        (b"[program:web]\n", b"[program:", True),
        (b"[program]\n", b"[program:", False),
    ],
)
def test_a_key_may_stand_in_quotes(data, word, there):
    assert holds(data, word) is there
