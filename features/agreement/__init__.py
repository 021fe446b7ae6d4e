"""The agreement: what sales and marketing signed, read from ``agreement.toml``."""

from features.agreement.icp import Icp, IcpRule
from features.agreement.parse import read_agreement
from features.agreement.values import (
    OURS,
    Action,
    Agreement,
    Attributes,
    Channels,
    FeatureLimits,
    Feedback,
    Ledger,
    Model,
    Moments,
    Monitor,
    Persona,
    Sources,
    Stages,
    Targets,
    Touches,
    Where,
)

__all__ = [
    "OURS",
    "Action",
    "Agreement",
    "Attributes",
    "Channels",
    "FeatureLimits",
    "Feedback",
    "Icp",
    "IcpRule",
    "Ledger",
    "Model",
    "Moments",
    "Monitor",
    "Persona",
    "Sources",
    "Stages",
    "Targets",
    "Touches",
    "Where",
    "read_agreement",
]
