"""`clio run` as its own process, unpatched, against the local Discord over real sockets."""
