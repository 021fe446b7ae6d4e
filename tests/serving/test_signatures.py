"""HubSpot's signatures against ones computed here by hand, and against everything else."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.guard.signatures import MOST_AGE, decoded, signed

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET, URI, BODY, NOW = (
    "s3cret",
    "https://x.example/v1/hooks/hubspot?a=%7E",
    b'{"id": "\xc3\xa9"}',
    1_790_000_000_000,
)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104, written out."""
    key = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()


def third(uri: str = URI, body: bytes = BODY, when: int = NOW, secret: str = SECRET) -> dict[str, str]:
    """The headers of version 3."""
    made = hmac_sha256(secret.encode(), b"POST" + uri.encode() + body + str(when).encode())
    return {
        "x-hubspot-signature-v3": base64.b64encode(made).decode(),
        "x-hubspot-request-timestamp": str(when),
    }


def second(uri: str = URI, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    """The headers of version 2."""
    made = hashlib.sha256((secret + "POST" + uri).encode() + body).hexdigest()
    return {"x-hubspot-signature": made, "x-hubspot-signature-version": "v2"}


def accepted(headers: Mapping[str, str], uri: str = URI, body: bytes = BODY, secret: str = SECRET) -> bool:
    return signed(secret, headers, "POST", uri, body, NOW)


def test_rfc_4231() -> None:
    """That what is written out above is HMAC: the second test case of the RFC."""
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex() == known


@pytest.mark.parametrize("age", [0, MOST_AGE, -MOST_AGE])
def test_version_3_holds_for_five_minutes(age: int) -> None:
    assert accepted(third(when=NOW - age))
    beyond = 1 if age >= 0 else -1
    assert not accepted(third(when=NOW - beyond * (MOST_AGE + 1)))


def test_version_2_is_accepted() -> None:
    assert accepted(second())


def test_the_characters_that_hubspot_decodes() -> None:
    spelled = "https://x.example/v1/%3a%2F%3F%40%21%24%27%28%29%2a%2C%3b?q=%20%7E%25"
    plain = "https://x.example/v1/:/?@!$'()*,;?q=%20%7E%25"
    assert decoded(spelled) == plain
    assert accepted(third(uri=plain), uri=spelled)
    assert not accepted(second(uri=plain), uri=spelled)


@pytest.mark.parametrize("made", [third, second])
def test_each_part_counts(made: type) -> None:
    assert not accepted(made(), uri=URI + "1")
    assert not accepted(made(), body=BODY + b" ")
    assert not accepted(made(), secret="other")
    assert not accepted(made(secret="other"))
    assert not signed(SECRET, made(), "PUT", URI, BODY, NOW)
    assert not accepted(made(secret=""), secret="")


def test_what_is_sent_beside_a_wrong_version_3_does_not_help() -> None:
    assert not accepted({**second(), **third(secret="other")})
    assert not accepted({**second(), "x-hubspot-signature-v3": ""})


def test_version_1_is_no_proof() -> None:
    made = hashlib.sha256(SECRET.encode() + BODY).hexdigest()
    for version in ("v1", ""):
        assert not accepted({"x-hubspot-signature": made, "x-hubspot-signature-version": version})


@pytest.mark.parametrize("when", ["", "x", "-1", "1.79e12", " 1790000000000", "9" * 400, "１７９", "²"])
def test_a_time_is_a_plain_number(when: str) -> None:
    made = hmac_sha256(SECRET.encode(), b"POST" + URI.encode() + BODY + when.encode())
    sent = {"x-hubspot-signature-v3": base64.b64encode(made).decode(), "x-hubspot-request-timestamp": when}
    assert not accepted(sent)


NAMES = st.sampled_from([*third(), *second()])
ANY = st.text() | st.sampled_from([*third().values(), *second().values(), str(NOW)])


@given(st.dictionaries(NAMES, ANY), st.text(), st.binary(), st.text())
def test_nothing_else_is_accepted_and_nothing_fails(
    headers: dict[str, str], uri: str, body: bytes, secret: str
) -> None:
    right = any(headers.items() >= made(uri, body, secret=secret).items() for made in (third, second))
    if not (right and secret):
        assert not signed(secret, headers, "POST", uri, body, NOW)


@given(st.sampled_from((third, second)), st.integers(0, 63), st.characters())
def test_no_letter_of_a_signature_may_differ(made: type, place: int, letter: str) -> None:
    headers = made()
    name = next(iter(headers))
    sent = headers[name]
    place %= len(sent)
    changed = sent[:place] + letter + sent[place + 1 :]
    assert accepted({**headers, name: changed}) == (changed == sent)
