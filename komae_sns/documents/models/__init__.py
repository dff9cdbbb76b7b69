from komae_sns.documents.models.evidence import EvidenceFile
from komae_sns.documents.models.export import Export
from komae_sns.documents.models.papers import DocumentNumber, NumberCounter, Paper

__all__ = ["DocumentNumber", "EvidenceFile", "Export", "NumberCounter", "Paper"]
