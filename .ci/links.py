"""Checks that each link and image in a folder of HTML pages has a target, including fragments.

Usage: links.py FOLDER. Prints each broken link and exits with status 1 if there is one, or no page at all.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """Collects the link targets of a page and its identifiers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src") and value and tag != "base":
                self.links.append(value)


def broken(folder: Path) -> list[str]:
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    if not pages:
        return [f"no page in {folder}"]
    found = []
    for path, page in pages.items():
        # Its links start at the root of the published site.
        if path.name == "404.html":
            continue
        for link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            target = path if not address.path else (path.parent / unquote(address.path)).resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                found.append(f"{path.relative_to(folder)}: {link}: no such file")
            elif address.fragment and target in pages and unquote(address.fragment) not in pages[target].ids:
                found.append(f"{path.relative_to(folder)}: {link}: no such place in the page")
    return found


def main() -> int:
    problems = broken(Path(sys.argv[1]).resolve())
    print("\n".join(problems) or "no broken links")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
