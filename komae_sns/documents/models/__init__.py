from komae_sns.documents.models.evidence import EvidenceFile
from komae_sns.documents.models.evidence_check import EvidenceCheck, EvidenceFault
from komae_sns.documents.models.export import Export
from komae_sns.documents.models.papers import DocumentNumber, NumberCounter, Paper
from komae_sns.documents.models.upload import Upload

__all__ = [
    "DocumentNumber",
    "EvidenceCheck",
    "EvidenceFault",
    "EvidenceFile",
    "Export",
    "NumberCounter",
    "Paper",
    "Upload",
]
