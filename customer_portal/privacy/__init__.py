"""What a person may ask of their data: a package of all of it, and to close the account."""
