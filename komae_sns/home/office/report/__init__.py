"""年度報告書: what the committee is told of a 年度."""
