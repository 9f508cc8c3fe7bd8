"""Walk an OpenAPI document: its grammar of places, its references, its canonical form."""
