"""Modules: what maps inputs to outputs and holds parameters."""
