package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the control file of a data directory says of it.
 *
 * @param isShutDown whether the server that wrote for itself here ended cleanly
 * @param checkpoint where its last checkpoint stands in the log
 * @param preparedTransactions for how many it had room; with less no server recovers it
 */
public record ControlData(
    String systemIdentifier, boolean isShutDown, Lsn checkpoint, int preparedTransactions) {
  static ControlData read(Programs programs, Cage cage, Place place) throws IOException {
    var values = new HashMap<String, String>();
    cage.withoutNetwork()
        .inside(Command.of(programs.controlData(), "--pgdata=" + place.data()))
        .run(line -> keep(line, values));
    return new ControlData(
        value(values, "Database system identifier", place),
        value(values, "Database cluster state", place).equals("shut down"),
        Lsn.parse(value(values, "Latest checkpoint location", place)),
        Integer.parseInt(value(values, "max_prepared_xacts setting", place)));
  }

  private static void keep(String line, Map<String, String> values) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      values.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
  }

  private static String value(Map<String, String> values, String name, Place place)
      throws IOException {
    var value = values.get(name);
    if (value == null) {
      throw new IOException("no %s in the control file of %s".formatted(name, place.data()));
    }
    return value;
  }
}
