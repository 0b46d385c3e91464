package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks every few seconds whether a backup's tool waits for a lock, reports which connections hold
 * it, and ends the tool after the limit. It reports names, numbers and the first word of a
 * statement only: the rest may hold data that callers of the backup API must not see.
 */
final class LockWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LockWatch.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final int LONGEST_NAME = 80;
  private static final String HOLDS = "holds";

  private static final String WAITS = "INFO LIKE 'BACKUP %' AND STATE LIKE 'Waiting for % lock'";
  private static final String HOLDER =
      "SELECT '"
          + HOLDS
          + "', p.ID, p.USER, p.HOST, p.TIME, COALESCE(REGEXP_SUBSTR(p.INFO, '^[A-Za-z]+'), '')"
          + " FROM information_schema.PROCESSLIST p ";

  /**
   * The plugin says which connections hold locks. Without it any connection might: those whose last
   * statement is oldest come first.
   */
  private static final String QUESTION =
      """
      BEGIN NOT ATOMIC
        DECLARE kind TEXT DEFAULT (SELECT STATE FROM information_schema.PROCESSLIST
          WHERE %1$s LIMIT 1);
        IF kind IS NOT NULL THEN
          SELECT 'waits';
          IF EXISTS (SELECT 1 FROM information_schema.PLUGINS
              WHERE PLUGIN_NAME = 'METADATA_LOCK_INFO' AND PLUGIN_STATUS = 'ACTIVE') THEN
            EXECUTE IMMEDIATE "%2$s JOIN (SELECT DISTINCT THREAD_ID
              FROM information_schema.METADATA_LOCK_INFO WHERE LOCK_TYPE =
              IF(? = 'Waiting for backup lock', 'Backup lock', 'Table metadata lock')) held
              ON held.THREAD_ID = p.ID WHERE NOT COALESCE(p.INFO LIKE 'BACKUP %%', FALSE)
              AND p.ID <> CONNECTION_ID() ORDER BY p.TIME DESC LIMIT 3" USING kind;
          ELSE
            %2$s WHERE p.USER <> SUBSTRING_INDEX(USER(), '@', 1)
              AND p.COMMAND IN ('Sleep', 'Query', 'Execute') ORDER BY p.TIME DESC LIMIT 3;
          END IF;
        END IF;
      END//
      """
          .formatted(WAITS, HOLDER);

  private final Programs programs;
  private final Access access;
  private final LockWaitLimit lockWait;
  private final Runnable abort;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable AgentFailure failure;
  private long waitingSince;

  private LockWatch(Programs programs, Access access, LockWaitLimit lockWait, Runnable abort) {
    this.programs = programs;
    this.access = access;
    this.lockWait = lockWait;
    this.abort = abort;
  }

  /** Watches until closed. */
  static LockWatch over(Programs programs, Access access, LockWaitLimit lockWait, Runnable abort) {
    var watch = new LockWatch(programs, access, lockWait, abort);
    Thread.ofVirtual().name("lock-watch").start(watch::watch);
    return watch;
  }

  /** Fails where the tool was ended for waiting. */
  void requireWithinLimit() {
    if (failure != null) {
      throw failure;
    }
  }

  private void watch() {
    try {
      while (failure == null && !ended.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      var answer =
          access.ask(programs, QUESTION, "--delimiter=//").lines().map(LockWatch::columns).toList();
      if (answer.isEmpty()) {
        waitingSince = 0;
      } else {
        waits(answer);
      }
    } catch (IOException unanswered) {
      // The tool meets whatever is wrong with the server itself, and says so.
      LOG.log(System.Logger.Level.DEBUG, "no look at the locks of a server", unanswered);
    }
  }

  private static List<String> columns(String line) {
    return List.of(line.split("\t", -1));
  }

  private void waits(List<List<String>> answer) {
    long now = System.nanoTime();
    if (waitingSince == 0) {
      waitingSince = now;
    }
    var holders =
        answer.stream()
            .filter(columns -> columns.size() == 6 && columns.getFirst().equals(HOLDS))
            .map(LockWatch::described)
            .collect(Collectors.joining(", "));
    var lock = holders.isEmpty() ? "a lock" : "a lock, held by " + holders;
    lockWait.told().accept("waits for " + lock);
    if (now - waitingSince > lockWait.limit().toNanos()) {
      failure =
          new AgentFailure(
              Reason.LOCK_HELD,
              "the backup waited for more than %d s for %s"
                  .formatted(lockWait.limit().toSeconds(), lock));
      abort.run();
    }
  }

  private static String described(List<String> columns) {
    var statement = columns.get(5).isEmpty() ? "idle" : "in " + columns.get(5);
    return "connection %s of '%s' from %s (%s for %s s)"
        .formatted(
            columns.get(1), name(columns.get(2)), name(columns.get(3)), statement, columns.get(4));
  }

  private static String name(String told) {
    var printable = told.replaceAll("\\p{C}", "?");
    return printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME) : printable;
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
