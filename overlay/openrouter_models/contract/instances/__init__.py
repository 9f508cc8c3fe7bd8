"""Make values from a schema: the smallest, those at every boundary, those that break it."""
