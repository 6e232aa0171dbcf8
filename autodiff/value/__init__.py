"""Value: a node with arithmetic; and the functions of Values, generated from the table."""
