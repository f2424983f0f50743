#!/bin/sh
# .git/hooks/pre-commit, executable; for those who do not use pre-commit.
# Tried with Git: a commit that is refused, one that passes, `git commit --no-verify`, `git commit FILE`.
if ! command -v venvlint >/dev/null; then
    echo "pre-commit hook: venvlint is not on PATH; this commit is not audited" >&2
    exit 0
fi
exec venvlint --staged
