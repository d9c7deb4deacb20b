-- Compiled by sqlglot from graphkit's one definition (`python docs/make_sql.py`). NOT RUN on trino:
-- read it as a sketch of a port. The raw tables (raw_posts, raw_interactions, raw_acts, accounts) are in _tables.py.

CREATE TABLE bearers AS
SELECT DISTINCT
  network,
  LOWER(handle) AS handle,
  id
FROM accounts
WHERE
  id <> '' AND handle <> '';

CREATE TABLE account_keys AS
SELECT
  a.account,
  a.network,
  LOWER(a.handle) AS handle,
  CASE
    WHEN a.id <> ''
    THEN a.id
    WHEN b.bearers = 1
    THEN b.id
    WHEN b.bearers > 1
    THEN NULL
    WHEN a.handle <> ''
    THEN CONCAT(
      COALESCE(CAST('handle:' AS VARCHAR), ''),
      COALESCE(CAST(LOWER(a.handle) AS VARCHAR), '')
    )
    ELSE CONCAT(
      COALESCE(CAST('name:' AS VARCHAR), ''),
      COALESCE(CAST(LOWER(a.name) AS VARCHAR), '')
    )
  END AS identity
FROM accounts AS a
LEFT JOIN (
  SELECT
    network,
    handle,
    COUNT(*) AS bearers,
    MIN(id) AS id
  FROM bearers
  GROUP BY
    network,
    handle
) AS b
  ON a.id = ''
  AND a.handle <> ''
  AND b.network = a.network
  AND b.handle = LOWER(a.handle);

CREATE TABLE dated_keys AS
WITH doubtful AS (
  SELECT DISTINCT
    k.account,
    u.time,
    k.network,
    k.handle
  FROM account_keys AS k
  JOIN (
    SELECT
      author AS account,
      time,
      1 AS wrote,
      0 AS named
    FROM raw_posts
    UNION ALL
    SELECT
      target,
      time,
      0,
      1
    FROM raw_interactions
    WHERE
      target >= 0
    UNION ALL
    SELECT
      author,
      time,
      1,
      0
    FROM raw_acts
    UNION ALL
    SELECT
      target,
      time,
      0,
      1
    FROM raw_acts
    UNION ALL
    SELECT
      account,
      time,
      0,
      0
    FROM sightings
    UNION ALL
    SELECT
      account,
      time,
      0,
      0
    FROM raw_listed
  ) AS u
    ON u.account = k.account
  WHERE
    k.identity IS NULL
), borne AS (
  SELECT DISTINCT
    a.network,
    LOWER(a.handle) AS handle,
    a.id,
    u.time
  FROM accounts AS a
  JOIN (
    SELECT
      author AS account,
      time,
      1 AS wrote,
      0 AS named
    FROM raw_posts
    UNION ALL
    SELECT
      target,
      time,
      0,
      1
    FROM raw_interactions
    WHERE
      target >= 0
    UNION ALL
    SELECT
      author,
      time,
      1,
      0
    FROM raw_acts
    UNION ALL
    SELECT
      target,
      time,
      0,
      1
    FROM raw_acts
    UNION ALL
    SELECT
      account,
      time,
      0,
      0
    FROM sightings
    UNION ALL
    SELECT
      account,
      time,
      0,
      0
    FROM raw_listed
  ) AS u
    ON u.account = a.account
  WHERE
    a.id <> '' AND LOWER(a.handle) IN (
      SELECT
        handle
      FROM doubtful
    )
), ranked AS (
  SELECT
    d.account,
    d.time,
    d.network,
    b.id,
    ROW_NUMBER() OVER (
      PARTITION BY d.account, d.time
      ORDER BY CASE
        WHEN d.time = -9223372036854775808 OR b.time = -9223372036854775808
        THEN 1
        ELSE 0
      END, CASE
        WHEN d.time = -9223372036854775808 OR b.time = -9223372036854775808
        THEN 0
        ELSE ABS(d.time - b.time)
      END, b.id
    ) AS place
  FROM doubtful AS d
  JOIN borne AS b
    ON b.network = d.network AND b.handle = d.handle
)
SELECT
  account,
  time,
  network,
  id AS identity
FROM ranked
WHERE
  place = 1;

CREATE TABLE whos AS
SELECT
  ROW_NUMBER() OVER (ORDER BY network, identity) - 1 AS who,
  network,
  identity
