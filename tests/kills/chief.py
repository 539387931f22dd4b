"""The chief, who signs every draft on its page, whatever becomes of the web server meanwhile."""

import http.client
import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from typing import Any

NAME, WORD = "dong", "only-for-this-campaign"
_FORM = re.compile(r'<form method="post" action="([^"]+/sign/)".*?</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


class Chief(threading.Thread):
    """Goes from draft to draft until each is signed; tries again what fails, as a person does."""

    def __init__(self, origin: str, addresses: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self._origin, self._left = origin, list(addresses)
        self._done = threading.Event()
        self._in = False
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        # Pages that were not to be had, and signatures that were sent and not answered.
        self.refused = 0

    def run(self) -> None:
        while self._left and not self._done.wait(0.5):
            try:
                if not self._in:
                    self._sign_in()
                self._visit(self._left.pop(0))
            except (OSError, http.client.HTTPException):
                self.refused += 1

    def end(self) -> None:
        """No further one."""
        self._done.set()
        self.join()

    def _sign_in(self) -> None:
        page = self._ask("/sign-in/")
        answer = self._ask(
            "/sign-in/", {**dict(_HIDDEN.findall(page)), "login": NAME, "password": WORD}
        )
        self._in = 'name="password"' not in answer

    def _visit(self, address: str) -> None:
        """Sign it if there is something to sign; a draft that is not there yet comes later."""
        signed = False
        try:
            page = self._ask(address)
            if form := _FORM.search(page):
                self._ask(form[1], dict(_HIDDEN.findall(form[0])))
            # Only a page that says so: an answer that never came may still have been a yes.
            signed = not _FORM.search(page) and "report-files" in page
            self._in = 'name="password"' not in page
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.NOT_FOUND:
                raise
        finally:
            if not signed:
                self._left.append(address)

    def _ask(self, path: str, data: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self._origin, path), data=body)
        with self._opener.open(request, timeout=30) as answer:
            found: Any = answer.read()
            return str(found.decode())
