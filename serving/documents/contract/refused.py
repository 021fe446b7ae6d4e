"""What comes back where something is refused: one shape, whatever it is."""

from __future__ import annotations

from typing import Final

from serving.documents.field import Field, Object, answered

REFUSED: Final = Object(
    name="Refused",
    about="Why a request cannot be answered. It never repeats a value that was sent.",
    fields=answered(
        Field(name="code", kind="text", about="The reason, for machines.", example="invalid"),
        Field(
            name="message",
            kind="text",
            about="The reason, in a sentence.",
            example="an ISO 8601 time or a number of milliseconds since 1970 is expected",
        ),
        Field(
            name="field",
            kind="text",
            about="The field it is about, with dots between its parts; empty if none.",
            example="touches.0.at",
        ),
    ),
)
MEANS: Final = {
    400: "The body is not one JSON object in UTF-8. Sending it again will not help.",
    401: "No token, or one that is not known, has expired or was revoked.",
    403: "The token is not good for this, or no token was ever created and the caller is another machine.",
    404: "Nothing is known of it.",
    408: "The request did not arrive in time.",
    409: "It contradicts what was said before under the same key, or the agreement says too little for it.",
    413: "The body is too large.",
    415: "The body is not sent as application/json.",
    422: "A field cannot be read; it is named. Sending it again will not help.",
    429: "Too many requests; wait as long as Retry-After says.",
    500: "A fault of the service. It is logged under the request's id.",
    503: "It cannot answer now; wait as long as Retry-After says.",
}
