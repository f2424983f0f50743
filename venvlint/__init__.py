"""venvlint: a linter for the hygiene of Python environments and dependencies.

The public API: `lint` audits one directory and gives a `Report`; a report holds `Violation`s.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.engine import Report, lint
    from venvlint.model import Violation

__all__ = ["Report", "Violation", "__version__", "lint"]


def __getattr__(name: str) -> object:
    # The command imports this package too, and must not pay for what `--version` does not need.
    if name in ("Report", "lint"):
        from venvlint import engine

        return getattr(engine, name)
    if name == "Violation":
        from venvlint.model import Violation

        return Violation
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
