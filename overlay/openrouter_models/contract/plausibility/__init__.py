"""What is allowed but senseless, and what sensible values look like."""
