"""Names, spelt in many ways: how each sounds, how near two are, and lists of names for the same thing."""
