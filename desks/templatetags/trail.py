"""The audit trail in templates."""

from django import template

from desks.verbs import in_words

register = template.Library()
register.filter("verb", in_words)
