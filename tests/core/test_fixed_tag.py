"""{% fixed %}: rendered once a language, and nothing of one reader's page stays for another's."""

from django.template import Context, Template
from django.urls import set_script_prefix
from django.utils import translation

PAGE = "{% fixed %}{% translate 'Sign out' %}{{ who }}{% url 'home' %}{% endfixed %}{{ who }}"


def _drawn(template: Template, language: str, who: str = "") -> str:
    with translation.override(language):
        return template.render(Context({"who": who}))


def test_words_follow_the_language_also_after_another_reader() -> None:
    template = Template(PAGE)
    assert [_drawn(template, one) for one in ("en", "zh-hans", "en")] == [
        "Sign out/", "退出登录/", "Sign out/",
    ]  # fmt: skip


def test_what_a_page_knows_of_its_reader_never_gets_in() -> None:
    template = Template(PAGE)
    assert _drawn(template, "en", "甲") == "Sign out/甲"
    assert _drawn(template, "en", "乙") == "Sign out/乙"


def test_addresses_follow_where_the_site_lies() -> None:
    template = Template(PAGE)
    assert _drawn(template, "en") == "Sign out/"
    try:
        set_script_prefix("/cexing/")
        assert _drawn(template, "en") == "Sign out/cexing/"
    finally:
        set_script_prefix("/")
    assert _drawn(template, "en") == "Sign out/"


def test_it_is_rendered_once() -> None:
    template = Template("{% fixed %}{% include 'components/brand.html' %}{% endfixed %}")
    assert _drawn(template, "en") is not None
    (node,) = template.nodelist
    kept = dict(node._made)  # type: ignore[attr-defined]
    assert _drawn(template, "en") == next(iter(kept.values()))
    assert node._made == kept  # type: ignore[attr-defined]
