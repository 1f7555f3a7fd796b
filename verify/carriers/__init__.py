"""Carriers: the kinds of number that a theorem function can run on, one a module."""
