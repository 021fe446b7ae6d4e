"""The gate: may the new bundle take the champion's place, and what would change for the leads?"""
