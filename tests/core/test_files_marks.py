"""A paper that carries a mark of secrecy is refused; one that only speaks of secrets is not."""

import pytest

from core.files.judging import UnfitFile, examine
from core.inside.marks import mark_in, mark_in_name
from tests.core.brought import Upload, ofd, office, pdf

MARKED = [
    "机密★1年", "秘密★", "绝密★长期", "机　密 ★ 10年", "000123\n机密★1年\n特急\n某市人民政府文件",
    "秘密", "（秘密）", "【机密】", "机密级", "密级：秘密", "密级: 机密★5年", "工作秘密",
    "秘密10年", "工作秘密★1年", "关于某事的请示\n密级：工作秘密",
]  # fmt: skip
PLAIN = [
    "", "关于保守国家秘密工作的通知", "商业秘密保护工作方案", "推进机密计算平台建设",
    "本文件不涉及国家秘密、工作秘密", "秘密级以上文件不得上传", "保密工作要点",
    "科学技术秘密的认定", "公开★重点", "密级：公开",
    "\n" * 3 + "\n".join(f"第{n}行" for n in range(30)) + "\n秘密",
]  # fmt: skip
NAMES = [
    "机密★方案.docx", "【秘密】方案.docx", "秘密_方案.pdf", "方案（机密）.pdf", "绝密.docx",
    "方案-机密级.pdf", "（工作秘密）清单.xlsx", "【机密★1年】方案.docx",
]  # fmt: skip
PLAIN_NAMES = [
    "保守国家秘密工作方案.docx", "机密计算平台.pptx", "商业秘密保护.pdf", "秘密级文件管理办法.docx",
    "不涉密承诺书.pdf", "a.pdf",
]  # fmt: skip


@pytest.mark.parametrize("head", MARKED)
def test_a_mark_is_found(head: str) -> None:
    assert mark_in(head)


@pytest.mark.parametrize("head", PLAIN)
def test_words_are_no_mark(head: str) -> None:
    assert mark_in(head) == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_in_a_name_is_found(name: str) -> None:
    assert mark_in_name(name)


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_words_in_a_name_are_no_mark(name: str) -> None:
    assert mark_in_name(name) == ""


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (office("docx", "000123", "机密★1年", "某某文件"), "a.docx"),
        (office("docx", "x", more={"word/header1.xml": "<h><p><t>秘密★</t></p></h>"}), "a.docx"),
        (pdf("机密★1年"), "a.pdf"),
        (ofd("机密★1年"), "a.ofd"),
        ("机密★1年\n正文".encode("gb18030"), "a.txt"),
        (b"open", "【机密】a.txt"),
    ],
)
def test_a_marked_file_is_refused_with_where_to_take_it(data: bytes, name: str) -> None:
    with pytest.raises(UnfitFile) as refused:
        examine(Upload(data, name))
    assert refused.value.cause == "secret"
