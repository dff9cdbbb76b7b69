"""The public pages as files for the city's own web server, signed, written all at once."""
