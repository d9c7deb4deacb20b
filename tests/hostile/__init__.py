"""Hostile exports of our own making, and a judge of what graphkit does with each.

    python -m tests.hostile                 every case, as a table
    python -m tests.hostile zip csv/nul     those whose family or name begins so
    python -m tests.hostile --soak          the long ones too

One module a family makes the cases from a seed and says what may come of them; `_judge` runs graphkit on each in a
process of its own and compares.
"""
