"""Measurements that are no tests: run by hand, side by side, on a quiet machine."""
