"""事案: incidents, escalation, evidence and warnings (4(3)オ・カ)."""
