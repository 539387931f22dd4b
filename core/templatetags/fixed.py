"""{% fixed %}: what stands on every page alike, rendered once for each language."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class _Fixed(template.Node):
    """Renders what it holds without any variable, so that nothing in it can vary but words."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._made: dict[tuple[str | None, str], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The same text each time, in the reader's language and below the site's own address."""
        key = get_language(), get_script_prefix()
        made = self._made.get(key)
        if made is None:
            bare = Context()
            assert context.template is not None  # what renders a node has bound it
            with bare.bind_template(context.template):
                made = self._made[key] = self.nodelist.render(bare)
        return made


@register.tag
def fixed(parser: Parser, token: Token) -> _Fixed:
    """Text, `translate`, `static`, and `url` and `include` without variables; nothing else.

    The rendered text is kept as long as the process: use it where nothing depends on data, person
    or request. A variable in it is empty.
    """
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return _Fixed(nodelist)
