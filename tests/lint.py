"""One rule over a tree that is a dictionary: the helper that plug-ins are offered too."""

from __future__ import annotations

from venvlint.testing import TODAY, findings, fix, lint, tree

__all__ = ["TODAY", "findings", "fix", "lint", "tree"]
