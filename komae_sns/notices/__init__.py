"""お知らせ: a notice is one row, unique by kind, person, subject and occasion; mails follow it."""
