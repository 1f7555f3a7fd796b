"""The claims of eight posts, one module a post."""
