"""`python -m keyaccount.surfaces.cli` is `keyaccount`."""

from keyaccount.surfaces.cli.main import main

main()
