"""The daily post: when it is due, which days are done, and who posts."""
