package dev.coffer.acceptance;

import static dev.coffer.acceptance.ApiOperation.ADOPT_CLUSTER;
import static dev.coffer.acceptance.ApiOperation.CREATE_CLUSTER;
import static dev.coffer.acceptance.ApiOperation.CREATE_CLUSTER_V2;
import static dev.coffer.acceptance.ApiOperation.CREATE_SNAPSHOT;
import static dev.coffer.acceptance.ApiOperation.LIST_CLUSTER_SNAPSHOTS;
import static dev.coffer.acceptance.ApiOperation.RESTART_CLUSTER;
import static dev.coffer.acceptance.ApiOperation.RESTORE_CLUSTER;
import static dev.coffer.acceptance.ApiOperation.SHOW_CLUSTER_JOB;
import static dev.coffer.acceptance.BadInput.body;
import static dev.coffer.acceptance.BadInput.query;
import static dev.coffer.acceptance.BadInput.replaced;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bad requests to DWS and its extensions. */
final class DwsInputs {
  private static final Refused INVALID = Refused.flat(400, "DWS.0001");
  private static final Refused WRONG_NAME = Refused.flat(400, "DWS.5001");
  private static final Refused NO_CLUSTER = Refused.flat(404, "DWS.0047");
  private static final Refused NO_SNAPSHOT = Refused.flat(400, "DWS.5149");
  private static final Refused NO_JOB = Refused.flat(403, "DWS.0015");
  private static final String NOWHERE = "97cbaab3-939e-4dbc-9187-0fe240f2b9fd";
  private static final List<String> NO_IDS =
      List.of("nonsense", NOWHERE.toUpperCase(Locale.ROOT), "0".repeat(36), "..%2Fx");
  private static final List<String> NO_NAMES =
      List.of("abc", "1abc", "with space", "ümlaut", "a".repeat(65), "name;drop");

  private DwsInputs() {}

  static List<BadInput> all() {
    var inputs = new ArrayList<BadInput>();
    for (ApiOperation operation : ApiOperation.values()) {
      String path = operation.request().path();
      if (path.contains("{cluster}")) {
        ids(operation, "{cluster}", INVALID, NO_CLUSTER, inputs);
      }
      if (path.contains("{snapshot}")) {
        ids(operation, "{snapshot}", NO_SNAPSHOT, NO_SNAPSHOT, inputs);
      }
    }
    orders(CREATE_CLUSTER, FIRST, "user_pwd", inputs);
    orders(CREATE_CLUSTER_V2, SECOND, "db_password", inputs);
    inputs.addAll(adoptions());
    inputs.addAll(snapshots());
    inputs.addAll(others());
    return List.copyOf(inputs);
  }

  private static void ids(
      ApiOperation operation, String name, Refused wrong, Refused absent, List<BadInput> inputs) {
    // The list of a cluster's snapshots outlives the cluster.
    if (operation != LIST_CLUSTER_SNAPSHOTS) {
      inputs.add(replaced(operation, "none " + name, name, NOWHERE, absent));
    }
    for (String id : NO_IDS) {
      inputs.add(replaced(operation, name + " " + id, name, id, wrong));
    }
    if (!operation.isListWithout(name)) {
      inputs.add(replaced(operation, "an empty id", name, "", Refused.NO_SUCH_API));
    }
  }

  private static final Map<String, String> FIRST =
      Map.of(
          "name", "'never-made'",
          "node_type", "'f'",
          "number_of_node", "3",
          "vpc_id", "'v'",
          "subnet_id", "'s'",
          "security_group_id", "'g'",
          "user_name", "'dbadmin'",
          "user_pwd", "'Never-Used#1'");
  private static final Map<String, String> SECOND =
      Map.of(
          "name", "'never-made'",
          "flavor", "'f'",
          "num_node", "3",
          "db_name", "'dbadmin'",
          "db_password", "'Never-Used#1'",
          "db_port", "8000",
          "vpc_id", "'v'",
          "subnet_id", "'s'",
          "datastore_version", "'9.1.0'");

  private static void orders(
      ApiOperation operation, Map<String, String> good, String password, List<BadInput> inputs) {
    inputs.add(body(operation, "no cluster", "{}", INVALID));
    inputs.add(body(operation, "a null cluster", "{'cluster':null}", INVALID));
    for (String field : good.keySet()) {
      inputs.add(order(operation, good, field, null, INVALID));
      inputs.add(order(operation, good, field, "[]", INVALID));
    }
    for (String name : NO_NAMES) {
      inputs.add(order(operation, good, "name", "'" + name + "'", WRONG_NAME));
    }
    for (String weak : List.of("Short#1", "nodigitsorcapitals", "With Space#123", "ÜmlautPass#1")) {
      inputs.add(order(operation, good, password, "'" + weak + "'", INVALID));
    }
    String nodes = good.containsKey("num_node") ? "num_node" : "number_of_node";
    for (String count : List.of("0", "2", "257", "-3", "'three'")) {
      inputs.add(order(operation, good, nodes, count, INVALID));
    }
    String user = good.containsKey("db_name") ? "db_name" : "user_name";
    for (String name : List.of("coffer", "postgres", "pg_me", "Capital", "a b", "x; DROP")) {
      inputs.add(order(operation, good, user, "'" + name + "'", INVALID));
    }
    String port = good.containsKey("db_port") ? "db_port" : "port";
    for (String number : List.of("7999", "30001", "0", "-1", "8000.5")) {
      inputs.add(order(operation, good, port, number, INVALID));
    }
    inputs.add(order(operation, good, "public_ip", "{'public_bind_type':'auto_assign'}", INVALID));
    inputs.add(order(operation, good, "tags", "[null]", INVALID));
    inputs.add(order(operation, good, "tags", "[{'value':'v'}]", INVALID));
  }

