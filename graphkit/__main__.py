"""`graphkit` and `python -m graphkit` are the command line, in a process of its own."""

from graphkit._ending import leave
from graphkit.cli import main as command


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        command()
    except SystemExit as end:
        leave(end.code)
        raise


if __name__ == "__main__":
    main()