FROM (
  SELECT
    network,
    identity
  FROM account_keys
  WHERE
    NOT identity IS NULL
  UNION
  SELECT
    network,
    identity
  FROM dated_keys
) AS every_identity;

CREATE TABLE account_who AS
SELECT
  k.account,
  w.who
FROM account_keys AS k
JOIN whos AS w
  ON w.network = k.network AND w.identity = k.identity;

CREATE TABLE dated_who AS
SELECT
  k.account,
  k.time,
  w.who
FROM dated_keys AS k
JOIN whos AS w
  ON w.network = k.network AND w.identity = k.identity;

CREATE TABLE aliased AS
SELECT
  who,
  MIN(person) AS person
FROM (
  SELECT
    w.who,
    l.person
  FROM whos AS w
  JOIN aliases AS l
    ON l.account = w.identity
    OR CONCAT(
      COALESCE(CAST('handle:' AS VARCHAR), ''),
      COALESCE(CAST(LOWER(l.account) AS VARCHAR), '')
    ) = w.identity
  UNION
  SELECT
    w.who,
    l.person
  FROM aliases AS l
  JOIN bearers AS b
    ON b.handle = LOWER(l.account)
  JOIN whos AS w
    ON w.network = b.network AND w.identity = b.id
) AS matches
GROUP BY
  who;

CREATE TABLE who_id AS
SELECT
  w.who,
  w.network,
  CASE
    WHEN NOT a.person IS NULL
    THEN a.person
    WHEN n.networks > 1
    THEN CONCAT(
      COALESCE(CAST(w.network AS VARCHAR), ''),
      COALESCE(CAST(':' AS VARCHAR), ''),
      COALESCE(CAST(w.identity AS VARCHAR), '')
    )
    ELSE w.identity
  END AS id,
  CASE WHEN NOT a.person IS NULL THEN 1 ELSE 0 END AS aliased
FROM whos AS w
LEFT JOIN aliased AS a
  ON a.who = w.who
CROSS JOIN (
  SELECT
    COUNT(DISTINCT network) AS networks
  FROM whos
) AS n;

CREATE TABLE persons AS
SELECT
  ROW_NUMBER() OVER (ORDER BY id) - 1 AS person,
  id,
  MIN(network) AS network,
  COUNT(DISTINCT network) AS networks,
  MAX(aliased) AS aliased
FROM who_id
GROUP BY
  id;

CREATE TABLE who_person AS
SELECT
  i.who,
  p.person
FROM who_id AS i
JOIN persons AS p
  ON p.id = i.id;

CREATE TABLE account_person AS
SELECT
  a.account,
  p.person
FROM account_who AS a
JOIN who_person AS p
  ON p.who = a.who;

CREATE TABLE dated_person AS
SELECT
  d.account,
  d.time,
  p.person
FROM dated_who AS d
JOIN who_person AS p
  ON p.who = d.who;

CREATE TABLE labels AS
WITH held AS (
  SELECT
    COALESCE(p.person, q.person) AS person,
    a.account,
    a.id,
    a.handle,
    a.name
  FROM accounts AS a
  LEFT JOIN account_person AS p
    ON p.account = a.account
  LEFT JOIN (
    SELECT
      d.account,
      w.person
    FROM (
      SELECT
        account,
        MIN(who) AS who
      FROM dated_who
      GROUP BY
        account
    ) AS d
    JOIN who_person AS w
      ON w.who = d.who
  ) AS q
    ON q.account = a.account
), several AS (
  SELECT
    person
  FROM held
  WHERE
    NOT person IS NULL
  GROUP BY
    person
  HAVING
    COUNT(*) > 1
), doubtful AS (
  SELECT
    h.*
  FROM held AS h
  JOIN several AS o
    ON o.person = h.person
), seen AS (
  SELECT
    u.account,
    MAX(u.wrote) AS wrote,
    MAX(u.named) AS named,
    MAX(u.time) AS last
  FROM (
    SELECT
      author AS account,
      time,
      1 AS wrote,
      0 AS named
    FROM raw_posts
    UNION ALL
    SELECT
      target,
      time,
      0,
      1
    FROM raw_interactions
    WHERE
      target >= 0
    UNION ALL
    SELECT
      author,
      time,
      1,
      0
    FROM raw_acts
    UNION ALL
    SELECT
      target,
      time,
      0,
      1
    FROM raw_acts
    UNION ALL
    SELECT
      account,
      time,
      0,
      0
    FROM sightings
    UNION ALL
    SELECT
      account,
      time,
      0,
      0
    FROM raw_listed
  ) AS u
  JOIN doubtful AS d
    ON d.account = u.account
  GROUP BY
    u.account
), ranked AS (
  SELECT
    d.person,
    d.handle,
    d.name,
    ROW_NUMBER() OVER (
      PARTITION BY d.person
      ORDER BY CASE WHEN d.handle <> '' THEN 0 ELSE 1 END, s.wrote DESC, s.named DESC, CASE WHEN d.id <> '' THEN 0 ELSE 1 END, s.last DESC, d.handle, d.name
    ) AS place
  FROM doubtful AS d
  JOIN seen AS s
    ON s.account = d.account
)
SELECT
  person,
  handle,
  name
