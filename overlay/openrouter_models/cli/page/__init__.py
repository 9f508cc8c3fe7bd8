"""Pages of HTML that need nothing beside themselves: what is known of a listing, at a glance."""
