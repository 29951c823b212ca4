"""Reports words in English comments, messages and documents that a native speaker would not use here.

Checks the comments of all source files, the strings of Rust files and the text of documents outside code: words.py
"""

import re
import subprocess
import sys

REPORTS = "a program reports, prints, returns, warns or rejects"
PERSON = "name the actor, such as the registrant, the editor or the build"

WORDS = [
    (r"\b(tells?|telling|told)\b", REPORTS),
    (r"\b(mend|mends|mended|mending)\b", "fix"),
    (r"\bin vain\b", "unused, or without effect"),
    (r"\b(whoever|somebody|nobody)\b", PERSON),
    (r"\bwhat (the |an? |this |it )?\w+( \w+)? says?\b", "name the thing: its text, value or content"),
]
# French texts quote like this; in strings they are data, and some files are about French typography.
GUILLEMETS = (r"[«»]", 'use "double quotes" or backticks in English text')
FRENCH = re.compile(
    r"^generator/markdown/src/typography|^docs/editing/en/markdown\.md$|^docs/themes/colours-and-words\.md$"
    r"|^themes/README\.md$|^themes/default/static/search\.js$"
)

EXCLUDED = re.compile(
    r"^(CHANGELOG|CODE_OF_CONDUCT)\.md$|^(content|docs/editing/fr|docs/problems/fr|fuzz/corpus|generator/cli/starter/fr|tests/fixtures|tests/gates/content)/"
    r"|\.fr\.md$|\bfr(-\w+)?\.(yaml|json|md)$|^\.ci/words\.py$"
)
RUST = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|b?r(?P<hashes>\#*)"(?P<raw>.*?)"(?P=hashes)"""
    r"""|"(?P<string>(?:\\.|[^"\\])*)"|'(?:\\.[^']*|[^'\\])'""",
    re.DOTALL,
)
# Comments of scripts, manifests and style sheets; a `#` or `//` inside a word belongs to an address or a name.
OTHER = re.compile(r"(?:^|(?<=\s))(?:#|//)\s[^\n]*|/\*.*?\*/|<!--.*?-->|\{#.*?#\}", re.DOTALL)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def blank(match):
    """Keeps the line breaks, so that line numbers stay right."""
    return re.sub(r"[^\n]", " ", match[0])


def passages(path, text):
    """Yields the English passages of a file: start, text, and whether guillemets are data in it."""
    if path.endswith(".rs"):
        for match in RUST.finditer(text):
            kind = next((kind for kind in ("comment", "raw", "string") if match[kind] is not None), None)
            if kind == "comment":
                yield match.start(kind), re.sub(r"`[^`\n]+`", blank, match[kind]), False
            elif kind and " " in match[kind]:
                yield match.start(kind), re.sub(r"\{[^{}\n]*\}", blank, match[kind]), True
    elif path.endswith((".md", ".txt", ".json")):
        yield 0, CODE.sub(blank, text), path.endswith(".json")
    else:
        for match in OTHER.finditer(text):
            yield match.start(), match[0], False


def main():
    command = ["git", "ls-files", "*.rs", "*.md", "*.toml", "*.yml", "*.yaml", "*.js", "*.mjs", "*.py", "*.css"]
    command += ["*.html", "desk/words/*.json", ".ci", "justfile"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    found = 0
    for path in listed.stdout.split("\n"):
        if not path or EXCLUDED.search(path):
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for start, passage, is_data in passages(path, text):
            for pattern, advice in WORDS if is_data or FRENCH.search(path) else [*WORDS, GUILLEMETS]:
                for match in re.finditer(pattern, passage, re.IGNORECASE):
                    line = text.count("\n", 0, start + match.start()) + 1
                    print(f"{path}:{line}: `{match[0]}`: {advice}")
                    found += 1
    return 1 if found else 0


sys.exit(main())
