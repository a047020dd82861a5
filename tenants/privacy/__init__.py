"""What a person may ask of whoever keeps their data: who saw it, all of it as a package, and to be forgotten.

Stands above the other rooms, because it reads and erases in all of them. Owns the packages and the closed logins; never
erases what the law tells the utility to keep.
"""
