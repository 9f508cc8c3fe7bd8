"""Compare two revisions of the contract: what changed, for whom, with a body that proves it."""
