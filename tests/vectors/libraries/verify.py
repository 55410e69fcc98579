# Asks openbadgeslib. Standard input: {"issuer": its DID, "text": a credential or JWT}, or instead of the text {"png": …}
# or {"svg": …}, a baked picture in base64. Standard output: "verified", or what it says is wrong.

import base64
import json
import sys

from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

question = json.load(sys.stdin)
try:
    if "png" in question:
        text = OB3Verifier.extract_token_from_png(base64.b64decode(question["png"]))
    elif "svg" in question:
        text = OB3Verifier.extract_token_from_svg(base64.b64decode(question["svg"]))
    else:
        text = question["text"]
    verifier = OB3LdpVerifier if text.startswith("{") else OB3Verifier
    verifier.for_issuer_did(question["issuer"]).verify(text)
    print("verified", end="")
except OB3VerificationError as error:
    print(error, end="")
