"""Files that are broken, mislabelled or made to do harm."""
