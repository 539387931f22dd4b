"""Why a file is not kept: one sentence each, which says how to mend it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "empty": _("“%(name)s” is empty. Check whether it is the right file."),
    "large": _("“%(name)s” is larger than %(most)d MB. Make it smaller, or split it."),
    "kind": _(
        "“%(name)s” is of a kind that is not taken. Save it as PDF, OFD, Word (.docx), Excel"
        " (.xlsx), PowerPoint (.pptx), PNG, JPEG, .txt or .csv and upload that."
    ),
    "ending": _(
        "“%(name)s” is really a %(detail)s file. Open it in the program that made it, save it"
        " anew under the right ending and upload that."
    ),
    "old_office": _(
        "“%(name)s” is an old Office or WPS file (.doc, .xls, .ppt, .wps, .et, .dps). Save it as"
        " .docx, .xlsx, .pptx or PDF and upload that."
    ),
    "odf": _("“%(name)s” is an OpenDocument file. Save it as PDF or .docx and upload that."),
    "archive": _("“%(name)s” is an archive. Unpack it and upload the files in it one by one."),
    "encrypted": _(
        "“%(name)s” is protected by a password or against changes. Take the protection away, or"
        " print it to a new PDF, and upload that."
    ),
    "damaged": _("“%(name)s” is damaged or incomplete. Open it, save it anew and upload that."),
    "bomb": _(
        "“%(name)s” unpacks to far more than a document holds. Save it anew without what is"
        " embedded, or as PDF."
    ),
    "odd_names": _(
        "“%(name)s” holds parts with names that no Office program writes (%(detail)s). Save it"
        " anew, or as PDF."
    ),
    "nested": _(
        "“%(name)s” holds another file (%(detail)s). Upload that one by itself and take it out."
    ),
    "object": _(
        "“%(name)s” holds an embedded object (%(detail)s). Put a picture in its place, or save it"
        " as PDF."
    ),
    "macros": _("“%(name)s” holds macros. Save it without macros, or as PDF, and upload that."),
    "fetches": _(
        "“%(name)s” fetches a template, an object or data from elsewhere (%(detail)s) when it is"
        " opened. Take the link away, or save it as PDF."
    ),
    "program": _("“%(name)s” is or holds a program. Programs are not taken; upload a document."),
    "page": _(
        "“%(name)s” is a web page or holds code that a browser would run. Print it to PDF and"
        " upload that."
    ),
    "polyglot": _(
        "“%(name)s” carries a second file or code before, behind or within its content. Open it,"
        " save it anew and upload that."
    ),
    "script": _("“%(name)s” is a PDF with a script. Print it to a new PDF and upload that."),
    "launch": _(
        "“%(name)s” is a PDF that starts something or sends data when it is opened. Print it to a"
        " new PDF and upload that."
    ),
    "embedded": _(
        "“%(name)s” is a PDF with files in it. Upload those by themselves, and print it to a new"
        " PDF."
    ),
    "unusual": _(
        "“%(name)s” is packed in a way that cannot be checked. Print it to a new PDF and upload"
        " that."
    ),
    "pixels": _(
        "“%(name)s” is a picture of %(detail)s dots, too many to open safely. Make it smaller and"
        " upload that."
    ),
    "heavy": _(
        "Checking “%(name)s” took too long or too much memory. Print it to a new PDF, or split it."
    ),
    "secret": _(
        "“%(name)s” is marked as secret (%(detail)s). State secrets and work secrets have no place"
        " in this system: hand it over on paper or by the classified network, through your unit's"
        " secrecy office, and send it by no mail or chat."
    ),
}