FROM ranked
WHERE
  place = 1
UNION ALL
SELECT
  h.person,
  h.handle,
  h.name
FROM held AS h
LEFT JOIN several AS o
  ON o.person = h.person
WHERE
  NOT h.person IS NULL AND o.person IS NULL;

CREATE TABLE named_people AS
SELECT
  p.person,
  p.id,
  CASE
    WHEN p.aliased = 1
    THEN p.id
    WHEN l.handle <> ''
    THEN l.handle
    WHEN l.name <> ''
    THEN l.name
    ELSE p.id
  END AS label,
  CASE WHEN p.networks > 1 THEN 'several' ELSE p.network END AS network
FROM persons AS p
LEFT JOIN labels AS l
  ON l.person = p.person;

CREATE TABLE circle_people AS
SELECT DISTINCT
  p.person,
  c.account
FROM (
  SELECT
    w.who,
    c.account
  FROM circle AS c
  JOIN whos AS w
    ON w.identity = c.account
  UNION
  SELECT
    w.who,
    c.account
  FROM circle AS c
  JOIN whos AS w
    ON w.identity = CONCAT(
      COALESCE(CAST('handle:' AS VARCHAR), ''),
      COALESCE(CAST(LOWER(c.account) AS VARCHAR), '')
    )
  UNION
  SELECT
    i.who,
    c.account
  FROM circle AS c
  JOIN who_id AS i
    ON i.id = c.account
  UNION
  SELECT
    w.who,
    c.account
  FROM circle AS c
  JOIN bearers AS b
    ON b.handle = LOWER(c.account)
  JOIN whos AS w
    ON w.network = b.network AND w.identity = b.id
) AS c
JOIN who_person AS p
  ON p.who = c.who;

CREATE TABLE chosen_posts AS
WITH again AS (
  SELECT
    r.network,
    CASE WHEN r.root = '' THEN r.id ELSE r.root END AS root
  FROM raw_posts AS r
  WHERE
    r.id <> ''
  GROUP BY
    r.network,
    CASE WHEN r.root = '' THEN r.id ELSE r.root END
  HAVING
    COUNT(*) > 1
), known AS (
  SELECT
    r.post,
    r.file,
    r.line,
    r.network,
    r.id,
    r.time,
    r.via,
    r.cut,
    r.text,
    r.words,
    r.fields,
    r.digest,
    CASE WHEN r.id = '' THEN '' ELSE CASE WHEN r.root = '' THEN r.id ELSE r.root END END AS root,
    COALESCE(author_a.who, author_d.who) AS who,
    CASE WHEN r.id = '' THEN 1 ELSE 0 END AS anonymous,
    CASE WHEN r.id <> '' AND a.root IS NULL THEN 1 ELSE 0 END AS alone
  FROM raw_posts AS r
  LEFT JOIN account_who AS author_a
    ON author_a.account = r.author
  LEFT JOIN dated_who AS author_d
    ON author_d.account = r.author AND author_d.time = r.time
  LEFT JOIN again AS a
    ON a.network = r.network
    AND a.root = CASE WHEN r.root = '' THEN r.id ELSE r.root END
    AND r.id <> ''
), keyed AS (
  SELECT
    post,
    file,
    line,
    network,
    id,
    root,
    who,
    time,
    via,
    cut,
    text,
    fields,
    digest,
    CASE WHEN anonymous = 1 THEN who ELSE -1 END AS by_who,
    CASE WHEN anonymous = 1 THEN time ELSE 0 END AS by_time,
    CASE WHEN anonymous = 1 THEN words ELSE 0 END AS by_words,
    CASE
      WHEN anonymous = 1
      THEN ROW_NUMBER() OVER (PARTITION BY file, network, anonymous, who, time, words ORDER BY line, post)
      ELSE 0
    END AS nth
  FROM known
  WHERE
    alone = 0
)
SELECT
  post,
  file,
  line,
  network,
  id,
  root,
  who,
  time,
  cut,
  text,
  via AS collected,
  via,
  1 AS place
