"""Bringing the city in: tables of accounts, sections, people and posts, looked at, then taken."""
