"""What users call: compile, jit, and a kernel with its doors."""
