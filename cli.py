"""Run the `plaudit` command from a checkout: `python cli.py --help`."""

from scoring.cli import main

if __name__ == "__main__":
    main()
