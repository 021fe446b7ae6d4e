"""What the pages of the desk are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.workspace import Workspace
    from serving.champion import Champion
    from serving.desk.shell import Shell
    from serving.memory import Memory
    from serving.week import Week


@dataclass(frozen=True, eq=False)
class Desk:
    """The parts of the service that pages ask.

    Attributes:
        shell: makes pages.
        champion: the model that answers.
        memory: the ledger, where there is one.
        week: the list of leads to work.
    """

    shell: Shell
    workspace: Workspace
    champion: Champion
    memory: Memory
    week: Week
