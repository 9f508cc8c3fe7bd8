"""What came of a check, in the formats that CIs and people read."""
