"""Opens the places where files lie: a local folder or file, or a bucket at `s3://`, `gs://`, `az://`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from outlay.core.errors import FileFormatError, InputError, UsageError
from outlay.core.full_disk import telling_full_disk
from outlay.ingest.files.model import StoredFile

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_SCHEMES: Final = ("s3", "gs", "az", "abfs", "abfss")
_FILE_NAME: Final = re.compile(r"\.(csv|tsv|parquet|jsonl|ndjson|json|gz|zst|zip)$", re.IGNORECASE)
_MANIFEST_LIMIT: Final = 64 << 20


class PlaceError(InputError):
    """A place cannot be read."""

    code = "input.place"


class Place(Protocol):
    """Files that can be listed and fetched."""

    name: str

    def list(self) -> Iterator[StoredFile]:
        """Every file, whatever it is."""

    def read(self, file: StoredFile) -> bytes:
        """A small file's bytes."""

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        """A local file with the bytes, in the folder where they have to be fetched."""


def is_place(text: str) -> bool:
    """Whether a name on the command line is a folder or URL that holds files, rather than a file."""
    return urlsplit(text).scheme in _SCHEMES or Path(text).is_dir()


def open_place(text: str, options: Mapping[str, Any] | None = None) -> Place:
    """Open a folder, a file or a URL; `options` are credentials and an endpoint where the environment has none.

    Raises:
        UsageError: for a URL of another scheme.
    """
    parts = urlsplit(text)
    if parts.scheme in _SCHEMES:
        return _Bucket(text, options or {})
    if "://" in text and parts.scheme != "file":
        message = f"{text} is no place that bills can be read from"
        raise UsageError(message, hint=f"use a folder, or {', '.join(f'{name}://…' for name in _SCHEMES[:3])}")
    return _Folder(Path(parts.path if parts.scheme == "file" else text))


class _Folder:
    """A local folder, or a single file."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def list(self) -> Iterator[StoredFile]:
        if not self._path.exists():
            message = f"{self._path} is not there"
            raise PlaceError(message, hint="check the path", code="input.no_file")
        root = self._path if self._path.is_dir() else self._path.parent
        paths = self._path.rglob("*") if self._path.is_dir() else [self._path]
        for path in sorted(paths):
            if path.is_file():
                stat = path.stat()
                yield StoredFile(
                    path=path.relative_to(root).as_posix(),
                    size=stat.st_size,
                    written_at=datetime.fromtimestamp(stat.st_mtime, tz=UTC),
                    version=str(stat.st_mtime_ns),
                )

    def read(self, file: StoredFile) -> bytes:
        return self._local(file).read_bytes()

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        del folder
        return self._local(file)

    def _local(self, file: StoredFile) -> Path:
        return self._path / file.path if self._path.is_dir() else self._path


class _Bucket:
    """An object store; credentials come from the options, else from the environment as the clouds' own tools do."""

    def __init__(self, url: str, options: Mapping[str, Any]) -> None:
        self.name = url
        parts = urlsplit(url)
        self._only = ""
        if _FILE_NAME.search(parts.path):
            folder, _, self._only = parts.path.rpartition("/")
            url = f"{parts.scheme}://{parts.netloc}{folder}"
        self._url = url
        self._options = dict(options)
        self._store: ObjectStore | None = None

    def list(self) -> Iterator[StoredFile]:
        import obstore
        from obstore.exceptions import BaseError

        try:
            for chunk in obstore.list(self._open(), prefix=self._only or None, chunk_size=1000):
                yield from (_stored(meta) for meta in chunk)
            if self._only:
                yield _stored(obstore.head(self._open(), self._only))
        except BaseError as error:
            raise _place_error(self.name, error) from error

    def read(self, file: StoredFile) -> bytes:
        if file.size > _MANIFEST_LIMIT:
            message = f"{file.path} has {file.size:,} bytes: too many for a manifest"
            raise FileFormatError(message, hint="check the prefix")
        return b"".join(self._chunks(file))

    def fetch(self, file: StoredFile, folder: Path) -> Path:
        path = folder / file.path
        if not path.resolve().is_relative_to(folder.resolve()):
            message = f"{self.name} holds a file named {file.path!r}, which leads out of its folder"
            raise PlaceError(message, hint="rename it")
        path.parent.mkdir(parents=True, exist_ok=True)
        with telling_full_disk(folder), path.open("wb") as stream:
            for chunk in self._chunks(file):
                stream.write(chunk)
        if path.stat().st_size != file.size:
            message = f"{file.path} has {path.stat().st_size:,} of {file.size:,} bytes: it changed while it was read"
            raise PlaceError(message, hint="try again")
        return path

    def _chunks(self, file: StoredFile) -> Iterator[bytes]:
        import obstore
        from obstore.exceptions import BaseError

        try:
            for chunk in obstore.get(self._open(), file.path).stream(min_chunk_size=1 << 20):
                yield bytes(chunk)
        except BaseError as error:
            raise _place_error(f"{self.name} ({file.path})", error) from error

    def _open(self) -> ObjectStore:
        from obstore.exceptions import BaseError
        from obstore.store import from_url

        if self._store is None:
            try:
                self._store = from_url(self._url, **self._options)
            except (BaseError, ValueError, TypeError) as error:
                raise _place_error(self.name, error) from error
        return self._store


def _stored(meta: Mapping[str, Any]) -> StoredFile:
    written: datetime = meta["last_modified"]
    return StoredFile(
        path=str(meta["path"]),
        size=int(meta["size"]),
        written_at=written,
        version=str(meta.get("e_tag") or written.isoformat()),
    )


_MAY_NOT: Final = (
    "the credentials may not list and read there: allow s3:ListBucket and s3:GetObject, "
    "storage.objects.list and .get, or Storage Blob Data Reader"
)
_CAUSES: Final = {
    r"Unauthenticated|401 Unauthorized|InvalidAccessKeyId|SignatureDoesNotMatch": "the credentials were refused: "
    "check the keys, or the environment of the server",
    r"PermissionDenied|403 Forbidden": _MAY_NOT,
    r"NotFound|404 Not Found|NoSuchBucket": "check bucket, container and prefix",
}
"""What the stores' messages mean; a listing that is refused has no error class of its own."""


def _place_error(name: str, error: Exception) -> PlaceError:
    text = f"{type(error).__name__} {error}"
    hint = next((hint for mark, hint in _CAUSES.items() if re.search(mark, text)), "check URL, region and network")
    reason = " ".join(str(error).split(" Debug source")[0].split())
    return PlaceError(f"{name} cannot be read: {_without_credentials(reason)[:300]}", hint=hint)


def _without_credentials(text: str) -> str:
    return re.sub(r"(?i)(signature|sig|credential|token|key)=[^&\s\"]+", r"\1=…", text)
