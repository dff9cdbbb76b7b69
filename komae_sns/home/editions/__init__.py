"""Versions of the guideline: loaded, kept, in force from a day on (DESIGN 3)."""