FROM known
WHERE
  alone = 1
UNION ALL
SELECT
  post,
  file,
  line,
  network,
  id,
  root,
  who,
  time,
  cut,
  text,
  via AS collected,
  MIN(via) OVER (PARTITION BY network, root, by_who, by_time, by_words, nth) AS via,
  ROW_NUMBER() OVER (
    PARTITION BY network, root, by_who, by_time, by_words, nth
    ORDER BY LENGTH(id) DESC, id DESC, fields DESC, digest, file, line
  ) AS place
FROM keyed;

CREATE TABLE posts AS
SELECT
  c.post,
  c.file,
  c.line,
  c.network,
  c.id,
  c.who,
  p.person,
  NULLIF(c.time, -9223372036854775808) AS time,
  c.via,
  c.cut,
  c.text
FROM chosen_posts AS c
JOIN who_person AS p
  ON p.who = c.who
WHERE
  c.place = 1;

CREATE TABLE authors AS
SELECT
  v.network,
  v.id,
  MIN(v.who) AS who
FROM (
  SELECT
    network,
    id,
    who
  FROM chosen_posts
  WHERE
    id <> ''
  UNION ALL
  SELECT
    network,
    root,
    who
  FROM chosen_posts
  WHERE
    root <> '' AND root <> id
) AS v
JOIN (
  SELECT DISTINCT
    ref AS id
  FROM raw_interactions
  WHERE
    ref <> ''
) AS wanted
  ON wanted.id = v.id
GROUP BY
  v.network,
  v.id;

CREATE TABLE known_acts AS
SELECT
  r.file,
  r.line,
  COALESCE(s.person, u.person) AS source,
  COALESCE(t.person, v.person) AS target,
  r.post_id,
  r.time,
  r.kind,
  r.weight
FROM raw_acts AS r
LEFT JOIN account_person AS s
  ON s.account = r.author
LEFT JOIN account_person AS t
  ON t.account = r.target
LEFT JOIN dated_person AS u
  ON u.account = r.author AND u.time = r.time
LEFT JOIN dated_person AS v
  ON v.account = r.target AND v.time = r.time
WHERE
  NOT COALESCE(s.person, u.person) IS NULL
  AND NOT COALESCE(t.person, v.person) IS NULL;

CREATE TABLE acts_again AS
SELECT
  source,
  target,
  liking,
  post_id,
  moment,
  by_kind,
  by_weight
FROM (
  SELECT
    source AS source,
    target AS target,
    CASE WHEN kind = 7 THEN 1 ELSE 0 END AS liking,
    post_id AS post_id,
    CASE WHEN post_id = '' THEN time ELSE 0 END AS moment,
    CASE WHEN post_id = '' AND time = -9223372036854775808 THEN kind ELSE 0 END AS by_kind,
    CASE WHEN post_id = '' AND time = -9223372036854775808 THEN weight ELSE 0 END AS by_weight
  FROM known_acts
) AS keys
GROUP BY
  source,
  target,
  liking,
  post_id,
  moment,
  by_kind,
  by_weight
HAVING
  COUNT(*) > 1;

CREATE TABLE acts AS
WITH keyed AS (
  SELECT
    k.*,
    CASE
      WHEN k.post_id = '' AND k.time = -9223372036854775808
      THEN ROW_NUMBER() OVER (
        PARTITION BY k.file, CASE WHEN k.post_id = '' AND k.time = -9223372036854775808 THEN 1 ELSE 0 END, k.source, k.target, k.kind, k.weight
        ORDER BY k.line
      )
      ELSE 0
    END AS nth
  FROM (
    SELECT
      file,
      line,
      time,
      kind,
      weight,
      source AS source,
      target AS target,
      CASE WHEN kind = 7 THEN 1 ELSE 0 END AS liking,
      post_id AS post_id,
      CASE WHEN post_id = '' THEN time ELSE 0 END AS moment,
      CASE WHEN post_id = '' AND time = -9223372036854775808 THEN kind ELSE 0 END AS by_kind,
      CASE WHEN post_id = '' AND time = -9223372036854775808 THEN weight ELSE 0 END AS by_weight
    FROM known_acts
  ) AS k
  JOIN acts_again AS a
    ON a.source = k.source
    AND a.target = k.target
    AND a.liking = k.liking
    AND a.post_id = k.post_id
    AND a.moment = k.moment
    AND a.by_kind = k.by_kind
    AND a.by_weight = k.by_weight
)
SELECT
  k.file,
  k.line,
  k.source,
  k.target,
  k.post_id,
  NULLIF(k.time, -9223372036854775808) AS time,
  k.kind,
  k.weight,
  1 AS place
