from __future__ import annotations

import pickle

import pytest

from tests.lint import findings, tree
from venvlint.config import Config
from venvlint.engine import audit, merged
from venvlint.model import Edit, Finding, Fix, Location, Related, Rule, Severity, Viewpoint

FILES = {
    "pyproject.toml": '[project]\nname = "a"\n',
    "requirements.txt": "one\ntwo\nthree\n",
    "tests/requirements.txt": "four\n",
}


def say(*findings, code="XX001", severity=Severity.WARNING, anywhere=False):
    return Rule(code, code.lower(), severity, lambda tree: iter(findings), anywhere=anywhere)


def at(path, line=1, column=1):
    return Finding(
        Location(path, line, column, line, column + 1), f"{path} {line}", "Do something."
    )


def run(*rules, files=None, obey_suppressions=True, **settings):
    return audit(
        tree(files or FILES, config=Config(**settings)), rules, obey_suppressions=obey_suppressions
    )


def places(report):
    return [(v.at.path, v.at.line) for v in report.violations]


def test_sorts_by_project_path_line_column_and_code():
    report = run(
        say(at("requirements.txt", 3), at("requirements.txt", 1)),
        say(at("pyproject.toml"), at("requirements.txt", 1), code="XX000"),
    )
    assert [(v.at.path, v.at.line, v.code) for v in report.violations] == [
        ("pyproject.toml", 1, "XX000"),
        ("requirements.txt", 1, "XX000"),
        ("requirements.txt", 1, "XX001"),
        ("requirements.txt", 3, "XX001"),
    ]


def test_what_is_said_of_a_file_is_not_said_again_of_a_link_to_it():
    files = {**FILES, "tests/requirements.txt": FILES["requirements.txt"], "b/r.txt": "one\n"}
    said = [at("requirements.txt"), at("tests/requirements.txt"), at("tests/requirements.txt", 2)]
    links = {"tests/requirements.txt": "../requirements.txt", "b/r.txt": "../../elsewhere.txt"}
    one = tree(files, links=links)
    report = audit(one, [say(*said, at("b/r.txt"))])
    # The second line is told of the link alone: something hangs on where that lies.
    assert places(report) == [
        ("b/r.txt", 1),
        ("requirements.txt", 1),
        ("tests/requirements.txt", 2),
    ]


def test_a_rule_that_raises_is_reported_and_hides_nothing():
    def broken(tree):
        yield at("requirements.txt", 2)
        path = "requirements.txt"
        raise ValueError(f"no idea about https://me:secret@example.invalid in {path}")

    report = run(
        Rule("XX001", "broken", Severity.ERROR, broken),
        say(at("requirements.txt", 1), code="XX002"),
    )
    assert places(report) == [("requirements.txt", 1), ("requirements.txt", 2)]
    (crash,) = report.crashes
    assert (crash.code, crash.path) == ("XX001", "requirements.txt")
    assert "secret" not in crash.reason
    assert report.exit_code() == 2


def test_the_violations_of_one_rule_in_one_file_are_counted_from_the_2001st_on():
    text = "one\n" * 2003
    many = [at("requirements.txt", line + 1) for line in range(2003)]
    exactly = [at("app/requirements.txt", line + 1) for line in range(2000)]
    files = {**FILES, "requirements.txt": text, "app/requirements.txt": text}
    report = run(say(*many, *exactly), say(*many[:5], code="XX002"), files=files)
    listed = [v for v in report.violations if v.code == "XX001" and v.project == "."]
    assert len(listed) == 2001
    last = listed[-1]
    assert last.message == "3 more violations of this rule in this file are not listed"
    assert (last.at.line, last.severity) == (2001, Severity.WARNING)
    assert len(report.violations) == 2001 + 2000 + 5


def test_exit_code_follows_the_level():
    report = run(say(at("requirements.txt")))
    assert [report.exit_code(level) for level in ("error", "warning", "info", "never")] == [
        0,
        1,
        1,
        0,
    ]
    assert run().exit_code() == 0


def test_test_data_is_quiet_but_for_an_info_of_what_git_tracks():
    assert places(run(say(at("tests/requirements.txt"), code="VL201"))) == []
    (violation,) = run(
        say(at("tests/requirements.txt"), code="VL101", severity=Severity.ERROR, anywhere=True)
    ).violations
    assert violation.severity is Severity.INFO
    assert places(run(say(at("tests/requirements.txt")))) == [
        ("tests/requirements.txt", 1)
    ]  # a plug-in decides for itself


def test_configuration_moves_severities_and_leaves_files_out():
    rule = say(at("requirements.txt"), at("pyproject.toml"))
    first, _ = run(rule, severity=(("XX", "error"),)).violations
    assert first.severity is Severity.ERROR
    assert places(run(rule, exclude=("*.toml",))) == [("requirements.txt", 1)]
    assert places(run(rule, per_file_ignores=(("require*", ("XX001",)),))) == [
        ("pyproject.toml", 1)
    ]


