"""gitignore(5) for trees that Git cannot be asked about: a dictionary, a machine without Git."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


def ignored_by_patterns(paths: Sequence[str], read: Callable[[str], bytes | None]) -> dict[str, tuple[str, int, str]]:
    """gitignore(5) without Git: each path against the `.gitignore` files of its parents, the nearest deciding first."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    compiled: dict[str, list[tuple[int, str, GitIgnoreSpecPattern]]] = {}

    def patterns(directory: str) -> list[tuple[int, str, GitIgnoreSpecPattern]]:
        if directory not in compiled:
            compiled[directory] = []
            data = read(f"{directory}/.gitignore" if directory else ".gitignore")
            for number, line in enumerate((data or b"").decode("utf-8-sig", "replace").splitlines(), 1):
                try:
                    pattern = GitIgnoreSpecPattern(line)
                except ValueError:
                    continue
                if pattern.include is not None:
                    compiled[directory].append((number, line.rstrip(), pattern))
        return compiled[directory]

    def decide(path: str) -> tuple[str, int, str] | None:
        """The rule that decides one path, its parents not considered."""
        directory = path.rstrip("/")
        while directory:
            directory = directory.rpartition("/")[0]
            relative = path[len(directory) + 1 :] if directory else path
            for number, line, pattern in reversed(patterns(directory)):
                if pattern.match_file(relative) is not None:
                    return (f"{directory}/.gitignore" if directory else ".gitignore", number, line)
        return None

    answers = {}
    for path in paths:
        parts = path.split("/")
        answer = None
        for depth in range(1, len(parts) + 1):
            # A path below an ignored directory cannot be re-included (gitignore(5)).
            answer = decide("/".join(parts[:depth]) + ("/" if depth < len(parts) else ""))
            if answer and not answer[2].startswith("!"):
                break
        if answer:
            answers[path] = answer
    return answers
