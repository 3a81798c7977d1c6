"""Composition: the only room that has met every other one."""
