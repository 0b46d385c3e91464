package dev.coffer.acceptance;

import static dev.coffer.acceptance.ApiOperation.ADOPT;
import static dev.coffer.acceptance.ApiOperation.CHECK_BACKUP;
import static dev.coffer.acceptance.ApiOperation.CREATE_BACKUP;
import static dev.coffer.acceptance.ApiOperation.CREATE_INSTANCE;
import static dev.coffer.acceptance.ApiOperation.DELETE_BACKUP;
import static dev.coffer.acceptance.ApiOperation.LIST_BACKUPS;
import static dev.coffer.acceptance.ApiOperation.LIST_INSTANCES;
import static dev.coffer.acceptance.ApiOperation.LIST_INSTANCES_UNIFIED;
import static dev.coffer.acceptance.ApiOperation.LIST_INSTANCE_TAGS;
import static dev.coffer.acceptance.ApiOperation.LIST_PROJECT_TAGS;
import static dev.coffer.acceptance.ApiOperation.MODIFY_ENCRYPTION;
import static dev.coffer.acceptance.ApiOperation.RESTART_INSTANCE;
import static dev.coffer.acceptance.ApiOperation.RESTORE;
import static dev.coffer.acceptance.ApiOperation.SHOW_BACKUP_ENCRYPTION;
import static dev.coffer.acceptance.ApiOperation.SHOW_JOB;
import static dev.coffer.acceptance.ApiOperation.TAG_INSTANCE;
import static dev.coffer.acceptance.ApiOperation.UPDATE_BACKUP_POLICY;
import static dev.coffer.acceptance.BadInput.body;
import static dev.coffer.acceptance.BadInput.path;
import static dev.coffer.acceptance.BadInput.query;
import static dev.coffer.acceptance.BadInput.replaced;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bad requests to TaurusDB and its extensions. */
final class TaurusInputs {
  private static final Refused INVALID = Refused.flat(400, "DBS.200001");
  private static final Refused UNFIT = Refused.flat(400, "DBS.280204");
  private static final Refused WRONG_INSTANCE_ID = Refused.flat(400, "DBS.280404");
  private static final Refused NO_INSTANCE = Refused.flat(404, "DBS.200002");
  private static final Refused NO_BACKUP = Refused.flat(404, "DBS.201010");
  private static final Refused WRONG_NAME = Refused.flat(400, "DBS.280234");

  private static final List<String> NO_INSTANCE_IDS =
      List.of(
          "0b2a5a1f-6e00-25d1-2f3b-c00a1b2c3d4e",
          "0".repeat(31) + "in07",
          "0".repeat(33) + "in07",
          "A".repeat(32) + "in07",
          "0".repeat(32) + "in08",
          "0".repeat(36),
          "..%2F..%2Fcontrol.db");
  private static final String NOWHERE = "0".repeat(32) + "in07";
  private static final List<String> NO_BACKUP_IDS =
      List.of("0b2a5a1f-6e00-25d1-2f3b-c00a1b2c3d4e", "0".repeat(32), "..%2Fcontrol.db");
  private static final String NOTHING = "0".repeat(32) + "br07";

  private TaurusInputs() {}

  static List<BadInput> ofInstances() {
    var inputs = new ArrayList<BadInput>();
    Arrays.stream(ApiOperation.values())
        .filter(operation -> operation.request().path().contains("{instance}"))
        .forEach(operation -> addInstanceIds(operation, inputs));
    inputs.addAll(encryption());
    inputs.addAll(policies());
    inputs.addAll(tags());
    inputs.addAll(pages(LIST_INSTANCE_TAGS));
    inputs.addAll(pages(LIST_PROJECT_TAGS));
    inputs.addAll(orders());
    for (ApiOperation list : List.of(LIST_INSTANCES, LIST_INSTANCES_UNIFIED)) {
      inputs.addAll(pages(list));
    }
    inputs.add(body(RESTART_INSTANCE, "a text for a truth", "{'delay':'yes'}", INVALID));
    inputs.add(path(SHOW_JOB, "no id", "/v3/{project}/jobs", INVALID));
    inputs.add(
        path(
            SHOW_JOB, "an unknown id", "/v3/{project}/jobs?id=x", Refused.flat(400, "DBS.200543")));
    inputs.addAll(adoptions());
    return List.copyOf(inputs);
  }

  private static void addInstanceIds(ApiOperation operation, List<BadInput> inputs) {
    for (String id : NO_INSTANCE_IDS) {
      inputs.add(replaced(operation, "instance " + id, "{instance}", id, WRONG_INSTANCE_ID));
    }
    inputs.add(replaced(operation, "no instance", "{instance}", NOWHERE, NO_INSTANCE));
    if (!operation.isListWithout("{instance}")) {
      inputs.add(replaced(operation, "an empty id", "{instance}", "", Refused.NO_SUCH_API));
    }
  }

