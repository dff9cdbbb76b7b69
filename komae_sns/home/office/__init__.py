"""市の状況: what is overdue and where, and the 年度報告書."""
