"""Says in one sentence when this Python cannot run the platform. Written so that any Python 3 can read it."""

import importlib.util
import sys

if not (3, 11) <= sys.version_info[:2] < (3, 15):
    found = ".".join(map(str, sys.version_info[:2]))
    sys.exit("This is Python %s; the platform needs 3.11 to 3.14. Try: make PYTHON=python3.12 run" % found)
if importlib.util.find_spec("ensurepip") is None:
    sys.exit("Python's venv module is incomplete. On Debian: apt-get install python3-venv")
