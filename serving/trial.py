"""Answers one request with a workspace's champion, so that all it runs is compiled: for the image.

Usage: python -m serving.trial WORKSPACE
"""

from __future__ import annotations

import sys
from pathlib import Path

from models.scorer import Scorer
from models.workspace import Workspace
from serving.answerer import Answerer
from serving.request.body import parsed

if __name__ == "__main__":
    parsed(b"{}", 100)
    Answerer(Scorer(Workspace(Path(sys.argv[1])).champion())).try_out()
