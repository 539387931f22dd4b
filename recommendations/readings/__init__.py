"""A reading: the outline of a document while a person corrects it. Plain Python, no database.

`pieces` says what a reading holds and how it comes from the reader's outline, `corrections` what a
person may do to it, `doubts` what a person should look at first, `comparison` how the measures of
two editions answer each other.
"""
