"""The longest that any highlighted language takes for a code block within the bounds: ``python benchmarks/lexers.py``.

Prints, for each language of ``shortsite.markdown.code``, the shape that takes longest of those that are known to make
lexers slow, in milliseconds of CPU; then the longest of all.
"""

from __future__ import annotations

import time

from shortsite.markdown.code import BLANKS, LANGUAGES, LIMIT, highlighted

SHAPES = (
    *("a", "a\n", "a b ", "a.", "a(", "a=", "a'", "a:\n", "0", "0.", "1e", "(", ")", "{", "}", "[", "]", "<", ">", "="),
    *(
        "@",
        "%",
        "$",
        "#",
        ":",
        "::",
        "- ",
        "|",
        "&",
        "/",
        "//",
        "/*",
        "\\",
        '"',
        "'",
        "`",
        '"""',
        "'''",
        '\\"',
        '"a',
        'r"',
    ),
    *("<!--", "<a ", "{{", "${", "#{", "--[[", "(*", "{-", "->", "=begin\n"),
    *(f"{blank * BLANKS}x" for blank in (" ", "\t", "\n", "\r")),
)


def longest(language: str) -> tuple[float, str]:
    """Seconds, and the shape that takes them."""
    costs = []
    for shape in SHAPES:
        code = ("x\n" + shape * LIMIT)[:LIMIT]
        start = time.process_time()
        highlighted(code, language)
        costs.append((time.process_time() - start, shape))
    return max(costs)


def main() -> None:
    """Measure all languages."""
    found = {language: longest(language) for language in sorted(LANGUAGES)}
    for language, (seconds, shape) in sorted(found.items(), key=lambda item: -item[1][0]):
        print(f"{1000 * seconds:7.1f} ms  {language:12} {shape[:12]!r}")
    print(f"{1000 * max(found.values())[0]:7.1f} ms at most")


if __name__ == "__main__":
    main()
