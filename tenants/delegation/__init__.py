"""Letting somebody else act: invitations of delegates, and powers of attorney that staff check. Owns both kinds of
papers; the access itself stands in `customers`. Never decides what a rung of the ladder opens.
"""
