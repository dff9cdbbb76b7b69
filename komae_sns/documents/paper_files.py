"""Printed papers, each under its SHA-256 in settings.PAPERS_ROOT."""

from komae_sns.documents.kept_files import FileDamaged as PaperDamaged
from komae_sns.documents.kept_files import Shelf

__all__ = ["PaperDamaged", "fetch", "keep", "path_of"]

_PAPERS = Shelf("PAPERS_ROOT", suffix=".pdf")
path_of, keep, fetch = _PAPERS.path_of, _PAPERS.keep, _PAPERS.fetch
