"""References and the formats of reference managers."""
