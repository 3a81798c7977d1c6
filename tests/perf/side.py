"""The inside of a measuring program: waits for a request, takes the sample, answers with its figures.

Standard library only: it runs in the environment of every peer.
"""

import gc
import json
import sys
from collections.abc import Callable, Mapping

Take = Callable[..., Mapping[str, float]]


def serve(takes: Mapping[str, Take]) -> None:
    """Answer requests by the name of a sample until the standard input ends.

    What the measured programs print goes to the error output, so that it cannot be taken for an answer.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        name, arguments = json.loads(line)
        gc.collect()
        answers.write(json.dumps(takes[name](**arguments)) + "\n")
        answers.flush()
