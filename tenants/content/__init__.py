"""Announcements, pages and downloads of a utility, as its profile says."""
