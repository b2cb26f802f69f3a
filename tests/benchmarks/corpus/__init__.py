"""Libraries of any size, made from real texts and their real embeddings."""
