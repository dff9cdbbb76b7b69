"""お知らせ: in-app notices; one row is one notice, unique by kind, person, subject and occasion."""
