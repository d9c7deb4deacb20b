"""A fuzzer of our own: damaged files for every reader and for the container layer, in one process, from a seed.

    python -m tests.fuzz 60                     every target in turn, for a minute
    python -m tests.fuzz 60 --reader gexf       one of them; `containers` is the layer of archives
    python -m tests.fuzz 600 --seed 7 --keep findings

`_corpus` cuts small sound files out of data/, `_mutate` damages them, `_targets` reads them the way `load` does, and
`_run` watches time and memory. An execution is one file read to its end. Only declared errors are allowed. With
atheris (the dependency group `fuzz`), `python -m tests.fuzz.guided TARGET` is led by coverage instead.
"""
