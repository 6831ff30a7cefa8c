"""What a branch does to the archive, told to those who decide on it."""
