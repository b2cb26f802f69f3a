"""What people can do in Discord: one module per group of commands and buttons."""
