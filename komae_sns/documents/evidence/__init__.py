"""証拠のファイル: what people bring as proof, and how it is read, kept and handed out.

form      EvidenceField (field.py): the file is judged at its field
step      services.evidence.keep(brought, by=, now=), its row then hangs on the owner's row
view      serving.handed_out(evidence), after the owner's own rights were asked

SHELF holds what is handed out: images drawn anew, everything else as it came. SEALED holds the
bytes that came wherever drawing anew changed them; only the city's auditors of the matter read
them (services.evidence.unseal).
"""

from komae_sns.documents.kept_files import Shelf

SHELF = Shelf("EVIDENCE_ROOT")
SEALED = Shelf("SEALED_ROOT")
