"""The database backend that holds walls 3 and 4: every statement runs in one context, and by default in none."""
