"""The same layers as an interactive map, and as a static one."""
