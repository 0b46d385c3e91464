package dev.coffer.agent.local;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Statements on the tables {@code a} and {@code b}, many of which fail, that say the same on
 * distributed tables as on ordinary ones. What is documented to differ is not among them, but for
 * updates of the distribution column.
 */
final class RandomStatements {
  private static final int KEYS = 120;

  private final SplittableRandom random;
  private final List<Supplier<String>> kinds =
      List.of(
          this::insert,
          this::insert,
          this::insertMany,
          this::insertFromOther,
          this::insertWhereAbsent,
          this::update,
          this::update,
          this::updateFrom,
          this::delete,
          this::deleteUsing,
          this::read,
          this::read,
          this::aggregate,
          this::join,
          this::subquery,
          this::combined,
          this::rare);

  RandomStatements(SplittableRandom random) {
    this.random = random;
  }

  String next() {
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  /** Ordinary tables move the row, distributed ones may refuse to. */
  String updateOfKey() {
    return "UPDATE %s SET id = %d WHERE id = %d".formatted(table(), key(), key());
  }

  private String insert() {
    return "INSERT INTO %s VALUES %s RETURNING *".formatted(table(), row());
  }

  private String insertMany() {
    return "INSERT INTO %s VALUES %s, %s, %s".formatted(table(), row(), row(), row());
  }

  private String insertFromOther() {
    return "INSERT INTO a (id, grp, amount) SELECT id, grp, amount + 1 FROM b WHERE " + condition();
  }

  private String insertWhereAbsent() {
    return "INSERT INTO %s VALUES %s ON CONFLICT DO NOTHING".formatted(table(), row());
  }

  private String update() {
    var table = table();
    return "UPDATE %s SET %s WHERE %s".formatted(table, change(table), condition())
        + pick("", " RETURNING id, grp, amount, note");
  }

  private String updateFrom() {
    return "UPDATE a SET amount = b.amount + 1, note = b.note FROM b WHERE a.id = b.id AND a.grp = b.grp AND b."
        + condition();
  }

  private String delete() {
    return "DELETE FROM %s WHERE %s".formatted(table(), condition()) + pick("", " RETURNING *");
  }

  private String deleteUsing() {
    return "DELETE FROM a USING b WHERE a.id = b.id AND b.grp = " + group();
  }

  private String read() {
    return "SELECT * FROM %s WHERE %s".formatted(table(), condition())
        + pick(
            "",
            " ORDER BY id, grp, amount, note LIMIT 7",
            " ORDER BY id DESC, grp, amount, note OFFSET 3",
            " FOR UPDATE");
  }

  private String aggregate() {
    return "SELECT "
        + pick(
                "grp, count(*), sum(amount), max(note) FROM %s GROUP BY grp",
                "count(*), count(note), sum(amount), min(id), avg(amount), bool_and(grp > 2) FROM %s",
                "count(DISTINCT grp), string_agg(note, ',' ORDER BY id, grp, note) FROM %s",
                "grp, note, count(*) FROM %s GROUP BY ROLLUP (grp, note)",
                "grp, sum(amount) FROM %s GROUP BY grp HAVING count(*) > 2",
                "id, rank() OVER (PARTITION BY grp ORDER BY amount, id) FROM %s",
                "DISTINCT grp, lower(note) FROM %s",
                "DISTINCT ON (grp) grp, id FROM %s ORDER BY grp, amount, id",
                "percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) FROM %s")
            .formatted(table());
  }

  private String join() {
    return "SELECT a.id, b.id, a.amount, b.note FROM a "
        + pick("", "LEFT ", "FULL ")
        + "JOIN b ON "
        + pick("a.id = b.id", "a.id = b.id AND a.grp = b.grp", "a.grp = b.grp AND a.id = b.id + 1");
  }

  private String subquery() {
    return pick(
        "SELECT * FROM a WHERE id IN (SELECT id FROM b WHERE grp = " + group() + ")",
        "SELECT * FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.id = a.id)",
        "SELECT id, (SELECT max(amount) FROM b WHERE b.grp = a.grp) FROM a",
        "SELECT x.n FROM a, LATERAL (SELECT count(*) AS n FROM b WHERE b.id < a.id) x",
        "SELECT * FROM a WHERE amount > (SELECT avg(amount) FROM b)",
        "SELECT a FROM a WHERE " + condition());
  }

  private String combined() {
    return pick(
        "SELECT id FROM a UNION SELECT id FROM b",
        "SELECT id, grp FROM a EXCEPT SELECT id, grp FROM b",
        "SELECT note FROM a INTERSECT ALL SELECT note FROM b",
        "WITH w AS (SELECT grp, count(*) AS n FROM a GROUP BY grp) SELECT w.n, b.id FROM w"
            + " JOIN b USING (grp)",
        "WITH RECURSIVE w (n) AS (SELECT min(id) FROM a UNION ALL SELECT (SELECT min(id) FROM a"
            + " WHERE id > w.n) FROM w WHERE n IS NOT NULL) SELECT * FROM w",
        "WITH w AS (DELETE FROM a WHERE " + condition() + " RETURNING id) SELECT * FROM w");
  }

  private String rare() {
    return pick(
        "SELECT 1 / amount::int FROM a WHERE " + condition(),
        "SELECT nonsense FROM a",
        "TRUNCATE " + (random.nextInt(6) == 0 ? "b" : "a"),
        "ALTER TABLE a ADD COLUMN more int DEFAULT " + group(),
        "ALTER TABLE a DROP COLUMN IF EXISTS more",
        "ALTER TABLE b ALTER COLUMN note " + pick("SET", "DROP") + " NOT NULL",
        "ALTER TABLE b ADD CONSTRAINT small CHECK (amount < 300)",
        "ALTER TABLE b DROP CONSTRAINT IF EXISTS small",
        "CREATE INDEX IF NOT EXISTS named ON a (lower(note))",
        "DROP INDEX IF EXISTS named",
        "UPDATE a SET amount = amount + 1",
        "DELETE FROM a");
  }

  private String table() {
    return pick("a", "b");
  }

  private int key() {
    return random.nextInt(KEYS);
  }

  private int group() {
    return random.nextInt(8);
  }

  /** At times without a key, out of the group's bounds, or with a note that is too long. */
  private String row() {
    return "(%s, %d, %d, %s)"
        .formatted(
            random.nextInt(25) == 0 ? "NULL" : Integer.toString(key()),
            random.nextInt(25) == 0 ? 9 : group(),
            random.nextInt(100),
            note());
  }

  private String note() {
    return pick("NULL", "'Ä'", "'b'", "'B c'", "''", "'way too long a note'", "'d''e'");
  }

  /** Whether a unique column's update meets a key on its way depends on the order of rows. */
  private String change(String table) {
    return pick(
        "amount = amount + " + group(),
        table.equals("a") ? "grp = grp + 1" : "amount = amount * 2",
        "note = " + note(),
        "amount = DEFAULT, note = upper(note)",
        "note = note || '-', amount = -amount");
  }

  private String condition() {
    int key = key();
    return pick(
        "id = " + key,
        "id = " + key,
        "id BETWEEN %d AND %d".formatted(key, key + 10),
        "id IN (%d, %d, %d)".formatted(key, key(), key()),
        "grp = " + group(),
        "id % 7 = " + random.nextInt(7),
        "amount > " + random.nextInt(100));
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
