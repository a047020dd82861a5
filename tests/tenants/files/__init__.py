"""Tests of documents and codes."""
