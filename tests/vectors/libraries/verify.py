# Asks openbadgeslib. Standard input: {"issuer": its DID, "text": a credential or JWT}. Standard output: "verified", or
# what it says is wrong.

import json
import sys

from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

question = json.load(sys.stdin)
verifier = OB3LdpVerifier if question["text"].startswith("{") else OB3Verifier
try:
    verifier.for_issuer_did(question["issuer"]).verify(question["text"])
    print("verified", end="")
except OB3VerificationError as error:
    print(error, end="")
