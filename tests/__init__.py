"""Tests mirror the tree; plus architecture/, journeys/, proofs/ and bench/."""
