"""Tokens: who may ask the service for what, kept in one file without a secret in it."""

from models.tokens.file import TOKENS, read_tokens, tokens_path
from models.tokens.roles import ROLES, Role
from models.tokens.token import SCOPES, Scope, Token, spelled

__all__ = ["ROLES", "SCOPES", "TOKENS", "Role", "Scope", "Token", "read_tokens", "spelled", "tokens_path"]
