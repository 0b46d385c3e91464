package dev.coffer.cli.output;

import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** YAML in block style; a text that could be taken for something else is quoted as in JSON. */
final class Yaml {
  private Yaml() {}

  static void print(List<ObjectNode> rows, PrintWriter out) {
    if (rows.isEmpty()) {
      out.println("[]");
    }
    for (ObjectNode row : rows) {
      element(row, "", out);
    }
  }

  static void print(ObjectNode row, PrintWriter out) {
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      field(field, "", out);
    }
  }

  private static void field(Map.Entry<String, JsonNode> field, String indent, PrintWriter out) {
    JsonNode value = field.getValue();
    out.print(indent + scalar(field.getKey()) + ":");
    if (value.isContainer() && !value.isEmpty()) {
      out.println();
      if (value.isArray()) {
        value.forEach(one -> element(one, indent + "  ", out));
      } else {
        value.properties().forEach(inner -> field(inner, indent + "  ", out));
      }
    } else {
      out.println(" " + leaf(value));
    }
  }

  private static void element(JsonNode value, String indent, PrintWriter out) {
    if (!value.isObject() || value.isEmpty()) {
      out.println(indent + "- " + leaf(value));
      return;
    }
    boolean first = true;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (first) {
        var text = new StringWriter();
        field(field, indent + "  ", new PrintWriter(text, true));
        out.print(indent + "- " + text.toString().substring(indent.length() + 2));
        first = false;
      } else {
        field(field, indent + "  ", out);
      }
    }
  }

  private static String leaf(JsonNode value) {
    return value.isString() ? scalar(value.asString()) : Harmless.json(value.toString());
  }

  private static String scalar(String text) {
    boolean plain =
        text.matches("[A-Za-z][A-Za-z0-9_./-]*")
            && !text.matches("(?i)true|false|null|yes|no|on|off|y|n");
    return plain ? text : Harmless.json(StringNode.valueOf(text).toString());
  }
}
