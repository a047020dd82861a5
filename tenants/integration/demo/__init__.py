"""A made-up billing system: the same seed always gives the same utility, of any size.

It writes a billing package like any other, which is imported like any other; nothing here touches the database.
All people, firms, numbers and accounts are invented.
"""
