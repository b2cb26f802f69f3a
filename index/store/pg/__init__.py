"""The parts of the store on PostgreSQL; index.store.postgres is its door."""
