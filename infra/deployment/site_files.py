"""The files of the site as the generator wrote them, with what is stored beside each."""

import hashlib
import json
import re
import urllib.parse
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deployment.report import MISUSED, DeployError

# By extension. Python's own table depends on the machine.
CONTENT_TYPES = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "ics": "text/calendar; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "mp3": "audio/mpeg",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}

# The rule of headers.json that only sites with the web editor have.
EDITOR = "/admin/*"

ATOM = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class SiteFile:
    """A file of the site. Its path, below the root of the site, is the key under which it is kept."""

    sha256: str
    # What S3 reports as the ETag of an object that was written at once.
    md5: str
    size: int
    content_type: str
    cache_control: str
    # The address to which visitors are redirected, as in requests.
    location: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


Files = dict[str, SiteFile]


def read(dist: Path) -> Files:
    """Reads the files below `dist/site` by path, with the rules in `dist/deployment`.

    Raises a DeployError if `dist` is incomplete.
    """
    rules = deployment_file(dist, "headers.json")
    redirects = {file_of(rule["from"]): rule["to"] for rule in deployment_file(dist, "redirects.json")}
    root = dist / "site"
    files = {}
    for file in sorted(root.rglob("*")):
        if file.is_file():
            path = file.relative_to(root).as_posix()
            content = file.read_bytes()
            files[path] = SiteFile(
                sha256=hashlib.sha256(content).hexdigest(),
                md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
                size=len(content),
                content_type=content_type(path),
                cache_control=header(rules, address_of(path), "cache-control"),
                location=redirects.get(path),
            )
    for path in ("index.html", "404.html"):
        if path not in files:
            raise DeployError(f"{root / path} is missing; build the site first", MISUSED)
    return files


def has_editor(dist: Path) -> bool:
    """Returns whether the site has the web editor, whose files have headers of their own."""
    return any(rule["path"] == EDITOR for rule in deployment_file(dist, "headers.json"))


def base_url(dist: Path) -> str:
    """Returns the address at which the build expects the site, without a slash at its end."""
    return str(read_json(dist / "handler/theme.json")["site"]["base_url"])


def deployment_file(dist: Path, name: str) -> Any:
    return read_json(dist / "deployment" / name)


def read_json(file: Path) -> Any:
    """Reads a file of the build. Raises a DeployError if it is missing or damaged."""
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise DeployError(f"cannot read {file}: {error}; build the site first", MISUSED) from error


def content_type(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    if name == "atom.xml":
        return ATOM
    return CONTENT_TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def header(rules: list[dict[str, Any]], address: str, name: str) -> str:
    """Returns a header of the first rule that matches an address. The last rule matches every address."""
    matching = (rule for rule in rules if matches(rule["path"], address))
    return str(next(matching)["headers"][name])


def matches(pattern: str, address: str) -> bool:
    """Returns whether a pattern of headers.json, in which `*` is any text, matches an address."""
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), address, re.DOTALL) is not None


def address_of(path: str) -> str:
    """Returns the address of a file, percent-encoded: that of a folder's page is the folder."""
    folder = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
    return encoded(folder)


def encoded(path: str) -> str:
    """Returns a path below the root of the site as in requests."""
    return "/" + urllib.parse.quote(path, safe="/~!$&'()*+,;=:@-._")


def file_of(address: str) -> str:
    """Returns the path of the file at an address."""
    path = urllib.parse.unquote(address).lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path
