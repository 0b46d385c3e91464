package dev.coffer.cli.command;

import dev.coffer.cli.client.Api;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes results of what the services answer: names of our own, times in RFC 3339. */
public final class Rows {
  private static final int PAGE = 100;

  private Rows() {}

  /** Every row of a list that comes in pages by offset and limit. */
  public static List<ObjectNode> paged(
      Api api, String path, String field, Function<JsonNode, ObjectNode> row) {
    List<ObjectNode> rows = new ArrayList<>();
    String joint = path.contains("?") ? "&" : "?";
    while (true) {
      JsonNode page = api.get(path + joint + "limit=" + PAGE + "&offset=" + rows.size());
      page.path(field).forEach(one -> rows.add(row.apply(one)));
      if (page.path(field).size() < PAGE) {
        return rows;
      }
    }
  }

  public static List<ObjectNode> of(JsonNode list, Function<JsonNode, ObjectNode> row) {
    List<ObjectNode> rows = new ArrayList<>();
    list.forEach(one -> rows.add(row.apply(one)));
    return rows;
  }

  /** Puts a time that the vendor writes as {@code …+0000}; nothing where there is none. */
  public static void time(ObjectNode row, String field, JsonNode time) {
    if (time.isString() && !time.asString().isEmpty()) {
      row.put(field, time.asString().replace("+0000", "Z"));
    }
  }

  /** Puts a time that KMS writes as milliseconds. */
  public static void millis(ObjectNode row, String field, JsonNode time) {
    if (time.isString() && time.asString().matches("\\d{1,18}")) {
      row.put(field, Instant.ofEpochMilli(Long.parseLong(time.asString())).toString());
    }
  }

  /** Puts a field under a name of ours where the answer has it. */
  public static void copy(ObjectNode row, String field, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      row.set(field, value);
    }
  }
}
