"""The head of an HTTP/1.1 answer, read strictly where lengths are at stake and leniently where words are.

The standard library reads up to 6 MB of header lines, takes an end of the connection for the end of the header,
takes 103 Early Hints for the answer, and forgets every line after a malformed one (Content-Encoding among them). Of
chunks it takes "-5" for a size and a cut-off "0" for the last one, and reads trailers without end.
"""

from __future__ import annotations

import http.client
import re
import socket
from http.client import HTTPMessage

MAX_LINES = 200
_STATUS_LINE = re.compile(rb"HTTP/(\d)\.(\d)[ \t]+(\d{3})(?:[ \t]+(.*?))?[ \t]*\r?\n", re.DOTALL)
_CHUNK_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(;[^\n]*)?\r?\n")
_PLAIN_CHUNK_LINE = 20  # bytes of a chunk's line that are no extension
_FIELD_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class MalformedAnswer(http.client.HTTPException):
    """The bytes are no HTTP answer that can be relied on."""


class HeaderTooLarge(http.client.HTTPException):
    """The header, interim answers included, is above its cap."""


class CappedResponse(http.client.HTTPResponse):
    """An answer whose header may take `max_header_bytes`, interim answers, chunk extensions and trailers included."""

    def __init__(self, sock: socket.socket, *, max_header_bytes: int, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        self._left = max_header_bytes
        self._is_head = method == "HEAD"

    def begin(self) -> None:
        """Reads up to the end of the header; raises HTTPException where it is malformed, too large or not whole."""
        minor, status, reason = self._status_line()
        headers = self._fields()
        while status < 200:  # 1xx is only an announcement
            minor, status, reason = self._status_line()
            headers = self._fields()
        self.code = self.status = status
        self.reason = reason
        self.version = 11 if minor else 10
        self.headers = self.msg = headers
        self._frame()

    def _line(self) -> bytes:
        line: bytes = self.fp.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise HeaderTooLarge("the header is above its cap")
        return line

    def _status_line(self) -> tuple[int, int, str]:
        line = self._line()
        if not line:
            raise http.client.RemoteDisconnected("the server closed the connection without an answer")
        found = _STATUS_LINE.fullmatch(line)
        if found is None or found[1] != b"1":
            raise MalformedAnswer("the answer does not begin like HTTP/1.1")
        return int(found[2]), int(found[3]), (found[4] or b"").decode("latin-1")

    def _fields(self) -> HTTPMessage:
        message = HTTPMessage()
        name, value = "", b""
        for _ in range(MAX_LINES):
            line = self._line()
            if not line.endswith(b"\n"):
                raise MalformedAnswer("the answer ends in the middle of its header")
            text = line.strip(b" \t\r\n")
            if line[:1] in b" \t" and text and name:  # a folded line goes on with the field before
                value += b" " + text
                continue
            if name:
                message.set_raw(name, value.decode("latin-1"))
            if line in (b"\r\n", b"\n"):
                return message
            raw, colon, value = text.partition(b":")
            raw, value = raw.rstrip(), value.strip()
            name = raw.decode("ascii") if colon and _FIELD_NAME.fullmatch(raw) else ""
            if b"\x00" in value or b"\r" in value:
                raise MalformedAnswer("a header field contains control characters")
        raise HeaderTooLarge(f"the header has more than {MAX_LINES} lines")

    def _frame(self) -> None:
        """Where the body ends (RFC 9112 section 6.3); a length that cannot be relied on is an error."""
        tokens = [t.strip().lower() for t in ",".join(self.headers.get_all("transfer-encoding", [])).split(",")]
        codings = [token for token in tokens if token not in ("", "identity")]
        lengths = {t.strip() for t in ",".join(self.headers.get_all("content-length", [])).split(",")} - {""}
        self.chunked = codings == ["chunked"]
        self.chunk_left = None
        self.length = None
        if codings and not self.chunked:
            raise MalformedAnswer("the transfer coding is not understood")
        if self.chunked and lengths:
            del self.headers["content-length"]
        elif lengths:
            text = lengths.pop()
            if lengths or not (text.isascii() and text.isdigit() and len(text) < 19):
                raise MalformedAnswer("the Content-Length makes no sense")
            self.length = int(text)
        connection = ",".join(self.headers.get_all("connection", [])).lower()
        self.will_close = "close" in connection or (self.version == 10 and "keep-alive" not in connection)
        if self.status in (204, 304) or self._is_head:
            self.chunked, self.length = False, 0
        if self.length is None and not self.chunked:
            self.will_close = True

    def _read_next_chunk_size(self) -> int:  # in place of http.client's
        line: bytes = self.fp.readline(self._left + _PLAIN_CHUNK_LINE)
        self._left -= max(len(line) - _PLAIN_CHUNK_LINE, 0)
        found = _CHUNK_LINE.fullmatch(line)
        if found is not None:
            return int(found[1], 16)
        if self._left <= 0:
            raise HeaderTooLarge("a chunk's line is above the cap")
        raise MalformedAnswer("the answer ends in a chunk's size" if line[-1:] != b"\n" else "a chunk has no size")

    def _read_and_discard_trailer(self) -> None:  # in place of http.client's
        while self._line() not in (b"\r\n", b"\n", b""):  # some servers close without the last empty line
            pass
