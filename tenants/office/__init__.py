"""Staff's pages, one module per queue. A door: parses, calls one verb, renders."""
