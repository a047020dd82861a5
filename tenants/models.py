"""The tables of a utility's schema, room by room, so that Django finds them."""
