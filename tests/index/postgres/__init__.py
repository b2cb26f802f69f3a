"""Tests of what is common to all that is kept in PostgreSQL."""
