"""A utility and all it owns: the rooms of the domain. No customer HTML, no clock, no settings, no request.

One Django app, one migration chain; each folder is a room whose door-plate says what it owns."""
