"""Exact reasons at full speed: path-dependent SHAP values of LightGBM's trees."""

from models.treeshap.explainer import Explainer

__all__ = ["Explainer"]
