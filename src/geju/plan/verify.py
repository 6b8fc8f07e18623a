"""Placeholder, being written by the verify helper."""
from dataclasses import dataclass
@dataclass(frozen=True)
class Certificate:
    primal: float=0; dual: float=0; gap: float=0; passed: bool=True
    def as_dict(self): return {"primal":0,"dual":0,"gap":0,"passed":True}
    def words(self): return ""
def verify(system, solution): return Certificate()