  private static BadInput order(
      ApiOperation operation,
      Map<String, String> good,
      String field,
      @Nullable String value,
      Refused refused) {
    var fields = new TreeMap<>(good);
    if (value == null) {
      fields.remove(field);
    } else {
      fields.put(field, value);
    }
    var cluster = new ArrayList<String>();
    fields.forEach((name, text) -> cluster.add("'" + name + "':" + text));
    return body(
        operation,
        field + (value == null ? " missing" : " " + value),
        "{'cluster':{" + String.join(",", cluster) + "}}",
        refused);
  }

  private static List<BadInput> adoptions() {
    String two = "[{'data_directory':'/a','port':1},{'data_directory':'/b','port':2}]";
    String whole = "{'name':'%s','user_name':'u','password':'p','nodes':%s}";
    return List.of(
        body(ADOPT_CLUSTER, "nothing", "{}", INVALID),
        body(ADOPT_CLUSTER, "a bad name", whole.formatted("x", two), WRONG_NAME),
        body(ADOPT_CLUSTER, "no nodes", whole.formatted("adopted", "[]"), INVALID),
        body(
            ADOPT_CLUSTER,
            "one node",
            whole.formatted("adopted", "[{'data_directory':'/a','port':1}]"),
            INVALID),
        body(
            ADOPT_CLUSTER,
            "a node twice",
            whole.formatted(
                "adopted",
                "[{'data_directory':'/a','port':1},{'data_directory':'/x/../a','port':1}]"),
            INVALID),
        body(
            ADOPT_CLUSTER,
            "a relative directory",
            whole.formatted("adopted", two.replace("/a", "a")),
            INVALID),
        body(
            ADOPT_CLUSTER,
            "no such port",
            whole.formatted("adopted", two.replace("'port':1", "'port':65536")),
            INVALID),
        body(ADOPT_CLUSTER, "null nodes", whole.formatted("adopted", "[null,null]"), INVALID),
        body(ADOPT_CLUSTER, "nothing there", whole.formatted("adopted", two), INVALID));
  }

  private static List<BadInput> snapshots() {
    var inputs = new ArrayList<BadInput>();
    String order = "{'snapshot':{'name':'%s','cluster_id':'%s','description':'%s'}}";
    for (String name : NO_NAMES) {
      inputs.add(
          body(
              CREATE_SNAPSHOT, "name " + name, order.formatted(name, "{cluster}", ""), WRONG_NAME));
      inputs.add(
          body(RESTORE_CLUSTER, "name " + name, "{'restore':{'name':'" + name + "'}}", WRONG_NAME));
    }
    for (String description : List.of("<script>", "a=b", "x".repeat(257))) {
      inputs.add(
          body(
              CREATE_SNAPSHOT,
              "description " + description,
              order.formatted("never-taken", "{cluster}", description),
              INVALID));
    }
    inputs.add(body(CREATE_SNAPSHOT, "nothing", "{}", INVALID));
    inputs.add(body(CREATE_SNAPSHOT, "no cluster", "{'snapshot':{'name':'never-taken'}}", INVALID));
    inputs.add(
        body(CREATE_SNAPSHOT, "a bad id", order.formatted("never-taken", "nonsense", ""), INVALID));
    inputs.add(
        body(
            CREATE_SNAPSHOT,
            "an absent cluster",
            order.formatted("never-taken", NOWHERE, ""),
            NO_CLUSTER));
    inputs.add(
        body(
            CREATE_SNAPSHOT,
            "a name that another has in other letters",
            order.formatted("Bad-Input", "{cluster}", ""),
            INVALID));
    inputs.add(body(RESTORE_CLUSTER, "nothing", "{}", INVALID));
    inputs.add(body(RESTORE_CLUSTER, "no name", "{'restore':{}}", INVALID));
    inputs.add(
        body(
            RESTORE_CLUSTER,
            "a port too low",
            "{'restore':{'name':'never-made','port':80}}",
            INVALID));
    for (String parameter :
        List.of("limit=0", "limit=x", "offset=-1", "sort_key=colour", "sort_dir=up")) {
      inputs.add(query(LIST_CLUSTER_SNAPSHOTS, parameter, INVALID));
    }
    return inputs;
  }

  private static List<BadInput> others() {
    var inputs = new ArrayList<BadInput>();
    inputs.add(body(RESTART_CLUSTER, "nothing", "{}", INVALID));
    inputs.add(body(RESTART_CLUSTER, "a text", "{'restart':'now'}", INVALID));
    for (String id : List.of("x", NOWHERE, "0".repeat(31), "G".repeat(32))) {
      inputs.add(replaced(SHOW_CLUSTER_JOB, "job " + id, "0".repeat(32), id, INVALID));
    }
    inputs.add(
        replaced(SHOW_CLUSTER_JOB, "no job", "0".repeat(32), NOWHERE.replace("-", ""), NO_JOB));
    return inputs;
  }
}
