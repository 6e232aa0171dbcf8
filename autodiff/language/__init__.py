"""What people type: an expression as text, tokens, steps and, at last, Values."""
