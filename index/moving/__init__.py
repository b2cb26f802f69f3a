"""Carrying all that Clio keeps from a data folder to PostgreSQL, and back.

What is kept is seen as relations: rows that are the same on both sides, whatever tables they stand in there. They are
copied as they are, with their numbers, so that what refers to them goes on doing so; what is derived from them is
derived anew on the other side. Nothing of PostgreSQL is imported unless `index.moving.server` is.
"""
