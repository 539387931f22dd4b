"""The only way out for a stored file: as an attachment that can do nothing in our pages' name."""

from django.http import StreamingHttpResponse

from core.files.keeping import pieces
from core.files.kinds import media_type
from core.files.names import attachment, clean_name
from core.models import StoredFile

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def serve(file: StoredFile, *, name: str) -> StreamingHttpResponse:
    """The bytes under a name. Whether this person may have them is the caller's to ask first."""
    answer = StreamingHttpResponse(pieces(file), content_type=media_type(file.kind))
    answer.headers["Content-Length"] = str(file.size)
    answer.headers["Content-Disposition"] = attachment(clean_name(name))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
