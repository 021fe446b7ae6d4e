"""Migrations of the ledger, run by Alembic when a database is older than the code."""
