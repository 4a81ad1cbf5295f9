"""Since when, and how bad."""