FROM (
  SELECT
    file,
    line,
    time,
    kind,
    weight,
    source AS source,
    target AS target,
    CASE WHEN kind = 7 THEN 1 ELSE 0 END AS liking,
    post_id AS post_id,
    CASE WHEN post_id = '' THEN time ELSE 0 END AS moment,
    CASE WHEN post_id = '' AND time = -9223372036854775808 THEN kind ELSE 0 END AS by_kind,
    CASE WHEN post_id = '' AND time = -9223372036854775808 THEN weight ELSE 0 END AS by_weight
  FROM known_acts
) AS k
LEFT JOIN acts_again AS a
  ON a.source = k.source
  AND a.target = k.target
  AND a.liking = k.liking
  AND a.post_id = k.post_id
  AND a.moment = k.moment
  AND a.by_kind = k.by_kind
  AND a.by_weight = k.by_weight
WHERE
  a.source IS NULL
UNION ALL
SELECT
  file,
  line,
  source,
  target,
  post_id,
  NULLIF(time, -9223372036854775808) AS time,
  kind,
  weight,
  ROW_NUMBER() OVER (
    PARTITION BY source, target, liking, post_id, moment, by_kind, by_weight, nth
    ORDER BY kind, weight DESC, time DESC, file, line
  ) AS place
FROM keyed;

CREATE TABLE interactions AS
SELECT
  s.*,
  CAST(NULL AS INTEGER) AS file,
  CAST(NULL AS BIGINT) AS line,
  CAST(NULL AS VARCHAR) AS post_id
FROM (
  SELECT
    post,
    source,
    target,
    time,
    CASE WHEN kind = 3 AND continues = 1 THEN 8 ELSE kind END AS kind,
    credit,
    continues,
    CAST(CASE
      WHEN kind = 3 AND continues = 1
      THEN 0
      WHEN kind IN (1, 2, 3, 4)
      THEN 1
      ELSE 0
    END AS BIGINT) AS weight
  FROM (
    SELECT
      post,
      source,
      target,
      MIN(time) AS time,
      MIN(kind) AS kind,
      MAX(credit) AS credit,
      MAX(continues) AS continues
    FROM (
      SELECT
        r.post,
        s.person AS source,
        t.person AS target,
        NULLIF(r.time, -9223372036854775808) AS time,
        r.kind,
        CASE WHEN r.credit THEN 1 ELSE 0 END AS credit,
        CASE
          WHEN r.native
          AND r.kind = 3
          AND p.who = COALESCE(COALESCE(target_a.who, target_d.who), x.who)
          THEN 1
          ELSE 0
        END AS continues
      FROM raw_interactions AS r
      JOIN posts AS p
        ON p.post = r.post
      JOIN who_person AS s
        ON s.who = p.who
      LEFT JOIN account_who AS target_a
        ON target_a.account = r.target
      LEFT JOIN dated_who AS target_d
        ON target_d.account = r.target AND target_d.time = r.time
      LEFT JOIN authors AS x
        ON r.ref <> '' AND x.network = p.network AND x.id = r.ref
      LEFT JOIN who_person AS t
        ON t.who = COALESCE(COALESCE(target_a.who, target_d.who), x.who)
    ) AS named
    GROUP BY
      post,
      source,
      target
  ) AS strongest
) AS s
UNION ALL
SELECT
  CAST(NULL AS BIGINT),
  source,
  target,
  time,
  kind,
  0,
  0,
  weight,
  file,
  line,
  post_id
FROM acts
WHERE
  place = 1;

CREATE TABLE listed AS
SELECT
  s.person,
  MAX(r.observed) AS observed
FROM raw_listed AS r
LEFT JOIN account_who AS account_a
  ON account_a.account = r.account
LEFT JOIN dated_who AS account_d
  ON account_d.account = r.account AND account_d.time = r.time
