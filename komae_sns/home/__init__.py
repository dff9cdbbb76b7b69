"""The roof: my work, guideline, health and demo data; may see everything below."""
