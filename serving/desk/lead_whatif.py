"""Trying changes out on a lead: the form, what was chosen in it, and what the model would say then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.attributes.wording import spoken
from models.receipts.score import score
from models.status import CLOSED, CONVERTED, OPTED_OUT
from models.whatif import Wish, changed, compared, levers
from models.whatif.levers import MOST_TOUCHES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.whatif import AttributeLever, Compared, Levers, TouchLever
    from serving.desk.lead_subject import Subject

_TOUCH: Final = "touch:"
_ATTRIBUTE: Final = "is:"
_AS_IT_IS: Final = ""
_TEXT: Final = "="
"""Before a text that was chosen, so that none at all can be chosen too."""
_LONGEST: Final = 100
_SETTLED: Final = (CLOSED, CONVERTED, OPTED_OUT)
"""Of such a lead nothing is forecast, whatever happens next."""


class Slider(NamedTuple):
    """A number from 0 to ``most``; ``marks`` are written below it."""

    id: str
    name: str
    label: str
    value: int
    most: int
    marks: tuple[int, ...]


class Choice(NamedTuple):
    """One of some texts; each option is its value, its words, and whether it is chosen."""

    id: str
    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


class Amount(NamedTuple):
    """A number of any size."""

    id: str
    name: str
    label: str
    value: str
    now: str


class Form(NamedTuple):
    """The fields of the form."""

    ours: tuple[Slider, ...]
    theirs: tuple[Slider, ...]
    choices: tuple[Choice, ...]
    amounts: tuple[Amount, ...]
    wait: Slider


class Trial(NamedTuple):
    """What may be tried, and what came of it.

    Attributes:
        wished: what was changed, in words; empty where nothing was.
        found: None where nothing was changed.
        version: of the bundle that was asked.
    """

    form: Form
    wished: str
    found: Compared | None
    version: str


def trial_of(subject: Subject, query: Mapping[str, str]) -> Trial | None:
    """What comes of the changes that the parameters of an address name. It blocks.

    Nothing is kept: no receipt, no document. None where no change could give the lead a forecast.
    """
    model, inputs = subject.serving, subject.inputs
    if model is None or inputs is None or inputs.as_of < inputs.born or not model.scorer.targets:
        return None
    if subject.told.get("status") in _SETTLED:
        return None
    offered = levers(model.scorer, inputs, model.mutable)
    wish = wish_of(query, offered)
    found = None
    if not wish.empty:
        before, after = score(model.scorer, [inputs, changed(inputs, offered, wish)])
        found = compared(before, after)
    return Trial(_form(offered, wish), said(wish), found, model.scorer.version)


def wish_of(query: Mapping[str, str], offered: Levers) -> Wish:
    """What was chosen; what cannot be read, or is not offered, is not."""
    touches = {kind: _whole(query.get(f"{_TOUCH}{kind}", ""), MOST_TOUCHES) for kind in offered.touches}
    attributes = {
        lever.name: text
        for lever in offered.attributes
        if (text := _text(lever, query.get(f"{_ATTRIBUTE}{lever.name}", _AS_IT_IS))) is not None
    }
    wait = _whole(query.get("wait", ""), offered.longest_wait)
    return Wish({kind: count for kind, count in touches.items() if count}, attributes, wait)


def _whole(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _text(lever: AttributeLever, sent: str) -> str | None:
    """The text that is wished for; None where the attribute stays as it is."""
    text = sent.strip() if not lever.choices else sent.removeprefix(_TEXT)
    if sent == _AS_IT_IS or text == lever.now or len(text) > _LONGEST:
        return None
    if lever.choices:
        return text if text in ("", *lever.choices) and sent.startswith(_TEXT) else None
    return text or None


def _form(offered: Levers, wish: Wish) -> Form:
    most = offered.longest_wait
    marks = tuple(dict.fromkeys(round(most * part / 3) for part in range(4)))
    return Form(
        _sliders("ours", offered.ours, wish),
        _sliders("theirs", offered.theirs, wish),
        tuple(_choice(place, lever, wish) for place, lever in enumerate(offered.attributes) if lever.choices),
        tuple(
            _amount(place, lever, wish) for place, lever in enumerate(offered.attributes) if not lever.choices
        ),
        Slider("what-if-wait", "wait", "Days that pass then", round(wish.wait), most, marks),
    )


def _sliders(group: str, offered: Sequence[TouchLever], wish: Wish) -> tuple[Slider, ...]:
    return tuple(
        Slider(
            f"what-if-{group}-{place}",
            f"{_TOUCH}{lever.kind}",
            spoken(lever.kind),
            wish.touches.get(lever.kind, 0),
            MOST_TOUCHES,
            tuple(range(MOST_TOUCHES + 1)),
        )
        for place, lever in enumerate(offered)
    )


def _choice(place: int, lever: AttributeLever, wish: Wish) -> Choice:
    chosen = wish.attributes.get(lever.name)
    as_it_is = f"as it is: {lever.now or 'not filled in'}"
    options = [(_AS_IT_IS, as_it_is, chosen is None)]
    options += [
        (f"{_TEXT}{text}", text or "not filled in", text == chosen)
        for text in ("", *lever.choices)
        if text != lever.now
    ]
    return Choice(f"what-if-is-{place}", f"{_ATTRIBUTE}{lever.name}", spoken(lever.name), tuple(options))


def _amount(place: int, lever: AttributeLever, wish: Wish) -> Amount:
    value = wish.attributes.get(lever.name, "")
    return Amount(f"what-if-is-{place}", f"{_ATTRIBUTE}{lever.name}", spoken(lever.name), value, lever.now)


def said(wish: Wish) -> str:
    """A wish in words, as in "1 call, budget approved, 7 days later"."""
    told = [f"{count} × {spoken(kind)}" for kind, count in wish.touches.items() if count]
    told += [f"{spoken(name)}: {text or 'not filled in'}" for name, text in wish.attributes.items()]
    if wish.wait:
        told.append(f"{wish.wait:g} {'day' if wish.wait == 1 else 'days'} later")
    return ", ".join(told)
