"""A policy that exists as text, on paper or from another city, read into articles."""

from policies.recognise.lines import TooLong
from policies.recognise.reader import recognise
from policies.recognise.recognised import Note, Recognised

__all__ = ["Note", "Recognised", "TooLong", "recognise"]
