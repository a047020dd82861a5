"""The command line `ebok`: one module per group of commands; parses, calls one verb, prints."""
