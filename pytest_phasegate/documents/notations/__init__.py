"""How one thing is written in task documents, one module a thing: what dialects share.

A reader of a value is ``read_x(line, key, value)`` and yields claims: ``line`` is where it stands (from 1), ``key`` the
key of its field in normal form ("" where there is none), ``value`` the words. It knows no unit: whose a claim is, the
reader of the document says.
"""

from __future__ import annotations
