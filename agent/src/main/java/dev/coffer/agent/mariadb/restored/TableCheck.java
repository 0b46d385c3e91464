package dev.coffer.agent.mariadb.restored;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Has a server open and check each of its tables: {@code CHECK TABLE … QUICK}, which for InnoDB
 * reads every index to its end. One statement does it, so that names of tables, which are a
 * tenant's, are on no command line and in no statement of ours.
 */
final class TableCheck {
  private static final String CHECKED = "tables checked:";
  private static final int MOST_NAMED = 5;

  private static final String STATEMENTS =
      """
      SET SESSION max_statement_time = 0//
      BEGIN NOT ATOMIC
        DECLARE done BOOL DEFAULT FALSE;
        DECLARE checked BIGINT DEFAULT 0;
        DECLARE present BIGINT;
        DECLARE place, name VARCHAR(64) CHARACTER SET utf8mb3;
        DECLARE tables CURSOR FOR
          SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES
          WHERE TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema')
          AND COALESCE(TABLE_TYPE, '') <> 'VIEW';
        DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
        OPEN tables;
        SELECT FOUND_ROWS() INTO present;
        look: LOOP
          FETCH tables INTO place, name;
          IF done THEN LEAVE look; END IF;
          EXECUTE IMMEDIATE CONCAT('CHECK TABLE `', REPLACE(place, '`', '``'), '`.`',
            REPLACE(name, '`', '``'), '` QUICK');
          SET checked = checked + 1;
        END LOOP;
        SELECT '%s', checked, present;
      END//
      """
          .formatted(CHECKED);

  private final Map<String, String> broken = new TreeMap<>();
  private long checked = -1;
  private long present = -1;

  /** Returns how many tables there are, all of them sound. */
  long on(PrivateServer server) throws IOException {
    server.run(STATEMENTS, this::read);
    if (checked != present || checked < 0) {
      throw new IOException("%d of %d tables were checked".formatted(checked, present));
    }
    if (!broken.isEmpty()) {
      throw new AgentFailure(Reason.RESTORE_UNSOUND, described());
    }
    return checked;
  }

  private void read(String line) {
    var columns = List.of(line.split("\t", -1));
    if (columns.size() == 3 && columns.getFirst().equals(CHECKED)) {
      checked = Long.parseLong(columns.get(1));
      present = Long.parseLong(columns.get(2));
    } else if (columns.size() == 4 && columns.get(2).equalsIgnoreCase("error")) {
      broken.merge(columns.getFirst(), columns.get(3), (first, _) -> first);
    }
  }

  private String described() {
    var names =
        broken.entrySet().stream()
            .limit(MOST_NAMED)
            .map(table -> "table %s cannot be used: %s".formatted(table.getKey(), table.getValue()))
            .toList();
    int more = broken.size() - names.size();
    return String.join("; ", names) + (more > 0 ? "; and %d more".formatted(more) : "");
  }
}
