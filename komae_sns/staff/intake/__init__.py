"""Departments, people, appointments and transfers out of tables: planned first, then taken."""
