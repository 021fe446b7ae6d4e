"""What people write: FastAPI, a DataFrame, a booster, ``pred_contrib``; features are sent ready made."""

from __future__ import annotations

import os
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from fastapi import FastAPI

booster = lightgbm.Booster(model_file=os.environ["BENCHMARK_BOOSTER"])
names = booster.feature_name()
app = FastAPI()


@app.get("/ready")
def ready() -> dict[str, bool]:
    """It is."""
    return {"ready": True}


@app.post("/score")
def score(lead: dict[str, float | None]) -> dict[str, Any]:
    """The probability of one lead and its five largest contributions."""
    frame = pd.DataFrame([lead], columns=names).astype(float)
    probability = float(np.asarray(booster.predict(frame))[0])
    contributions = np.asarray(booster.predict(frame, pred_contrib=True))[0, :-1]
    most = np.argsort(-np.abs(contributions))[:5]
    return {"p": probability, "reasons": {names[place]: float(contributions[place]) for place in most}}
