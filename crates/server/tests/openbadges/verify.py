# Asks the PyPI package `openbadges` (1EdTech's validator of Open Badges 2.0) about a hosted badge:
#   python verify.py ASSERTION_URL [EMAIL]
# and prints {"valid": …, "messages": […]}. The package is of 2018: newer Pythons have moved some names it imports, and the
# context is taken from the package itself instead of the network.

import collections
import collections.abc
import json
import logging
import sys

for name in ("Callable", "Iterable", "Mapping", "MutableMapping", "MutableSet", "Sequence", "Set"):
    setattr(collections, name, getattr(collections.abc, name))
logging.disable(logging.CRITICAL)

from openbadges.verifier import utils, verify  # noqa: E402
from openbadges.verifier.openbadges_context import (  # noqa: E402
    OPENBADGES_CONTEXT_V2_DICT,
    OPENBADGES_CONTEXT_V2_URI,
)


def own_context(self, url):
    if url != OPENBADGES_CONTEXT_V2_URI:
        raise ValueError(f"{url} is not here")
    document = json.dumps(OPENBADGES_CONTEXT_V2_DICT)
    return {"contextUrl": None, "documentUrl": url, "document": document, "from_cache": True}


utils.CachableDocumentLoader.__call__ = own_context

url, *email = sys.argv[1:]
recipient = {"email": email[0]} if email else None
result = verify(url, recipient_profile=recipient, use_cache=False)
report = result["report"]
messages = [f"{message['messageLevel']}: {message['result']}" for message in report["messages"]]
print(json.dumps({"valid": report["valid"], "messages": messages}))
