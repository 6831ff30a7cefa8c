"""Records and front matter in their canonical form: what ``shortsite fmt`` does to the text of one file.

Values and comments are never lost: what was made is parsed and compared with what was there, and a text that would not
mean the same is left alone.
"""

from __future__ import annotations

from shortsite.formatting.comments import words_of_comments
from shortsite.formatting.meaning import meaning_of
from shortsite.formatting.tree import lines_of, tree_of
from shortsite.front_matter import split_front_matter
from shortsite.problems import Problem, errors_of
from shortsite.records import TextParser, parse_record

__all__ = ["AlteredError", "formatted"]


class AlteredError(Exception):
    """A fault of the program: formatting would have changed what a text means. The text is a sentence for people."""


def formatted(kind: str, text: str, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file of this kind in canonical form; None where its problems stand in the way.

    ``text`` has LF line ends and no byte order mark. The prose below front matter stays as it is, but for its last line
    end. Raises AlteredError.
    """
    if kind not in ("summary", "page"):
        return _formatted(kind, text, path)
    front, body, _, problems = split_front_matter(text, path)
    if problems:
        return None, problems
    # an empty first line stands for the fence, so that lines are counted as in the file
    made, problems = _formatted(kind, "\n" + front.removeprefix("\n"), path)
    if made is None:
        return None, problems
    prose = body.rstrip("\n")
    return f"---\n{made}---\n{prose}\n" if prose else f"---\n{made}---\n", problems


def _formatted(kind: str, text: str, path: str) -> tuple[str | None, list[Problem]]:
    record, problems = parse_record(text, path)
    # what the reader drops hints at a slip, which would be gone for good
    hindrances = [problem for problem in problems if errors_of([problem]) or problem.code in {"SS016", "SS035"}]
    if record is None or hindrances:
        return None, problems
    node = TextParser(text).get_single_node()
    tree = tree_of(text, node)
    made = "".join(f"{line}\n" for line in lines_of(tree.in_form(kind)))
    if made == text.lstrip("\n"):
        return made, problems
    again, faults = parse_record(made, path)
    if again is None or errors_of(faults) or meaning_of(kind, again) != meaning_of(kind, record):
        raise AlteredError(f"{path} was left alone: its values would not have stayed the same")
    if words_of_comments(text, node) != words_of_comments(made, TextParser(made).get_single_node()):
        raise AlteredError(f"{path} was left alone: its comments would not have stayed the same")
    return made, problems
