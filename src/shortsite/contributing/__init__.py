"""How a contribution begins: which paper is meant, who writes, and the files that make it."""