def test_a_comment_suppresses_at_the_line_end_above_and_for_the_file():
    files = {
        "a.txt": "one  # venvlint: ignore[XX001] because\n",
        "b.txt": "# venvlint: ignore[xx001]\n# more\none\n",
        "c.txt": "one\n# venvlint: ignore-file[XX001]\n",
        "d.txt": "# venvlint: ignore\none\n",
        "e.txt": "one  # venvlint: ignore[XX002]\n",
    }
    rule = say(at("a.txt"), at("b.txt", 3), at("c.txt"), at("d.txt", 2), at("e.txt"))
    report = run(rule, files=files)
    assert places(report) == [("d.txt", 2), ("e.txt", 1)]
    assert report.suppressed == 3
    shown = run(rule, files=files, obey_suppressions=False)
    assert [v.suppressed for v in shown.violations] == ["because", "", "", None, None]


def test_fingerprints_survive_edits_elsewhere_and_tell_equal_lines_apart():
    before = run(say(at("requirements.txt", 2)))
    after = run(say(at("requirements.txt", 3)), files={"requirements.txt": "zero\none\ntwo\n"})
    assert before.violations[0].fingerprint == after.violations[0].fingerprint
    twice = run(say(at("r.txt", 1), at("r.txt", 2)), files={"r.txt": "a\na\n"})
    assert len({v.fingerprint for v in twice.violations}) == 2


def test_credentials_never_reach_a_report():
    files = {"r.txt": "--index-url https://me:hunter2@example.invalid/simple\n"}
    finding = Finding(
        Location("r.txt", 1, 1, 1, 3),
        "see https://me:hunter2@example.invalid",
        "Use https://me:hunter2@example.invalid.",
        ("pip -i https://me:hunter2@example.invalid",),
        related=(Related(Location("r.txt"), "https://me:hunter2@example.invalid"),),
    )
    report = run(say(finding), files=files)
    assert "hunter2" not in repr(report)


def test_a_report_pickles_and_reports_merge():
    report = run(say(at("requirements.txt")))
    assert pickle.loads(pickle.dumps(report)) == report
    assert len(merged([report, report]).violations) == 2


def test_a_prefix_moves_every_path():
    finding = at("requirements.txt")
    edit = Edit(finding.at, "x")
    (violation,) = run(
        say(
            Finding(
                finding.at, "m", "Do.", fix=Fix("f", (edit,)), related=(Related(finding.at, "r"),)
            )
        )
    ).violations
    view = Viewpoint(prefix="sub")
    assert {
        view.shown(path)
        for path in (violation.at.path, violation.related[0].at.path, violation.project)
    } == {"sub/requirements.txt", "sub"}


@pytest.mark.parametrize(
    ("view", "path", "shown", "rooted"),
    [
        pytest.param(Viewpoint(), "a/b", "a/b", "a/b", id="at the root"),
        pytest.param(Viewpoint(folder="a"), "a/b", "b", "a/b", id="in the folder"),
        pytest.param(Viewpoint(folder="a"), "a", ".", "a", id="the folder itself"),
        pytest.param(Viewpoint(folder="a"), ".", "..", ".", id="the root from a folder"),
        pytest.param(Viewpoint(folder="a/c"), "a/b/x", "../b/x", "a/b/x", id="a cousin"),
        pytest.param(Viewpoint(folder="a"), "ab/x", "../ab/x", "ab/x", id="names that begin alike"),
        pytest.param(Viewpoint(prefix="../r"), "a", "../r/a", "a", id="elsewhere"),
        pytest.param(Viewpoint(repository="r"), "a", "a", "r/a", id="below a repository"),
    ],
)
def test_a_path_is_named_for_people_and_for_services(view, path, shown, rooted):
    assert (view.shown(path), view.rooted(path)) == (shown, rooted)


@pytest.mark.parametrize(
    ("folder", "severity"),
    [
        ("bak/", Severity.INFO),
        ("web/_old/", Severity.INFO),
        ("docker_old/", Severity.INFO),
        ("Old Scripts/", Severity.INFO),
        ("web/unused-images/", Severity.INFO),
        ("archive_feb19/", Severity.INFO),
        ("docs/includes/versions/v0.6.0/start/", Severity.INFO),
        ("website/versioned_docs/version-1.4/", Severity.INFO),
        ("legacy/", Severity.WARNING),
        ("older/", Severity.WARNING),
        ("archive-service/", Severity.WARNING),
        ("trash_detection/", Severity.WARNING),
        ("household/", Severity.WARNING),
    ],
)
def test_what_is_set_aside_is_a_hint(folder, severity):
    files = {f"{folder}Dockerfile": "FROM python:3.7\n"}
    assert [one.severity for one in findings("VL310", files)] == [severity]


def test_a_package_is_not_set_aside_whatever_its_name():
    files = {"old/__init__.py": "", "old/Dockerfile": "FROM python:3.7\n"}
    assert [one.severity for one in findings("VL310", files)] == [Severity.WARNING]
    files = {"kit/__init__.py": "", "kit/old/Dockerfile": "FROM python:3.7\n"}
    assert [one.severity for one in findings("VL310", files)] == [Severity.WARNING]


def test_the_repository_itself_is_no_package():
    files = {"__init__.py": "", "old/Dockerfile": "FROM python:3.7\n"}
    assert [one.severity for one in findings("VL310", files)] == [Severity.INFO]
