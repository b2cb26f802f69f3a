"""Timelines: the axis, the picture, its alt text, the message."""
