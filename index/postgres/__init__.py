"""PostgreSQL as the place of everything that Clio keeps, for several bots on one library."""
