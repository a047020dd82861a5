"""Septic tanks and small treatment plants: where they are, when they were emptied, and when they must be next.

Owns: the mirror of tanks and emptyings that an import writes, and the memory of which reminder was sent. It never
orders an emptying: that is a case.
"""
