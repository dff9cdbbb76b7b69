"""課の改称・統合・分割: what the old section had goes to its successors on the day."""
