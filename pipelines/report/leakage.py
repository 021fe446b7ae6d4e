"""What the leakage gate said of attributes, touches and stages, and how far a random split flatters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.naming import key
from models.pages.wording import Spoken, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement import Agreement
    from models.bundle import Bundle

_GRAVITY: Final = ("leak", "suspicious", "ok")
_KNOWN: Final = {"history": "dated", "fixed": "fixed at creation", "today": "as of today only"}
_WHAT: Final = {"touch": "kind of touch", "stage": "stage"}


class Suspicion(NamedTuple):
    """One verdict: what it is about, the numbers by name, why, and who vouches for it."""

    name: str
    what: str
    known: str
    verdict: str
    numbers: Mapping[str, float | None]
    why: str
    trusted: str


class Flattery(NamedTuple):
    """A target, and what the two splits say of it."""

    spoken: Spoken
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Leakage:
    """Everything the page tells of the gate; the gravest first."""

    attributes: tuple[Suspicion, ...]
    times: tuple[Suspicion, ...]
    gaps: tuple[Flattery, ...]

    @property
    def tiers(self) -> tuple[tuple[str, int], ...]:
        """How many attributes are known how well."""
        found = [attribute.known for attribute in self.attributes]
        return tuple((known, found.count(known)) for known in _KNOWN.values() if known in found)


def leakage(bundle: Bundle, agreement: Agreement) -> Leakage:
    """What the bundle's evaluation says of the gate."""
    evaluation: Mapping[str, Any] = bundle.json("evaluation.json")
    found = [(saved, _suspicion(saved, agreement)) for saved in evaluation.get("leakage") or ()]
    return Leakage(
        attributes=_gravest_first([one for saved, one in found if saved.get("kind") not in _WHAT]),
        times=_gravest_first([one for saved, one in found if saved.get("kind") in _WHAT]),
        gaps=tuple(
            Flattery(spoken(target), numbers)
            for target, numbers in (evaluation.get("leakage_gap") or {}).items()
        ),
    )


def _gravest_first(found: list[Suspicion]) -> tuple[Suspicion, ...]:
    return tuple(sorted(found, key=lambda one: [*_GRAVITY, one.verdict].index(one.verdict)))


def _suspicion(saved: Mapping[str, Any], agreement: Agreement) -> Suspicion:
    name = str(saved["name"])
    trusted = {key(trusted): reason for trusted, reason in agreement.attributes.trust.items()}
    return Suspicion(
        name,
        _WHAT.get(str(saved.get("kind")), "attribute"),
        _KNOWN.get(str(saved.get("tier")), _KNOWN["today"]),
        str(saved["verdict"]),
        saved.get("numbers") or {},
        saved.get("reason") or "",
        trusted.get(key(name), ""),
    )
