"""Where documents differ, and how it is read."""
