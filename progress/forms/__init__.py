"""Parsing only; rules stand in the actions."""
