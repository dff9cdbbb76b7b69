"""年度末の効果測定 as pages and papers: under the roof, for they show the overlap list too."""