  private static List<BadInput> encryption() {
    String on = "{'encryption_status':'on','type':'kms','kms_key_id':'%s'}";
    String nowhere = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
    return List.of(
        body(MODIFY_ENCRYPTION, "no status", "{}", INVALID),
        body(MODIFY_ENCRYPTION, "a null status", "{'encryption_status':null}", INVALID),
        body(MODIFY_ENCRYPTION, "an empty status", "{'encryption_status':''}", INVALID),
        body(MODIFY_ENCRYPTION, "an unknown status", "{'encryption_status':'half'}", INVALID),
        body(MODIFY_ENCRYPTION, "a number", "{'encryption_status':1}", INVALID),
        body(MODIFY_ENCRYPTION, "a truth", "{'encryption_status':true}", INVALID),
        body(MODIFY_ENCRYPTION, "a list", "{'encryption_status':['on']}", INVALID),
        body(
            MODIFY_ENCRYPTION,
            "a field twice",
            "{'encryption_status':'off','encryption_status':'on'}",
            INVALID),
        body(
            MODIFY_ENCRYPTION,
            "no type",
            "{'encryption_status':'on','kms_key_id':'{key}'}",
            INVALID),
        body(
            MODIFY_ENCRYPTION,
            "an unknown type",
            "{'encryption_status':'on','type':'obs','kms_key_id':'{key}'}",
            INVALID),
        body(MODIFY_ENCRYPTION, "no key", "{'encryption_status':'on','type':'kms'}", INVALID),
        body(MODIFY_ENCRYPTION, "no key id", on.formatted("key"), INVALID),
        body(MODIFY_ENCRYPTION, "an alias", on.formatted("alias/shared"), INVALID),
        body(MODIFY_ENCRYPTION, "an unknown key", on.formatted(nowhere), UNFIT),
        body(MODIFY_ENCRYPTION, "a disabled key", on.formatted("{disabled}"), UNFIT),
        body(MODIFY_ENCRYPTION, "a key on its way out", on.formatted("{pending}"), UNFIT),
        body(MODIFY_ENCRYPTION, "another algorithm", on.formatted("{sm4}"), UNFIT));
  }

  private static List<BadInput> tags() {
    return Stream.of(
            "{}",
            "{'action':'create'}",
            "{'action':'create','tags':[]}",
            "{'action':'create','tags':[null]}",
            "{'action':'change','tags':[{'key':'k'}]}",
            "{'action':'create','tags':[{'value':'v'}]}",
            "{'action':'create','tags':[{'key':'','value':'v'}]}",
            "{'action':'create','tags':[{'key':'a b','value':'v'}]}",
            "{'action':'create','tags':[{'key':'" + "k".repeat(37) + "'}]}",
            "{'action':'create','tags':[{'key':'k','value':'" + "v".repeat(44) + "'}]}")
        .map(text -> body(TAG_INSTANCE, "tags " + text, text, INVALID))
        .toList();
  }

  private static List<BadInput> policies() {
    var inputs = new ArrayList<BadInput>();
    inputs.add(body(UPDATE_BACKUP_POLICY, "no policy", "{}", INVALID));
    inputs.add(body(UPDATE_BACKUP_POLICY, "level 1", policy("02:00-03:00", "7", "1", "1"), UNFIT));
    for (String window :
        List.of("", "2", "02:30-03:30", "02:00-04:00", "24:00-01:00", "2:00-3:00")) {
      inputs.add(
          body(UPDATE_BACKUP_POLICY, "window " + window, policy(window, "7", "1", "0"), INVALID));
    }
    for (String days : List.of("-1", "733", "null", "[7]")) {
      inputs.add(
          body(
              UPDATE_BACKUP_POLICY,
              "kept for " + days,
              policy("02:00-03:00", days, "1", "0"),
              INVALID));
    }
    for (String period : List.of("", "0", "8", "1,", "1;2", "Mon")) {
      inputs.add(
          body(
              UPDATE_BACKUP_POLICY,
              "days " + period,
              policy("02:00-03:00", "7", period, "0"),
              INVALID));
    }
    return inputs;
  }

  private static String policy(String window, String keepDays, String period, String level) {
    return "{'backup_policy':{'start_time':'%s','keep_days':%s,'period':'%s',"
            .formatted(window, keepDays, period)
        + "'retention_num_backup_level1':%s}}".formatted(level);
  }

