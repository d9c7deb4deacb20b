"""Faults of the machine: kills, signals, full and failing disks at every operation on files of a small report.

`_disk` counts the operations of one run and makes the k-th fail, `_server` runs each try in a process of its own forked
from one that has imported everything, `_tries` looks at what is left. The suite tries every twelfth k, by a fixed rule;
`make soak` tries every one.
"""
