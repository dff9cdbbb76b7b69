"""What the audit app itself asks the database to hold."""

from komae_sns.audit.triggers import Trigger, append_only, never_deleted

TRIGGERS = (
    *append_only("audit_entry", key="seq"),
    *append_only("audit_mention"),
    *append_only("audit_verification"),
    *never_deleted("audit_chainhead"),
    Trigger(
        "audit_chainhead",
        "grows",
        "UPDATE",
        "audit_chainhead: 末尾は、続いた記録の上しか進みません。",
        """NEW.seq <= OLD.seq OR NEW.seq - OLD.seq <> (
            SELECT COUNT(*) FROM audit_entry e WHERE e.seq > OLD.seq AND e.seq <= NEW.seq)
        OR NOT EXISTS (
            SELECT 1 FROM audit_entry e WHERE e.seq = NEW.seq AND e.hash = NEW.hash)""",
    ),
)