  private static List<BadInput> orders() {
    var inputs = new ArrayList<BadInput>();
    for (String field :
        List.of(
            "name",
            "region",
            "datastore",
            "mode",
            "flavor_ref",
            "vpc_id",
            "subnet_id",
            "password",
            "availability_zone_mode",
            "slave_count")) {
      inputs.add(body(CREATE_INSTANCE, "no " + field, orderWithout(field), INVALID));
      inputs.add(body(CREATE_INSTANCE, "another type of " + field, order(field, "[1]"), INVALID));
    }
    for (String name : List.of("abc", "1abcd", "a b c d", "n".repeat(65), "shop;drop", "../etc")) {
      inputs.add(body(CREATE_INSTANCE, "name " + name, order("name", text(name)), WRONG_NAME));
    }
    for (String password :
        List.of("Short#1", "onlylowercase1", "Long#1" + "x".repeat(30), "Spa ce#12")) {
      inputs.add(
          body(CREATE_INSTANCE, "a weak password", order("password", text(password)), INVALID));
    }
    for (String count : List.of("-1", "10", "1.5", "'none'", "99999999999")) {
      inputs.add(
          body(CREATE_INSTANCE, "slave_count " + count, order("slave_count", count), INVALID));
    }
    inputs.add(body(CREATE_INSTANCE, "an unknown mode", order("mode", "'Single'"), INVALID));
    inputs.add(
        body(
            CREATE_INSTANCE,
            "another datastore",
            order("datastore", "{'type':'oracle'}"),
            INVALID));
    inputs.add(
        body(
            CREATE_INSTANCE,
            "an unknown zone mode",
            order("availability_zone_mode", "'all'"),
            INVALID));
    inputs.add(body(CREATE_INSTANCE, "a list as size", more("'volume':{'size':[40]}"), INVALID));
    inputs.add(
        body(
            CREATE_INSTANCE,
            "an unknown cipher for its files",
            more("'tde_info':{'enable_tde':true,'encryption_type':'DES'}"),
            INVALID));
    inputs.add(body(CREATE_INSTANCE, "a null among tags", more("'tags':[null]"), INVALID));
    inputs.add(body(CREATE_INSTANCE, "a tag without key", more("'tags':[{'value':'v'}]"), INVALID));
    inputs.addAll(restoreOrders());
    return inputs;
  }

  private static List<BadInput> restoreOrders() {
    return restorePoints(
        Map.of(
            "'backup_id':'{backup}'",
            INVALID,
            "'source_instance_id':'{instance}'",
            INVALID,
            "'source_instance_id':'{instance}','backup_id':'no-id'",
            INVALID,
            "'source_instance_id':'no-id','backup_id':'{backup}'",
            WRONG_INSTANCE_ID,
            "'source_instance_id':'{instance}','backup_id':'" + NOTHING + "'",
            NO_BACKUP,
            "'source_instance_id':'" + NOWHERE + "','backup_id':'{backup}'",
            UNFIT,
            "'source_instance_id':'{instance}','backup_id':'{backup}','type':'guess'",
            INVALID,
            "'source_instance_id':'{instance}','type':'timestamp','restore_time':1",
            UNFIT));
  }

  private static List<BadInput> restorePoints(Map<String, Refused> points) {
    return points.entrySet().stream()
        .map(
            point ->
                body(
                    CREATE_INSTANCE,
                    "restore point " + point.getKey(),
                    more("'restore_point':{" + point.getKey() + "}"),
                    point.getValue()))
        .toList();
  }

  private static List<BadInput> adoptions() {
    var inputs = new ArrayList<BadInput>();
    String whole = ADOPT.body().replace('"', '\'');
    for (String field : List.of("name", "host", "user_name", "password", "data_directory")) {
      String renamed = whole.replaceFirst("'" + field + "':'[^']*',?", "").replace(",}", "}");
      inputs.add(body(ADOPT, "no " + field, renamed, INVALID));
    }
    inputs.add(body(ADOPT, "port 0", whole.replace("'port':1", "'port':0"), INVALID));
    inputs.add(body(ADOPT, "port 65536", whole.replace("'port':1", "'port':65536"), INVALID));
    inputs.add(body(ADOPT, "a relative directory", whole.replace("/nowhere", "nowhere"), INVALID));
    inputs.add(body(ADOPT, "a wrong name", whole.replace("never-adopted", "1"), WRONG_NAME));
    inputs.add(body(ADOPT, "nobody there", whole, UNFIT));
    return inputs;
  }

