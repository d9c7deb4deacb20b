"""What can go wrong, and the exit code each fault leaves on the command line.

The message of every error says where (file, line or record), what was found, and what to do.
"""


class GraphkitError(Exception):
    """Something a user can mend; the message is one line for them. Exit code 1 where no subclass fits."""

    exit_code = 1


class UsageError(GraphkitError):
    """The call is wrong: an unknown name, a bad option, a path that does not exist."""

    exit_code = 2


class PartialError(GraphkitError):
    """Records or files were left out and the user asked for strictness; outputs are written."""

    exit_code = 3


class NoDataError(GraphkitError):
    """Nothing usable was found: an empty file, no known format, no posts."""

    exit_code = 4


class OutputError(GraphkitError):
    """An output cannot be written; what was there before is intact."""

    exit_code = 5


class UnsafeError(GraphkitError):
    """An input was refused for safety: a decompression bomb, a limit passed, encryption, a DTD."""

    exit_code = 6


class CollectError(GraphkitError):
    """Collecting from a network gave up; what was collected is kept."""

    exit_code = 7
