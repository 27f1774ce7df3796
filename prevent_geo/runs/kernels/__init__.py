"""Kernels that start warm: forked, in a fraction of a second, from one process that has everything imported."""
