"""The pages of the desks, by who sits there."""
