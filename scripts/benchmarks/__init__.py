"""Compare speed and memory with peers, in one run and as ratios."""
