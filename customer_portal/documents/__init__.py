"""Regulations and consents: what changed, what was accepted, what is agreed to, and forms to print."""
