"""The pages of units, people and roles, and the choice of language."""
