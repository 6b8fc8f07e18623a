"""From a policy text to draft clauses: split without loss, read by rule, account for every phrase."""

from geju.read.reading import Reading, read_text

__all__ = ["Reading", "read_text"]
