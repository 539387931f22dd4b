"""Why a file is not read, each in one sentence that says how to mend it."""

from __future__ import annotations

from core.sentences import Figure, Language, Sentence


class UnreadableDocument(ValueError):
    """The file gives no text. `words` is one sentence that says how to mend it."""

    def __init__(self, sentence: Sentence, **figures: Figure) -> None:
        super().__init__(sentence.fill(figures, "en"))
        self.sentence, self.figures = sentence, figures

    def words(self, language: Language) -> str:
        """The sentence in zh or en."""
        return self.sentence.fill(self.figures, language)


EMPTY = Sentence(
    "文件是空的：请重新保存文件后再上传",
    "The file is empty: save the document again and upload that copy.",
)
BLANK = Sentence(
    "文件里只有空白：请重新保存文件后再上传",
    "The file holds only blanks: save the document again and upload that copy.",
)
TOO_LARGE = Sentence(
    "文件超过{limit} MB：请去掉图片和附件，或拆成几个文件后分别上传",
    "The file is larger than {limit} MB: save it without pictures and attachments, or in parts.",
)
TOO_LONG = Sentence(
    "文字超过{limit}万字：请拆成几个文件后分别上传",
    "The text is longer than {limit}0,000 characters: save it in parts and upload each.",
)
BINARY = Sentence(
    "这是二进制文件，读不出文字：请用原来的软件打开，另存为 .docx 后再上传",
    "The file is binary and holds no text: open it in its own program, save it as .docx and "
    "upload that.",
)
SAVE_AS_WORD = Sentence(
    "这是{format}，读不了：请用 WPS 或 Word 打开，另存为 .docx 后再上传",
    "The file is {format_en}, which is not read: open it in Word or WPS, save it as .docx and "
    "upload that.",
)
PICTURE = Sentence(
    "这是图片（{format}），没有文字：请先做文字识别（OCR），把结果另存为 .docx 后再上传",
    "The file is a picture ({format}) and holds no text: recognise its text (OCR), save that as "
    ".docx and upload it.",
)
ARCHIVE = Sentence(
    "这是压缩包：请先解压，再上传里面的 .docx、.pdf 或 .txt 文件",
    "The file is an archive: unpack it, save the .docx, .pdf or .txt in it and upload that.",
)
BOMB = Sentence(
    "文件解压后过大，为安全起见没有打开：请用 Word 打开，另存为新的 .docx 后再上传",
    "The file unpacks to far too much and was not opened: save it anew as .docx in Word and "
    "upload that.",
)
ENCRYPTED = Sentence(
    "文件设有密码，打不开：请先取消密码，另存后再上传",
    "The file is protected by a password: remove it, save the file and upload that copy.",
)
SCANNED = Sentence(
    "这个 PDF 是扫描件，没有文字层：请先做文字识别（OCR），或上传 .docx 原件",
    "The PDF is a scan without a text layer: recognise its text (OCR) and save it, or upload the "
    ".docx original.",
)
DAMAGED = Sentence(
    "文件已损坏，打不开：请用原来的软件打开，另存为新的 .docx 后再上传",
    "The file is damaged and cannot be opened: open it in its own program, save it anew as .docx "
    "and upload that.",
)
TOO_HEAVY = Sentence(
    "文件太复杂，读取超过了时间或内存限制：请另存为 .docx 或纯文本后再上传",
    "The file is too complex and met the limit of time or memory: save it anew as .docx or as "
    "plain text and upload that.",
)
DAMAGED_UTF16 = Sentence(
    "UTF-16文本在第{byte}字节处损坏：请用编辑器打开，另存为UTF-8",
    "The UTF-16 text is damaged at byte {byte}: open it in an editor and save it as UTF-8.",
)
DAMAGED_UTF8 = Sentence(
    "UTF-8文本在第{byte}字节处损坏：请用编辑器打开，改好这一处，另存为UTF-8",
    "The UTF-8 text is damaged at byte {byte}: open it in an editor, mend that place and save "
    "it as UTF-8.",
)
UNKNOWN_ENCODING = Sentence(
    "文件编码不是UTF-8、UTF-16或GB 18030：请用编辑器打开，另存为UTF-8",
    "The file's encoding is neither UTF-8, UTF-16 nor GB 18030: open it in an editor and save "
    "it as UTF-8.",
)
NO_TEXT = Sentence(
    "文件用任何已知编码都读不出文字：请另存为UTF-8",
    "The file does not read as text in any known encoding: save it as UTF-8.",
)
