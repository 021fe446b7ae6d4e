"""What the model is that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.operation import Answer, Call, Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from serving.champion import Champion


def model(champion: Champion, shadow: Callable[[], str]) -> Iterator[Operation]:
    """The champion, the names it knows, and the version of the bundle that rides along."""

    async def told(call: Call) -> Answer:
        del call
        scorer = champion.answerer().scorer
        return Answer(
            {
                "model_version": scorer.version,
                "agreement_version": scorer.agreement_version,
                "targets": list(scorer.targets),
                "attributes": list(scorer.plan.attributes),
                "kinds": list(scorer.plan.kinds),
                "shadow_version": shadow(),
            }
        )

    yield Operation("get_model", "GET", "/v1/model", "read", told)
