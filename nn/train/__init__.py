"""`autodiff train`: what was typed (options), what is learnt (task), the files (outputs), and the run itself (command)."""
