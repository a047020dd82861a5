"""`python -m ebok.cli`: the same as `ebok`."""

from ebok.cli import main

main()
