"""Programs drawn by structure, and every compiled reader of them beside the eager engine."""
