"""Runs the command line as `python -m deployment`."""

from deployment.cli import main

main()