JOIN who_person AS s
  ON s.who = COALESCE(account_a.who, account_d.who)
GROUP BY
  s.person;

CREATE TABLE sent AS
SELECT
  person,
  CAST(MAX(sent) AS BIGINT) AS interactions_sent,
  CAST(MAX(self) AS BIGINT) AS self_mentions,
  MAX(present) AS present,
  MAX(held_source) AS held_source,
  MAX(held_target) AS held_target
FROM (
  SELECT
    source AS person,
    SUM(CASE WHEN kind IN (1, 2, 3, 4) AND NOT target IS NULL THEN weight END) AS sent,
    SUM(
      CASE
        WHEN kind IN (1, 2, 3, 4) AND NOT target IS NULL AND target = source
        THEN weight
        WHEN kind IN (1, 2, 3, 4) AND NOT target IS NULL
        THEN 0
      END
    ) AS self,
    MAX(CASE WHEN kind <> 5 THEN 1 ELSE 0 END) AS present,
    MAX(CASE WHEN post IS NULL AND kind <> 7 THEN 1 ELSE 0 END) AS held_source,
    0 AS held_target
  FROM interactions
  GROUP BY
    source
  UNION ALL
  SELECT
    target,
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    MAX(CASE WHEN kind <> 5 THEN 1 ELSE 0 END),
    0,
    MAX(CASE WHEN post IS NULL AND kind <> 7 THEN 1 ELSE 0 END)
  FROM interactions
  WHERE
    NOT target IS NULL
  GROUP BY
    target
) AS ends
GROUP BY
  person;

CREATE TABLE observed AS
SELECT
  person
FROM posts
UNION
SELECT
  person
FROM sent
WHERE
  held_source = 1
UNION
SELECT
  person
FROM sent
WHERE
  held_target = 1
  AND NOT person IN (
    SELECT
      person
    FROM listed
    WHERE
      observed = 0
  )
UNION
SELECT
  person
FROM listed
WHERE
  observed = 1;

CREATE TABLE people AS
SELECT
  n.person,
  n.id,
  n.label,
  n.network,
  CASE WHEN o.person IS NULL THEN 0 ELSE 1 END AS observed
FROM named_people AS n
LEFT JOIN observed AS o
  ON o.person = n.person
WHERE
  n.person IN (
    SELECT
      person
    FROM posts
    UNION
    SELECT
      person
    FROM sent
    WHERE
      present = 1
    UNION
    SELECT
      person
    FROM listed
  );

CREATE TABLE facts AS
WITH facts AS (
  SELECT
    post,
    MAX(
      CASE
        WHEN kind IN (1, 2, 3, 4) AND (
          target IS NULL OR target <> source
        )
        THEN 1
        ELSE 0
      END
    ) AS others,
    MIN(
      CASE
        WHEN kind IN (1, 2, 3, 4) AND (
          target IS NULL OR target <> source
        )
        THEN kind
      END
    ) AS kind,
    MAX(
      CASE
        WHEN kind IN (1, 2, 3, 4)
        AND (
          target IS NULL OR target <> source
        )
        AND (
          kind IN (1, 2) OR credit = 1
        )
        THEN 1
        ELSE 0
      END
    ) AS shares,
    MAX(
      CASE
        WHEN kind IN (1, 2, 3, 4) AND (
          target IS NULL OR target <> source
        ) AND kind = 3
        THEN 1
        ELSE 0
      END
    ) AS answers,
    MAX(CASE WHEN kind IN (1, 2, 3, 4) AND target = source THEN 1 ELSE 0 END) AS self,
    MAX(CASE WHEN kind IN (1, 2, 3, 4) AND target <> source THEN 1 ELSE 0 END) AS known,
    MAX(CASE WHEN kind IN (1, 2, 3, 4) AND target IS NULL THEN 1 ELSE 0 END) AS unknown,
    MAX(CASE WHEN kind = 5 AND target = source THEN 1 ELSE 0 END) AS echoes_self,
    MAX(continues) AS continues
  FROM interactions
  WHERE
    NOT post IS NULL
  GROUP BY
    post
)
SELECT
  p.post,
  p.person,
  p.network,
  p.id,
  p.time,
  p.file,
  p.line,
  p.cut,
  p.text,
  CASE WHEN p.via IN (4, 5) THEN 1 ELSE 0 END AS sampled,
  COALESCE(f.others, 0) AS others,
  COALESCE(f.shares, 0) AS shares,
  COALESCE(f.answers, 0) AS answers,
  CASE
    WHEN COALESCE(f.continues, 0) = 1 AND COALESCE(f.others, 0) = 0
    THEN 1
    ELSE 0
  END AS thread,
  COALESCE(f.self, 0) AS self,
  CASE WHEN COALESCE(f.unknown, 0) = 1 AND COALESCE(f.known, 0) = 0 THEN 1 ELSE 0 END AS unknown,
  CASE WHEN f.kind IN (1, 2) AND f.echoes_self = 1 THEN 1 ELSE 0 END AS praise,
  f.kind
