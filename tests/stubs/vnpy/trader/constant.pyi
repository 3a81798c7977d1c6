from enum import Enum

class Exchange(Enum):
    LOCAL = "LOCAL"
