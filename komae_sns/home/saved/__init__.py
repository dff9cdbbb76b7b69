"""A person's own names for selections of a list. They may be renamed and removed: nothing else
depends on them."""
