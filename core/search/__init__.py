"""Search over everything: two-character pieces, in the transaction of the change.

A room registers its kinds (`register`), its actions say what has changed (`index`), and pages ask
(`ask`, `keys`, `ranked`, `newest`). Why pieces: docs/decisions.
"""