FROM posts AS p
LEFT JOIN facts AS f
  ON f.post = p.post;

CREATE TABLE edges AS
SELECT
  source,
  target,
  CAST(SUM(CASE WHEN kind = 1 THEN weight ELSE 0 END) AS BIGINT) AS retweets,
  CAST(SUM(CASE WHEN kind = 2 THEN weight ELSE 0 END) AS BIGINT) AS quotes,
  CAST(SUM(CASE WHEN kind = 3 THEN weight ELSE 0 END) AS BIGINT) AS replies,
  CAST(SUM(CASE WHEN kind = 4 THEN weight ELSE 0 END) AS BIGINT) AS mentions,
  CAST(SUM(CASE WHEN kind = 7 THEN weight ELSE 0 END) AS BIGINT) AS likes,
  CAST(SUM(CASE WHEN kind IN (1, 2, 3, 4) THEN weight ELSE 0 END) AS BIGINT) AS weight,
  MIN(time) AS first,
  MAX(time) AS last
FROM interactions
WHERE
  NOT target IS NULL AND (
    kind IN (1, 2, 3, 4) OR kind = 7
  )
GROUP BY
  source,
  target;

CREATE TABLE posts_counted AS
SELECT
  person,
  CAST(SUM(1 - thread) AS BIGINT) AS posts,
  CAST(SUM(others) AS BIGINT) AS posts_for_others,
  CAST(SUM(thread) AS BIGINT) AS threads,
  CAST(SUM(unknown) AS BIGINT) AS unknown_target_posts,
  CAST(SUM(praise) AS BIGINT) AS praise_posts,
  CAST(SUM(sampled * (
    1 - thread
  )) AS BIGINT) AS sampled_posts,
  CAST(SUM(shares) AS BIGINT) AS shared_posts,
  CAST(SUM(answers) AS BIGINT) AS reply_posts,
  CAST(SUM((
    1 - thread
  ) * (
    1 - GREATEST(shares, answers)
  )) AS BIGINT) AS created_posts
FROM facts
GROUP BY
  person;

CREATE TABLE ties AS
WITH pairs AS (
  SELECT
    source,
    target,
    weight
  FROM edges
  WHERE
    source <> target AND weight > 0
), both_ways AS (
  SELECT
    a.source AS person,
    a.target AS other,
    a.weight AS given,
    0 AS received
  FROM pairs AS a
  UNION ALL
  SELECT
    b.target,
    b.source,
    0,
    b.weight
  FROM pairs AS b
), neighbours AS (
  SELECT
    person,
    other,
    CAST(SUM(given) AS BIGINT) AS given,
    CAST(SUM(received) AS BIGINT) AS received
  FROM both_ways
  GROUP BY
    person,
    other
)
SELECT
  n.person,
  COUNT(*) AS neighbours,
  CAST(SUM(o.observed) AS BIGINT) AS observed_neighbours,
  CAST(SUM(CASE WHEN o.observed = 1 AND given > 0 THEN 1 ELSE 0 END) AS BIGINT) AS named,
  CAST(SUM(CASE WHEN o.observed = 1 AND received > 0 THEN 1 ELSE 0 END) AS BIGINT) AS named_by,
  CAST(SUM(CASE WHEN o.observed = 1 AND given > 0 AND received > 0 THEN 1 ELSE 0 END) AS BIGINT) AS mutual,
  CAST(SUM(CASE WHEN o.observed = 1 THEN given ELSE 0 END) AS BIGINT) AS given,
  CAST(SUM(CASE WHEN o.observed = 1 THEN LEAST(given, received) ELSE 0 END) AS BIGINT) AS matched
FROM neighbours AS n
JOIN people AS o
  ON o.person = n.other
GROUP BY
  n.person;

