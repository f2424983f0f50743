"""The rules of Acme. Every `Rule` of this module is loaded by venvlint: the entry point in pyproject.toml names it."""

from venvlint_acme.abandoned_distribution import abandoned_distribution

VENVLINT_API = 1

__all__ = ["abandoned_distribution"]
