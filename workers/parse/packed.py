"""What arrives before it is text: gzip that nobody declared, and bytes that are no text at all."""

from __future__ import annotations

import io
import zlib

from workers.errors import NotAFeed, TooLarge

_GZIP = b"\x1f\x8b\x08"
_ROOM = 1 << 20
_RATIO = 40  # feeds and sitemaps shrink to a twentieth; what shrinks to a thousandth is a bomb
_CHUNK = 1 << 16
_WINDOW = zlib.MAX_WBITS | 16
_MOST_MEMBERS = 1024

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"ID3", "an audio file"),
    (b"OggS", "an Ogg file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)


def unpacked(body: bytes, url: str, most: int) -> bytes:
    """`body`, ungzipped where it is gzip (RFC 1952) all the same; raises TooLarge above `most` bytes, and NotAFeed
    where the gzip is broken or ends in the middle.
    """
    if len(body) > most:
        raise TooLarge(url, f"{len(body)} bytes, more than {most}")
    if not body.startswith(_GZIP):
        return body
    cap = min(most, _ROOM + _RATIO * len(body))
    try:
        return _gunzipped(body, url, cap)
    except zlib.error as error:
        raise NotAFeed(url, f"a broken gzip file ({error})") from error


def _gunzipped(body: bytes, url: str, cap: int) -> bytes:
    """All members, as gunzip has it: what follows the last one (zeros, stray bytes) is padding."""
    out = io.BytesIO()
    stream, members, at, waiting = zlib.decompressobj(_WINDOW), 1, 0, b""
    while waiting or at < len(body):
        if not waiting:
            waiting, at = body[at : at + _CHUNK], min(at + _CHUNK, len(body))
        out.write(stream.decompress(waiting, _CHUNK))
        waiting = stream.unconsumed_tail
        if out.tell() > cap:
            raise TooLarge(url, f"a gzip file that unpacks to more than {cap} bytes")
        if stream.eof:
            at -= len(stream.unused_data)
            waiting = b""
            if body[at : at + 2] != _GZIP[:2]:
                return out.getvalue()
            stream, members = zlib.decompressobj(_WINDOW), members + 1
            if members > _MOST_MEMBERS:
                raise TooLarge(url, f"a gzip file of more than {_MOST_MEMBERS} members")
    raise NotAFeed(url, "a gzip file that is cut short")


def binary_kind(body: bytes) -> str | None:
    """What kind of file it is, in words, where it cannot be text."""
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    if body.startswith(b"RIFF") and body[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a media file"
    if body[4:8] == b"ftyp":
        return "a media file"
    return None
