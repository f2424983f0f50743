"""`--add-suppressions`: every comment is proven to silence what it names before it is kept."""

from __future__ import annotations

import json

import pytest

FILES = {
    ".gitignore": ".venv\nvenv\n",
    "requirements.txt": "six==1.16.0\nsix==1.16.0\npkg-resources==0.0.0\n",
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n',
    ".python-version": "3.9\n",
    "Dockerfile": (
        "FROM python:3.9 AS a\nRUN sudo pip install x && \\\n    .venv/bin/activate && true\n"
        'CMD ["python"]\n'
    ),
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
        "          .venv/bin/activate\n          pytest\n"
    ),
    "run.sh": "#!/bin/sh\n.venv/bin/activate\n",
}


def test_what_is_left_has_no_comments(repository, venvlint):
    root = repository(FILES)
    before = json.loads(venvlint("--format", "json")[1])["violations"]
    _, out, err = venvlint("--add-suppressions", "--format", "json")
    after = json.loads(out)["violations"]
    assert err.startswith("suppressed ")
    assert len(after) < len(before) / 3
    assert not [v for v in after if v["code"] == "VL002"]
    assert "# venvlint: ignore[VL205]" in (root / "requirements.txt").read_text()
    assert (root / "run.sh").read_text().startswith("#!/bin/sh\n")
    # The second run has nothing to add.
    texts = {path: (root / path).read_bytes() for path in FILES}
    assert venvlint("--add-suppressions", "--format", "json")[1] == out
    assert {path: (root / path).read_bytes() for path in FILES} == texts


def test_two_rules_at_one_line_share_a_comment(repository, venvlint):
    root = repository(
        {
            ".gitignore": ".venv\nvenv\n",
            "requirements.txt": "six==1\nsix==1 --hash=sha256:00\n",
        }
    )
    venvlint("--add-suppressions", "--select", "VL205,VL211")
    assert (root / "requirements.txt").read_text().count("venvlint:") <= 2


def test_only_in_the_part_that_was_asked_for(repository, venvlint):
    root = repository({f"{name}/requirements.txt": "six==1\nsix==1\n" for name in "ab"})
    venvlint("--add-suppressions", "--select", "VL205", "a")
    assert "venvlint" in (root / "a/requirements.txt").read_text()
    assert "venvlint" not in (root / "b/requirements.txt").read_text()


@pytest.mark.parametrize("flag", ["--fix", "--diff", "--staged"])
def test_stands_alone(repository, venvlint, flag):
    repository(FILES)
    assert venvlint("--add-suppressions", flag)[0] == 2


@pytest.mark.parametrize("word", ["vl205", "VL205", "Duplicate-Requirement"])
def test_words_in_any_case(repository, venvlint, word):
    repository({"requirements.txt": f"six==1\nsix==1  # venvlint: ignore[{word}]\n"})
    assert venvlint("--select", f"{word},VL002", "--format", "concise")[1] == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "six==1\nsix==1  # venvlint: ignore[VL299]\n",
            "six==1\nsix==1  # venvlint: ignore[VL299, VL205]\n",
        ),
        ("six==1  # venvlint: ignore[VL205]\n", None),
        ("six==1\n# venvlint: ignore[VL299]\nsix==1\n", "six==1\n# venvlint: ignore[VL299, VL205]\nsix==1\n"),
    ],
)  # fmt: skip
def test_a_comment_that_is_there_takes_another_code(repository, venvlint, before, after):
    root = repository({"requirements.txt": before})
    venvlint("--add-suppressions", "--select", "VL205,VL002")
    assert (root / "requirements.txt").read_text() == (after or before)
