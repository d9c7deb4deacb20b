"""What `graphkit --help` costs above bare Python."""

import sys

from _timing import cost

bare, _ = cost([sys.executable, "-c", "pass"], runs=9)
asked, _ = cost([sys.executable, "-m", "graphkit", "--help"], runs=9)
print(f"bare Python {bare:.3f} s, graphkit --help {asked:.3f} s: {asked - bare:.3f} s above (at most 0.15)")
