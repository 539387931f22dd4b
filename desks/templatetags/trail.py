"""The audit trail in templates."""

from django import template

from desks.verbs import field_in_words, in_words

register = template.Library()
register.filter("verb", in_words)
register.filter("field_words", field_in_words)
