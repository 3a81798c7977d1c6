"""What can go wrong with an order that is `tb-1`, and what the venue says when it refuses one for good."""

import gzip

from tests.helpers.faulty_server import Behaviour, answer, break_off, hang_up, raw
from tests.helpers.http_script import Reply, ok, refusal

_JSON = ("content-type", "application/json")

FAULTS: dict[str, Behaviour] = {
    "end instead of an answer": hang_up,
    "reset after reading": break_off,
    "garbage": raw(b"\x00\xff\x00 garbage\r\n\r\n"),
    "half of the headers": raw(b"HTTP/1.1 200 OK\r\nContent-Type: appl"),
    "half of the body": raw(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"code":"00000",'),
    "broken gzip": answer(Reply(b"\x1f\x8bbroken", 200, (_JSON, ("content-encoding", "gzip")))),
    "a bomb": answer(Reply(gzip.compress(bytes(9_000_000)), 200, (_JSON, ("content-encoding", "gzip")))),
    "a page with 200": answer(Reply(b"<html>sign in</html>", 200, (("content-type", "text/html"),))),
    "empty 200": answer(Reply(b"")),
    "not JSON": answer(Reply(b"{nope")),
    "not an envelope": answer(Reply(b"[]")),
    "a redirect": answer(Reply(b"", 307, (("location", "http://127.0.0.1:1/"),))),
    "a page of the edge": answer(Reply(b"<html>", 403, (("content-type", "text/html"),))),
    "a bad gateway": answer(Reply(b"<html>", 502, (("content-type", "text/html"),))),
    "500 with a success": answer(Reply(ok({}).body, 500)),
    "success with 404": answer(Reply(ok({}).body, 404)),
    "an unmapped code": answer(refusal("98765")),
    "data of another shape": answer(ok(["odd"])),
    "an answer about another order": answer(ok({"clientOid": "tb-other", "orderId": "1"})),
    **{
        f"code {code}": answer(refusal(code))
        for code in ("40010", "40725", "45001", "40015", "40808", "40200", "43118", "45034", "50060", "25212")
    },
}
"""Each leaves open whether the venue has the order."""

REFUSED = [
    "429",
    "40008",
    "40006",
    "40009",
    "40012",
    "40014",
    "40018",
    "40036",
    "40037",
    "40038",
    "43012",
    "45110",
]
"""Codes that say that it has not."""
