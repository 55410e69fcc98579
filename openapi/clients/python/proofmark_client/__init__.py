"""The Proofmark API: a thin layer over the generated modules, one for each operation."""

from .errors import ProofmarkError
from .proofmark import Proofmark

__all__ = ["Proofmark", "ProofmarkError"]
