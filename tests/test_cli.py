"""Whole runs, as a user sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from venvlint import __version__

CLEAN = {
    "pyproject.toml": (
        '[build-system]\nrequires = ["hatchling"]\n\n[project]\nname = "shop"\nversion ='
        ' "1"\nrequires-python = ">=3.12"\n'
    ),
    ".gitignore": ".venv\nvenv\n",
    "shop.py": "import json\n",
}
MESSY = {
    **CLEAN,
    "requirements.txt": "flask==3.0.0\npytest==8.3.3\n",
    "requirements-dev.txt": "-r requirements.txt\nblack==24.10.0\n",
    "venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.3\n",
    "venv/bin/activate": "VIRTUAL_ENV=/home/ana/shop/venv\n",
}


def test_a_clean_project(repository, venvlint):
    repository(CLEAN)
    status, out, err = venvlint(".")
    assert (status, err) == (0, "")
    assert out == "\u2713 No violations\n"


def test_a_messy_project(repository, venvlint):
    repository(MESSY)
    status, out, err = venvlint(".")
    assert (status, err) == (1, "")
    assert "VL101 venv-committed" in out
    assert "requirements.txt:2:1  error  VL201 dev-tool-in-production" in out
    assert "^^^^^^" in out
    assert out.splitlines()[-2:] == [
        "2 errors; 2 fixable with --unsafe-fixes",
        "venvlint --explain VL201 says more.",
    ]


def test_concise_is_one_line_a_violation(repository, venvlint):
    repository(MESSY)
    status, out, _ = venvlint("--format", "concise", "--select", "VL201")
    assert status == 1
    assert out.startswith("requirements.txt:2:1: error VL201 dev-tool-in-production: ")
    assert out.count("\n") == 1


def test_json_is_the_contract(repository, venvlint):
    repository(MESSY)
    _, out, _ = venvlint("--format", "json", "--select", "VL201")
    data = json.loads(out)
    assert data["schema"] == 1
    assert data["tool"] == {"name": "venvlint", "version": __version__}
    assert list(data["summary"]) == [
        "error",
        "warning",
        "info",
        "fixable",
        "suppressed",
        "baselined",
        "projects",
    ]
    (violation,) = data["violations"]
    assert set(violation) == set(
        "code name severity path line column end_line end_column message suggestion commands"
        " repository_path project related fingerprint fix".split()
    )
    assert (violation["path"], violation["line"], violation["column"], violation["end_column"]) == (
        "requirements.txt",
        2,
        1,
        14,
    )
    assert violation["fix"]["applicability"] == "unsafe"
    assert out == venvlint("--format", "json", "--select", "VL201")[1]


def test_formats_go_to_files_whole(repository, venvlint):
    root = repository(MESSY)
    status, out, _ = venvlint(
        "--format",
        "concise",
        "--format",
        "json=out.json",
        "--format",
        "junit=out.xml",
        "--select",
        "VL201",
    )
    assert (status, out.count("\n")) == (1, 1)
    assert json.loads((root / "out.json").read_text())["violations"]
    assert (root / "out.xml").read_text().startswith("<?xml")
    assert not [name for name in os.listdir(root) if "venvlint-" in name]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere"], "venvlint: nowhere: there is no such file or directory"),
        (["--select", "VL999"], "no rule is called `VL999`"),
        (["--ignore", "venv-comitted"], "did you mean `venv-committed`?"),
        (["--format", "jsn"], "there is no format `jsn`; did you mean `json`?"),
        (["--format", "json", "--format", "text"], "only one format can go to standard output"),
        (["--selct", "VL1"], "there is no flag --selct; did you mean `--select`?"),
        (["--today", "tomorrow"], "`tomorrow` is not a date"),
        (["--fail-on", "fatal"], "invalid choice"),
        (["--explain", "VL2O1"], "did you mean `VL201`?"),
        (["--config", "none.toml"], "there is no such configuration file"),
        (["--staged", "--fix"], "--staged audits the index"),
        (["--staged", "--tracked-only"], "leave --tracked-only out"),
        (["--python-map", "--format", "json"], "drawn as text, markdown or html, not as json"),
        (["--diff", "nowhere"], "venvlint: nowhere: there is no such file or directory"),
        (["--python-map", "nowhere"], "venvlint: nowhere: there is no such file or directory"),
    ],
)
def test_usage_errors_are_one_sentence_and_status_2(repository, venvlint, arguments, complaint):
    repository(CLEAN)
    status, out, err = venvlint(*arguments)
    assert (status, out) == (2, "")
    assert complaint in err
    assert "Traceback" not in err


def test_a_configuration_error_names_file_line_and_nearest_key(repository, venvlint):
    repository({**CLEAN, "venvlint.toml": 'ignroe = ["VL2"]\n'})
    status, _, err = venvlint(".")
    assert (status, err) == (
        2,
        "venvlint: venvlint.toml:1: unknown setting `ignroe`; did you mean `ignore`?\n",
    )


def test_an_empty_directory_is_no_error(tmp_path, monkeypatch, venvlint):
    monkeypatch.chdir(tmp_path)
    status, out, err = venvlint(".")
    assert (status, err.count("\n")) == (0, 1)
    assert "nothing of Python here" in err
    assert out == "\u2713 No violations\n"


def test_a_project_of_another_language_is_no_error(repository, venvlint):
    repository(
        {
            "package.json": "{}",
            ".gitignore": "node_modules\n",
            "Dockerfile": "FROM node:22\nCOPY . .\n",
            "README.md": "# web\n",
        }
    )
    status, out, err = venvlint(".")
    assert (status, out) == (0, "\u2713 No violations\n")
    assert "nothing of Python here" in err


def test_a_file_reports_what_concerns_it(repository, venvlint):
    repository(MESSY)
    _, out, _ = venvlint("--format", "concise", "requirements.txt")
    assert {line.partition(":")[0] for line in out.splitlines()} == {"requirements.txt"}


def test_several_paths_are_one_report_with_their_names_in_front(repository, venvlint):
    root = repository(
        {f"{name}/{path}": text for name in ("a", "b") for path, text in MESSY.items()}
    )
    assert root
    _, out, _ = venvlint("--format", "json", "--select", "VL201", "a", "b")
    data = json.loads(out)
    assert [v["path"] for v in data["violations"]] == ["a/requirements.txt", "b/requirements.txt"]
    assert [v["project"] for v in data["violations"]] == ["a", "b"]


def test_explain_formats_is_the_table_of_kinds(venvlint):
    from venvlint.files.kinds import KINDS

    status, out, err = venvlint("--explain", "formats")
    assert (status, err) == (0, "")
    assert [kind.title for kind in KINDS if f"- {kind.title}:" not in out] == []


def test_explain_needs_no_project(tmp_path, monkeypatch, venvlint):
    monkeypatch.chdir(tmp_path)
    for word in ("VL101", "venv-committed"):
        status, out, _ = venvlint("--explain", word)
        assert status == 0
        assert out.startswith("VL101 venv-committed (error, on by default")
        assert "\nWhy\n" in out


def test_explain_lists_a_group(venvlint):
    status, out, _ = venvlint("--explain", "vl10")
    assert status == 0
    assert out.startswith("VL101  venv-committed")
    assert "VL201" not in out
    assert out.endswith("\n\nvenvlint --explain CODE says more.\n")


@pytest.mark.parametrize("flag", ["--diff", "--python-map"])
def test_diffs_and_maps_go_to_a_file(repository, venvlint, flag):
    root = repository({**CLEAN, "requirements.txt": "six==1\nsix==1\n"})
    status, shown, _ = venvlint(flag)
    assert shown
    assert venvlint(flag, "--format", "text=out.txt") == (status, "", "")
    assert (root / "out.txt").read_text() == shown


def test_list_rules(venvlint):
    status, out, _ = venvlint("--list-rules", "--format", "json")
    assert status == 0
    assert {"code", "name", "severity", "default", "fixable"} <= set(json.loads(out)[0])
    assert "VL101  venv-committed" in venvlint("--list-rules")[1]


def test_show_config_says_where_each_setting_came_from(repository, venvlint):
    import tomli

    written = (
        '\nignore = ["VL2"]\npython = "3.12"\n[severity]\nVL202 = "error"\n[per-file-ignores]\n"a'
        ' b/*" = ["VL4", "VL5"]\n'
    )
    repository({**CLEAN, "venvlint.toml": written})
    _, out, _ = venvlint("--show-config", "--fail-on", "error")
    assert 'ignore = ["VL2"]  # venvlint.toml:2\n' in out
    assert 'fail-on = "error"  # --fail-on\n' in out
    assert "# select is not set\n" in out
    settings = tomli.loads(out)
    assert settings["severity"] == {"VL202": "error"}
    assert settings["per-file-ignores"] == {"a b/*": ["VL4", "VL5"]}
    assert settings["python"] == "3.12"


def test_fix_writes_and_says_so_and_reports_what_is_left(repository, venvlint):
    root = repository({**CLEAN, ".gitignore": "dist/\r\n"})
    status, out, err = venvlint("--fix", "--select", "VL102")
    assert (status, out) == (0, "\u2713 No violations\n")
    assert err == "fixed 1 violation in .gitignore\n"
    assert (root / ".gitignore").read_bytes().startswith(b"dist/\r\n")
    assert b"\r\n.venv" in (root / ".gitignore").read_bytes()


def test_unsafe_fixes_are_asked_for(repository, venvlint):
    root = repository(MESSY)
    assert venvlint("--fix", "--select", "VL201")[0] == 1
    status, _, err = venvlint("--fix", "--unsafe-fixes", "--select", "VL201,VL101")
    assert status == 0
    assert "fixed 2 violations" in err
    assert (root / "requirements.txt").read_text() == "flask==3.0.0\n"
    assert "pytest==8.3.3" in (root / "requirements-dev.txt").read_text()
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=root).stdout
    assert "venv/" not in tracked
    assert (root / "venv" / "pyvenv.cfg").exists()


def test_diff_writes_nothing_and_git_apply_takes_it(repository):
    root = repository(MESSY)
    before = (root / "requirements.txt").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "venvlint", "--diff", "--unsafe-fixes", "--select", "VL201"],
        capture_output=True,
        cwd=root,
    )
    assert done.returncode == 1
    assert (root / "requirements.txt").read_bytes() == before
    subprocess.run(["git", "apply", "-"], input=done.stdout, check=True, cwd=root)
    assert (root / "requirements.txt").read_text() == "flask==3.0.0\n"


def test_baseline_hides_names_stale_entries_and_lets_new_ones_through(repository, venvlint):
    root = repository(MESSY)
    assert venvlint("--write-baseline", "base.json", "--select", "VL201")[0] == 0
    assert venvlint("--baseline", "base.json", "--select", "VL201")[0] == 0
    (root / "requirements.txt").write_text(
        "# a comment above\nflask==3.0.0\npytest==8.3.3\nmypy==1.0\n"
    )
    status, out, err = venvlint(
        "--baseline", "base.json", "--select", "VL201", "--format", "concise"
    )
    assert (status, err) == (1, "")
    assert out.count("\n") == 1
    assert "mypy" in out
    (root / "requirements.txt").write_text("flask==3.0.0\n")
    status, _, err = venvlint("--baseline", "base.json", "--select", "VL201")
    assert status == 0
    assert "stale entry" in err


def test_staged_audits_the_index_alone(repository, venvlint):
    root = repository(
        CLEAN | {"requirements.txt": "flask==3.0.0\n", "requirements-dev.txt": "black==24.10.0\n"}
    )
    (root / "requirements.txt").write_text("flask==3.0.0\npytest==8.3.3\n")
    assert venvlint("--staged", "--select", "VL201")[0] == 0
    subprocess.run(["git", "add", "requirements.txt"], check=True, cwd=root)
    (root / "requirements.txt").unlink()
    assert venvlint("--staged", "--select", "VL201")[0] == 1


def test_quiet_statistics_and_verbose(repository, venvlint):
    repository(MESSY)
    status, out, err = venvlint("--quiet", "--statistics", "--select", "VL201")
    assert (status, out) == (1, "")
    assert err == " count  code   rule\n     1  VL201  dev-tool-in-production\n"
    assert "requirements.txt" in venvlint("--verbose", "--select", "VL201")[2]


def test_colour_only_where_it_is_wanted(repository, venvlint, monkeypatch):
    repository(MESSY)
    assert "\x1b[" not in venvlint()[1]
    assert "\x1b[31merror" in venvlint("--color", "always")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in venvlint()[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in venvlint()[1]


def test_version_and_help(venvlint):
    assert venvlint("--version") == (0, f"venvlint {__version__}\n", "")
    status, out, _ = venvlint("--help")
    assert status == 0
    assert len(out.splitlines()) <= 50


def test_without_git_the_files_on_disk_are_audited(repository, venvlint, monkeypatch):
    repository(MESSY)
    monkeypatch.setenv("PATH", "")
    status, out, err = venvlint("--format", "concise", "--select", "VL201")
    assert status == 1
    assert "requirements.txt:2:1" in out
    assert "Git could not be asked" in err


def test_hostile_names_and_lines_reach_no_terminal(repository, venvlint):
    repository(
        {
            **CLEAN,
            "requirements\x1b[2J\n.txt": "flask==1.0\npytest\u202e==8.3.3\x1b[31m\n",
            "requirements-dev.txt": "black\n",
        }
    )
    for name in (
        "text",
        "concise",
        "github",
        "markdown",
        "html",
        "junit",
        "gitlab",
        "sarif",
        "json",
    ):
        _, out, err = venvlint("--format", name, "--select", "ALL")
        assert not set(out + err) & {"\x1b", "\u202e", "\r"}, name


def test_a_page_names_the_project_the_commit_and_the_date(repository, venvlint):
    root = repository(MESSY)
    arguments = ("--format", "html", "--today", "2026-11-22")
    assert ": project, 2026-11-22 (venvlint)</title>" in venvlint(*arguments)[1]
    subprocess.run(["git", "-C", str(root), "commit", "-q", "-m", "x"], check=True)
    commit = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "--short", "HEAD"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    title = f": project at {commit}, 2026-11-22 (venvlint)</title>"
    assert title in venvlint(*arguments)[1]
    assert title in venvlint("--python-map", *arguments)[1]


def test_a_closed_pipe_ends_without_a_traceback(repository):
    root = repository(MESSY)
    process = subprocess.Popen(
        [sys.executable, "-m", "venvlint", "--list-rules"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert b"Traceback" not in err
