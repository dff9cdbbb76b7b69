"""わたしの予定表: one's own dates for a calendar program, under an address only oneself knows."""
