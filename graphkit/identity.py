"""Who is who: ids before handles, handles by time, and the user's aliases on top.

An account that a record names by id is that id, whatever it was called. A bare handle is the id that bore it
nearest in time in the same network, else it stays `handle:bob`. Two levels come out: `who`, one platform
account (a thread continues the same account), and `person`, accounts that `aliases.csv` joins.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from graphkit.errors import UsageError

NO_TIME = -(2**63)

USES = """
    select author as account, time, 1 as wrote, 0 as named from raw_posts
    union all select target, time, 0, 1 from raw_interactions where target >= 0
    union all select author, time, 1, 0 from raw_acts
    union all select target, time, 0, 1 from raw_acts
    union all select account, time, 0, 0 from sightings
    union all select account, time, 0, 0 from raw_listed"""

BEARERS = """
    select distinct network, lower(handle) as handle, id from accounts where id <> '' and handle <> ''"""

ACCOUNT_KEYS = """
    select a.account, a.network, lower(a.handle) as handle,
           case when a.id <> '' then a.id
                when b.bearers = 1 then b.id
                when b.bearers > 1 then null
                when a.handle <> '' then concat('handle:', lower(a.handle))
                else concat('name:', lower(a.name)) end as identity
    from accounts a
    left join (select network, handle, count(*) as bearers, min(id) as id from bearers group by network, handle) b
      on a.id = '' and a.handle <> '' and b.network = a.network and b.handle = lower(a.handle)"""

# A handle that several ids have borne belongs to the one seen with it nearest in time; undated uses, and ties,
# go to the smallest id, so that the order of the exports never matters.
DATED_KEYS = f"""
    with doubtful as (
        select distinct k.account, u.time, k.network, k.handle
        from account_keys k join ({USES}) u on u.account = k.account where k.identity is null),
    borne as (
        select distinct a.network, lower(a.handle) as handle, a.id, u.time
        from accounts a join ({USES}) u on u.account = a.account
        where a.id <> '' and lower(a.handle) in (select handle from doubtful)),
    ranked as (
        select d.account, d.time, d.network, b.id, row_number() over (
            partition by d.account, d.time
            order by case when d.time = {NO_TIME} or b.time = {NO_TIME} then 1 else 0 end,
                     case when d.time = {NO_TIME} or b.time = {NO_TIME} then 0 else abs(d.time - b.time) end,
                     b.id) as place
        from doubtful d join borne b on b.network = d.network and b.handle = d.handle)
    select account, time, network, id as identity from ranked where place = 1"""

WHOS = """
    select row_number() over (order by network, identity) - 1 as who, network, identity from (
        select network, identity from account_keys where identity is not null
        union select network, identity from dated_keys) every_identity"""

ACCOUNT_WHO = """
    select k.account, w.who from account_keys k
    join whos w on w.network = k.network and w.identity = k.identity"""

DATED_WHO = """
    select k.account, k.time, w.who from dated_keys k
    join whos w on w.network = k.network and w.identity = k.identity"""

# An alias names an account by id, by handle, or by any handle it has borne.
ALIASED = """
    select who, min(person) as person from (
        select w.who, l.person from whos w join aliases l
          on l.account = w.identity or concat('handle:', lower(l.account)) = w.identity
        union
        select w.who, l.person from aliases l
        join bearers b on b.handle = lower(l.account)
        join whos w on w.network = b.network and w.identity = b.id) matches
    group by who"""

WHO_ID = """
    select w.who, w.network, case when a.person is not null then a.person
                                  when n.networks > 1 then concat(w.network, ':', w.identity)
                                  else w.identity end as id,
           case when a.person is not null then 1 else 0 end as aliased
    from whos w left join aliased a on a.who = w.who
    cross join (select count(distinct network) as networks from whos) n"""

PERSONS = """
    select row_number() over (order by id) - 1 as person, id, min(network) as network,
           count(distinct network) as networks, max(aliased) as aliased
    from who_id group by id"""

WHO_PERSON = "select i.who, p.person from who_id i join persons p on p.id = i.id"

ACCOUNT_PERSON = "select a.account, p.person from account_who a join who_person p on p.who = a.who"

DATED_PERSON = "select d.account, d.time, p.person from dated_who d join who_person p on p.who = d.who"

# The label is the handle last seen; what the account itself wrote goes before what others named it, and that before
# the old handles that are known from their posts' words. Most people have one account: of them nothing is compared.
LABELS = f"""
    with held as (
        select coalesce(p.person, q.person) as person, a.account, a.id, a.handle, a.name
        from accounts a left join account_person p on p.account = a.account
        left join (
            select d.account, w.person from (select account, min(who) as who from dated_who group by account) d
            join who_person w on w.who = d.who) q on q.account = a.account),
    several as (select person from held where person is not null group by person having count(*) > 1),
    doubtful as (select h.* from held h join several o on o.person = h.person),
    seen as (
        select u.account, max(u.wrote) as wrote, max(u.named) as named, max(u.time) as last
        from ({USES}) u join doubtful d on d.account = u.account group by u.account),
    ranked as (
        select d.person, d.handle, d.name, row_number() over (
            partition by d.person
            order by case when d.handle <> '' then 0 else 1 end, s.wrote desc,
                     s.named desc, case when d.id <> '' then 0 else 1 end, s.last desc, d.handle, d.name) as place
        from doubtful d join seen s on s.account = d.account)
    select person, handle, name from ranked where place = 1
    union all
    select h.person, h.handle, h.name from held h left join several o on o.person = h.person
    where h.person is not null and o.person is null"""

PEOPLE = """
    select p.person, p.id, case when p.aliased = 1 then p.id
                                when l.handle <> '' then l.handle
                                when l.name <> '' then l.name
                                else p.id end as label,
           case when p.networks > 1 then 'several' else p.network end as network
    from persons p left join labels l on l.person = p.person"""

# The people of the user's circle, each by id, by a handle ever borne, or by the name the aliases give.
CIRCLE_PEOPLE = """
    select distinct p.person, c.account from (
        select w.who, c.account from circle c join whos w on w.identity = c.account
        union select w.who, c.account from circle c join whos w on w.identity = concat('handle:', lower(c.account))
        union select i.who, c.account from circle c join who_id i on i.id = c.account
        union select w.who, c.account from circle c join bearers b on b.handle = lower(c.account)
              join whos w on w.network = b.network and w.identity = b.id) c
    join who_person p on p.who = c.who"""

QUERIES = (
    ("bearers", BEARERS),
    ("account_keys", ACCOUNT_KEYS),
    ("dated_keys", DATED_KEYS),
    ("whos", WHOS),
    ("account_who", ACCOUNT_WHO),
    ("dated_who", DATED_WHO),
    ("aliased", ALIASED),
    ("who_id", WHO_ID),
    ("persons", PERSONS),
    ("who_person", WHO_PERSON),
    ("account_person", ACCOUNT_PERSON),
    ("dated_person", DATED_PERSON),
    ("labels", LABELS),
    ("named_people", PEOPLE),
    ("circle_people", CIRCLE_PEOPLE),
)
"""Name and SQL of each step, in order; they read the tables that intake fills."""


def who(table: str, account: str) -> tuple[str, str]:
    """The expression and the joins that give the `who` of an account column of a table with a time."""
    expression = f"coalesce({account}_a.who, {account}_d.who)"
    joins = (
        f"left join account_who {account}_a on {account}_a.account = {table}.{account} "
        f"left join dated_who {account}_d on {account}_d.account = {table}.{account} "
        f"and {account}_d.time = {table}.time"
    )
    return expression, joins


def read_aliases(path: str | Path) -> Iterator[tuple[str, str]]:
    """Rows of an `aliases.csv` with the header `account,person`: an account's id or handle, and whose it is."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if rows.fieldnames is None or not {"account", "person"} <= set(rows.fieldnames):
                raise UsageError(f"{path} line 1: the header must be 'account,person', found {rows.fieldnames}")
            for row in rows:
                account, person = (row["account"] or "").strip().lstrip("@"), (row["person"] or "").strip()
                if not account or not person:
                    raise UsageError(f"{path} line {rows.line_num}: an account and a person are needed")
                yield account, person
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no CSV in UTF-8"
        raise UsageError(f"{path}: the aliases cannot be read: {why}") from fault


def read_circle(path: str | Path) -> Iterator[str]:
    """Accounts of a `circle.csv`, one a line by id or handle, under the header `account` or none."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            for row in rows:
                cells = [cell.strip().removeprefix("@") for cell in row]
                if not any(cells) or (rows.line_num == 1 and cells == ["account"]):
                    continue
                if len(cells) != 1:
                    raise UsageError(f"{path} line {rows.line_num}: one account a line, found {len(cells)} cells")
                yield cells[0]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is no CSV in UTF-8"
        raise UsageError(f"{path}: the circle cannot be read: {why}") from fault
