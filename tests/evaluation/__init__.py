"""Questions with known answers, and how good the answers are."""