  static List<BadInput> ofBackups() {
    var inputs = new ArrayList<BadInput>();
    for (ApiOperation operation : List.of(DELETE_BACKUP, SHOW_BACKUP_ENCRYPTION, CHECK_BACKUP)) {
      for (String id : NO_BACKUP_IDS) {
        inputs.add(replaced(operation, "backup " + id, "{backup}", id, INVALID));
      }
      inputs.add(replaced(operation, "no backup", "{backup}", NOTHING, NO_BACKUP));
    }
    inputs.addAll(newBackups());
    inputs.addAll(pages(LIST_BACKUPS));
    inputs.add(query(LIST_BACKUPS, "instance_id=x", WRONG_INSTANCE_ID));
    inputs.add(query(LIST_BACKUPS, "backup_id=x", INVALID));
    inputs.add(query(LIST_BACKUPS, "backup_type=weekly", INVALID));
    inputs.add(query(LIST_BACKUPS, "begin_time=yesterday", INVALID));
    inputs.add(query(LIST_BACKUPS, "end_time=2026-13-01T00:00:00%2B0000", INVALID));
    inputs.addAll(restores());
    return List.copyOf(inputs);
  }

  private static List<BadInput> newBackups() {
    var inputs = new ArrayList<BadInput>();
    String backup = "{'instance_id':'%s','name':'%s','description':'%s'}";
    inputs.add(body(CREATE_BACKUP, "no name", "{'instance_id':'{instance}'}", INVALID));
    inputs.add(body(CREATE_BACKUP, "no instance", "{'name':'never-taken'}", INVALID));
    inputs.add(
        body(CREATE_BACKUP, "a list as name", "{'instance_id':'{instance}','name':[4]}", INVALID));
    for (String name : List.of("abc", "1abcd", "a/bcd", "n".repeat(65))) {
      inputs.add(
          body(
              CREATE_BACKUP,
              "name " + name,
              backup.formatted("{instance}", name, ""),
              Refused.flat(400, "DBS.280277")));
    }
    for (String description : List.of("<b>", "a=b", "d".repeat(257))) {
      inputs.add(
          body(
              CREATE_BACKUP,
              "description " + description,
              backup.formatted("{instance}", "never-taken", description),
              Refused.flat(400, "DBS.280127")));
    }
    inputs.add(
        body(
            CREATE_BACKUP,
            "a wrong id",
            backup.formatted("x", "never-taken", ""),
            WRONG_INSTANCE_ID));
    inputs.add(
        body(
            CREATE_BACKUP,
            "no such one",
            backup.formatted(NOWHERE, "never-taken", ""),
            NO_INSTANCE));
    return inputs;
  }

  private static List<BadInput> restores() {
    String restore =
        "{'source_instance_id':'%s','target_instance_id':'%s','type':'%s','backup_id':'%s'}";
    return List.of(
        body(RESTORE, "nothing", "{}", INVALID),
        body(
            RESTORE,
            "no target",
            "{'source_instance_id':'{instance}','type':'backup','backup_id':'{backup}'}",
            INVALID),
        body(
            RESTORE,
            "no type",
            "{'source_instance_id':'{instance}','target_instance_id':'{instance}',"
                + "'backup_id':'{backup}'}",
            INVALID),
        body(
            RESTORE,
            "a wrong source",
            restore.formatted("x", "{instance}", "backup", "{backup}"),
            WRONG_INSTANCE_ID),
        body(
            RESTORE,
            "an unknown type",
            restore.formatted("{instance}", "{instance}", "guess", "{backup}"),
            INVALID),
        body(
            RESTORE,
            "a point in time",
            restore.formatted("{instance}", "{instance}", "timestamp", "{backup}"),
            UNFIT),
        body(
            RESTORE,
            "a wrong backup id",
            restore.formatted("{instance}", "{instance}", "backup", "x"),
            INVALID),
        body(
            RESTORE,
            "no such target",
            restore.formatted("{instance}", NOWHERE, "backup", "{backup}"),
            NO_INSTANCE),
        body(
            RESTORE,
            "an instance that ever had encryption on",
            restore.formatted("{instance}", "{instance}", "backup", "{backup}"),
            Refused.flat(409, "DBS.280406")));
  }

  private static List<BadInput> pages(ApiOperation list) {
    return Stream.of("limit=0", "limit=101", "limit=x", "offset=-1", "offset=1.5")
        .map(page -> query(list, page, INVALID))
        .toList();
  }

  private static String orderWithout(String field) {
    String order = CREATE_INSTANCE.body().replace('"', '\'');
    return order
        .replaceFirst("'" + field + "':('[^']*'|\\{[^}]*\\}|\\d+),?", "")
        .replace(",}", "}");
  }

  private static String order(String field, String value) {
    String order = orderWithout(field);
    return order.substring(0, order.length() - 1) + ",'" + field + "':" + value + "}";
  }

  private static String more(String fields) {
    String order = CREATE_INSTANCE.body().replace('"', '\'');
    return order.substring(0, order.length() - 1) + "," + fields + "}";
  }

  private static String text(String value) {
    return "'" + value + "'";
  }
}