CREATE TABLE exchanges AS
WITH pairs AS (
  SELECT
    source,
    target,
    CAST(SUM(CASE WHEN kind IN (1, 2) OR credit = 1 THEN weight ELSE 0 END) AS BIGINT) AS gifts,
    MIN(time) AS began,
    MAX(CASE WHEN time IS NULL THEN 1 ELSE 0 END) AS undated
  FROM interactions
  WHERE
    kind IN (1, 2, 3, 4) AND weight > 0 AND target <> source
  GROUP BY
    source,
    target
), both_ways AS (
  SELECT
    source AS person,
    target AS other,
    gifts AS gave,
    0 AS got,
    began AS own,
    CAST(NULL AS BIGINT) AS others,
    undated
  FROM pairs
  UNION ALL
  SELECT
    target,
    source,
    0,
    gifts,
    CAST(NULL AS BIGINT),
    began,
    undated
  FROM pairs
), neighbours AS (
  SELECT
    person,
    other,
    CAST(SUM(gave) AS BIGINT) AS gave,
    CAST(SUM(got) AS BIGINT) AS got,
    MIN(own) AS own,
    MIN(others) AS others,
    MAX(undated) AS undated
  FROM both_ways
  GROUP BY
    person,
    other
)
SELECT
  n.person,
  CAST(SUM(gave) AS BIGINT) AS gave,
  CAST(SUM(got) AS BIGINT) AS got,
  CAST(SUM(GREATEST(gave - got, 0)) AS BIGINT) AS unreturned,
  CAST(SUM(GREATEST(got - gave, 0)) AS BIGINT) AS owed,
  CAST(SUM(CASE WHEN undated = 0 AND own <> others THEN 1 ELSE 0 END) AS BIGINT) AS met,
  CAST(SUM(CASE WHEN undated = 0 AND own < others THEN 1 ELSE 0 END) AS BIGINT) AS first
FROM neighbours AS n
JOIN people AS o
  ON o.person = n.other AND o.observed = 1
GROUP BY
  n.person;

CREATE TABLE degrees AS
SELECT
  person,
  CAST(SUM(sends) AS BIGINT) AS out_degree,
  CAST(SUM(gets) AS BIGINT) AS in_degree,
  CAST(SUM(sends * weight) AS BIGINT) AS out_strength,
  CAST(SUM(gets * weight) AS BIGINT) AS in_strength,
  CAST(MAX(sends * weight) AS BIGINT) AS most,
  SUM(CASE WHEN sends = 1 THEN weight * LN(CAST(weight AS DOUBLE)) ELSE 0 END) AS spread
FROM (
  SELECT
    source AS person,
    weight,
    1 AS sends,
    0 AS gets
  FROM (
    SELECT
      source,
      target,
      weight
    FROM edges
    WHERE
      source <> target AND weight > 0
  ) AS given
  UNION ALL
  SELECT
    target,
    weight,
    0,
    1
  FROM (
    SELECT
      source,
      target,
      weight
    FROM edges
    WHERE
      source <> target AND weight > 0
  ) AS got
) AS ends
GROUP BY
  person;

CREATE TABLE pull AS
SELECT
  t.source,
  t.target,
  CAST(CAST(t.weight AS DOUBLE) * 8.500000e-01 AS DOUBLE) / s.strength AS pull
FROM (
  SELECT
    source,
    target,
    weight
  FROM edges
  WHERE
    source <> target AND weight > 0
) AS t
JOIN (
  SELECT
    source,
    SUM(weight) AS strength
  FROM (
    SELECT
      source,
      target,
      weight
    FROM edges
    WHERE
      source <> target AND weight > 0
  ) AS given
  GROUP BY
    source
) AS s
  ON s.source = t.source;

CREATE TABLE scores_after AS
SELECT
  r.person,
  COALESCE(g.got, 0.000000e+00) AS got,
  ABS(1.000000e+00 + COALESCE(g.got, 0.000000e+00) - r.score) AS step
FROM (
  SELECT
    person,
    1.000000e+00 + 1.00000000000000000e+00 * got AS score
  FROM scores
) AS r
LEFT JOIN (
  SELECT
    l.target,
    SUM(l.pull * s.score) AS got
  FROM pull AS l
  JOIN (
    SELECT
      person,
      1.000000e+00 + 1.00000000000000000e+00 * got AS score
    FROM scores
  ) AS s
    ON s.person = l.source
  GROUP BY
    l.target
) AS g
  ON g.target = r.person;
