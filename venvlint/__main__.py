"""`python -m venvlint` and the `venvlint` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command with the arguments of the process."""
    from venvlint.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
