"""The floor: an append-only, hash-chained trail. `from komae_sns.audit.services import record`."""
