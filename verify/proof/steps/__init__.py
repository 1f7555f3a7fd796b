"""Steps: the ways to close a goal, one a module; each has `close(goal)`."""
