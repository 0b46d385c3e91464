package dev.coffer.server.kms.datakey;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.masterkey.KeyRows;
import dev.coffer.server.kms.masterkey.KeyTables;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many data keys each master key has wrapped: what dies with it may be out there as many times.
 * Counts are written down from time to time and not with every key, so a crash forgets the last
 * few: the number told is a lower bound.
 */
public final class IssuedKeys {
  private final KeyTables tables;
  private final Map<KeyId, LongAdder> unwritten = new ConcurrentHashMap<>();

  public IssuedKeys(KeyTables tables) {
    this.tables = tables;
  }

  void count(KeyId keyId) {
    unwritten.computeIfAbsent(keyId, _ -> new LongAdder()).increment();
  }

  /** Writes down what was counted since; for the scheduler and for a clean stop. */
  public synchronized void write() {
    tables.run(
        handle -> {
          var rows = new KeyRows(handle);
          unwritten.forEach(
              (keyId, adder) -> {
                long more = adder.sumThenReset();
                if (more > 0) {
                  rows.addIssued(keyId, more);
                }
              });
        });
  }

  /** At least so many were issued under the key. */
  public long of(KeyId keyId) {
    write();
    return tables.read(handle -> new KeyRows(handle).issued(keyId));
  }
}
