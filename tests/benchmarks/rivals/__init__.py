"""What people would otherwise pick, each asked in the same way, in a process of its own."""
