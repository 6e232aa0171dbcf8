"""`autodiff train`."""
