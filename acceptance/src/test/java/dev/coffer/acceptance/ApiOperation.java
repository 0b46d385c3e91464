package dev.coffer.acceptance;

import dev.coffer.acceptance.Wire.Request;

/**
 * Every operation, with a request that has nothing wrong with it. In paths and bodies stand the
 * names that {@link BadInputFixture} fills in.
 */
enum ApiOperation {
  MODIFY_ENCRYPTION(
      "POST",
      "/v3/{project}/instances/{instance}/backups/encryption",
      "{'encryption_status':'off'}"),
  DESCRIBE_ENCRYPTION("GET", "/v3/{project}/instances/{instance}/backups/encryption", ""),
  SHOW_MULTI_TENANT("GET", "/v3/{project}/instances/{instance}/multi-tenant", ""),
  SHOW_AUDIT_LOG("GET", "/v3/{project}/instance/{instance}/audit-log/switch-status", ""),
  LIST_DATABASES("GET", "/v3/{project}/instances/{instance}/databases", ""),
  CREATE_DATABASE(
      "POST",
      "/v3/{project}/instances/{instance}/databases",
      "{'databases':[{'name':'never-made','character_set':'utf8mb4'}]}"),
  LIST_DATABASE_USERS("GET", "/v3/{project}/instances/{instance}/db-users", ""),
  CREATE_DATABASE_USER(
      "POST",
      "/v3/{project}/instances/{instance}/db-users",
      "{'users':[{'name':'never','password':'Never-Used#1'}]}"),
  LIST_INSTANCE_TAGS("GET", "/v3/{project}/instances/{instance}/tags", ""),
  LIST_PROJECT_TAGS("GET", "/v3/{project}/tags", ""),
  TAG_INSTANCE(
      "POST",
      "/v3/{project}/instances/{instance}/tags/action",
      "{'action':'delete','tags':[{'key':'never-there'}]}"),
  SHOW_BACKUP_POLICY("GET", "/v3/{project}/instances/{instance}/backups/policy", ""),
  UPDATE_BACKUP_POLICY(
      "PUT",
      "/v3/{project}/instances/{instance}/backups/policy/update",
      "{'backup_policy':{'start_time':'02:00-03:00','keep_days':0,'period':'1'}}"),
  CREATE_INSTANCE(
      "POST",
      "/v3/{project}/instances",
      "{'name':'never-made','region':'cn-north-4','datastore':{'type':'gaussdb-mysql'},"
          + "'mode':'Cluster','flavor_ref':'f','vpc_id':'v','subnet_id':'s',"
          + "'password':'Never-Used#1','availability_zone_mode':'single','slave_count':0}"),
  LIST_INSTANCES("GET", "/v3/{project}/instances", ""),
  LIST_INSTANCES_UNIFIED("GET", "/v3.1/{project}/instances", ""),
  SHOW_INSTANCE("GET", "/v3/{project}/instances/{instance}", ""),
  SHOW_INSTANCE_UNIFIED("GET", "/v3.1/{project}/instances/{instance}", ""),
  RESTART_INSTANCE("POST", "/v3/{project}/instances/{instance}/restart", "{}"),
  DELETE_INSTANCE("DELETE", "/v3/{project}/instances/{instance}", ""),
  CREATE_BACKUP(
      "POST", "/v3/{project}/backups/create", "{'instance_id':'{instance}','name':'never-taken'}"),
  LIST_BACKUPS("GET", "/v3/{project}/backups", ""),
  DELETE_BACKUP("DELETE", "/v3/{project}/backups/{backup}", ""),
  RESTORE(
      "POST",
      "/v3/{project}/instances/restore",
      "{'source_instance_id':'{instance}','target_instance_id':'{instance}','type':'backup',"
          + "'backup_id':'{backup}'}"),
  SHOW_JOB("GET", "/v3/{project}/jobs?id=none", ""),
  ADOPT(
      "POST",
      "/coffer/v1/{project}/instances/adopt",
      "{'name':'never-adopted','host':'127.0.0.1','port':1,'user_name':'u','password':'p',"
          + "'data_directory':'/nowhere'}"),
  SHOW_BACKUP_ENCRYPTION("GET", "/coffer/v1/{project}/backups/{backup}/encryption", ""),
  CHECK_BACKUP("POST", "/coffer/v1/{project}/backups/{backup}/check", ""),
  CREATE_CLUSTER(
      "POST",
      "/v1.0/{project}/clusters",
      "{'cluster':{'name':'never-made','node_type':'f','number_of_node':3,'vpc_id':'v',"
          + "'subnet_id':'s','security_group_id':'g','user_name':'dbadmin',"
          + "'user_pwd':'Never-Used#1'}}"),
  CREATE_CLUSTER_V2(
      "POST",
      "/v2/{project}/clusters",
      "{'cluster':{'name':'never-made','flavor':'f','num_node':3,'db_name':'dbadmin',"
          + "'db_password':'Never-Used#1','db_port':8000,'vpc_id':'v','subnet_id':'s',"
          + "'datastore_version':'9.1.0'}}"),
  LIST_CLUSTERS("GET", "/v1.0/{project}/clusters", ""),
  SHOW_CLUSTERS("GET", "/v2/{project}/clusters", ""),
  SHOW_CLUSTER("GET", "/v1.0/{project}/clusters/{cluster}", ""),
  RESTART_CLUSTER("POST", "/v1.0/{project}/clusters/{cluster}/restart", "{'restart':{}}"),
  DELETE_CLUSTER("DELETE", "/v1.0/{project}/clusters/{cluster}", "{'keep_last_manual_snapshot':0}"),
  DELETE_DWS_CLUSTER("DELETE", "/v2/{project}/clusters/{cluster}", ""),
  ADOPT_CLUSTER(
      "POST",
      "/coffer/v1/{project}/clusters/adopt",
      "{'name':'never-adopted','user_name':'u','password':'p','nodes':"
          + "[{'data_directory':'/a','port':1},{'data_directory':'/b','port':2}]}"),
  SHOW_CLUSTER_JOB("GET", "/v1.0/{project}/job/" + "0".repeat(32), ""),
  CREATE_SNAPSHOT(
      "POST",
      "/v1.0/{project}/snapshots",
      "{'snapshot':{'name':'never-taken','cluster_id':'{cluster}'}}"),
  LIST_SNAPSHOTS("GET", "/v1.0/{project}/snapshots", ""),
  LIST_CLUSTER_SNAPSHOTS("GET", "/v1.0/{project}/clusters/{cluster}/snapshots", ""),
  SHOW_SNAPSHOT("GET", "/v1.0/{project}/snapshots/{snapshot}", ""),
  DELETE_SNAPSHOT("DELETE", "/v1.0/{project}/snapshots/{snapshot}", ""),
  RESTORE_CLUSTER(
      "POST", "/v1.0/{project}/snapshots/{snapshot}/actions", "{'restore':{'name':'never-made'}}"),
  CREATE_KEY("POST", "/v1.0/{project}/kms/create-key", "{'key_alias':'never-made'}"),
  DESCRIBE_KEY("POST", "/v1.0/{project}/kms/describe-key", "{'key_id':'{key}'}"),
  LIST_KEYS("POST", "/v1.0/{project}/kms/list-keys", "{}"),
  ENABLE_KEY("POST", "/v1.0/{project}/kms/enable-key", "{'key_id':'{disabled}'}"),
  DISABLE_KEY("POST", "/v1.0/{project}/kms/disable-key", "{'key_id':'{key}'}"),
  SCHEDULE_DELETION(
      "POST", "/v1.0/{project}/kms/schedule-key-deletion", "{'key_id':'{key}','pending_days':'7'}"),
  CANCEL_DELETION("POST", "/v1.0/{project}/kms/cancel-key-deletion", "{'key_id':'{pending}'}"),
  CREATE_DATAKEY("POST", "/v1.0/{project}/kms/create-datakey", "{'key_id':'{key}'}"),
  CREATE_DATAKEY_WITHOUT_PLAINTEXT(
      "POST", "/v1.0/{project}/kms/create-datakey-without-plaintext", "{'key_id':'{key}'}"),
  ENCRYPT_DATAKEY(
      "POST",
      "/v1.0/{project}/kms/encrypt-datakey",
      "{'key_id':'{key}','plain_text':'" + "00".repeat(96) + "','datakey_plain_length':'64'}"),
  DECRYPT_DATAKEY(
      "POST",
      "/v1.0/{project}/kms/decrypt-datakey",
      "{'key_id':'{key}','cipher_text':'{wrapped}','datakey_cipher_length':'32'}"),
  CREATE_TOKEN(
      "POST",
      "/v3/auth/tokens",
      "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'nobody',"
          + "'password':'wrong','domain':{'name':'nowhere'}}}}}}"),
  LIST_PROJECTS("GET", "/v3/projects", ""),
  LIST_AUTH_PROJECTS("GET", "/v3/auth/projects", ""),
  LIST_AUTH_DOMAINS("GET", "/v3/auth/domains", ""),
  CREATE_USER("POST", "/v3/users", "{'user':{'name':'never-made','password':'Never-Used#1'}}"),
  CREATE_USER_PROFILE(
      "POST",
      "/v3.0/OS-USER/users",
      "{'user':{'name':'never-made','password':'Never-Used#1','pwd_status':false}}"),
  CREATE_CREDENTIAL(
      "POST", "/v3.0/OS-CREDENTIAL/credentials", "{'credential':{'user_id':'{user}'}}"),
  GRANT("POST", "/coffer/v1/users/{user}/grants", "{'actions':['kms:cmk:list']}"),
  CREATE_GROUP("POST", "/v3/groups", "{'group':{'name':'never-made'}}"),
  LIST_GROUPS("GET", "/v3/groups", ""),
  CREATE_ROLE(
      "POST",
      "/v3.0/OS-ROLE/roles",
      "{'role':{'display_name':'never-made','type':'AX','policy':{'Version':'1.1',"
          + "'Statement':[{'Effect':'Allow','Action':['kms:cmk:list']}]}}}"),
  CREATE_ENTERPRISE_PROJECT("POST", "/v1.0/enterprise-projects", "{'name':'never-made'}"),
  CREATE_PROJECT("POST", "/v3/projects", "{'project':{'name':'never-made'}}"),
  SET_PASSWORD_POLICY(
      "PUT",
      "/v3.0/OS-SECURITYPOLICY/domains/{domain}/password-policy",
      "{'password_policy':{'minimum_password_length':8}}"),
  SET_LOGIN_POLICY(
      "PUT",
      "/v3.0/OS-SECURITYPOLICY/domains/{domain}/login-policy",
      "{'login_policy':{'login_failed_times':5}}"),
  CREATE_AGENCY(
      "POST",
      "/v3.0/OS-AGENCY/agencies",
      "{'agency':{'name':'never-made','trust_domain_name':'op_svc_dws'}}"),
  CREATE_TEMPORARY_KEY(
      "POST", "/v3.0/OS-CREDENTIAL/securitytokens", "{'auth':{'identity':{'methods':['token']}}}"),
  SHOW_CATALOG("GET", "/v3/auth/catalog", "");

  private final String method;
  private final String path;
  private final String body;

  ApiOperation(String method, String path, String body) {
    this.method = method;
    this.path = path;
    this.body = body.replace('\'', '"');
  }

  Request request() {
    return Request.of(method, path, body);
  }

  String body() {
    return body;
  }

  /** A method that the operation's path does not have. */
  String otherMethod() {
    return method.equals("PUT") ? "DELETE" : "PUT";
  }

  boolean takesBody() {
    return !body.isEmpty();
  }

  boolean mayGoWithoutBody() {
    return !takesBody() || this == RESTART_INSTANCE || this == RESTORE || this == DELETE_CLUSTER;
  }

  /** Whether the vendor has no such operation. */
  boolean isExtension() {
    return path.startsWith("/coffer/");
  }

  /** Whether an empty segment in the name's place makes it the list of the same, with a slash. */
  boolean isListWithout(String name) {
    return method.equals("GET") && path.endsWith("/" + name);
  }

  boolean isInProject() {
    return path.contains("{project}");
  }

  boolean isOpenToAnyone() {
    return this == CREATE_TOKEN;
  }

  private boolean isKms() {
    return path.contains("/kms/");
  }

  private boolean isDws() {
    return path.contains("/clusters") || path.contains("/snapshots") || path.contains("/job/");
  }

  private boolean isIam() {
    return !isInProject();
  }

  Refused invalid() {
    return isKms()
        ? Refused.nested(400, "KMS.0308")
        : Refused.flat(400, of("IAM.0001", "DWS.0001", "DBS.200001"));
  }

  private String of(String iam, String dws, String taurus) {
    if (isIam()) {
      return iam;
    }
    return isDws() ? dws : taurus;
  }

  Refused missing() {
    return isKms() ? Refused.nested(400, "KMS.0204") : invalid();
  }

  Refused notJson() {
    return isKms() ? Refused.nested(400, "KMS.0202") : invalid();
  }

  Refused emptyBody() {
    return isKms() || isIam() ? missing() : Refused.flat(400, isDws() ? "DWS.0006" : "DBS.200006");
  }

  Refused tooLarge() {
    return isKms() ? Refused.nested(400, "KMS.0203") : Refused.gateway(413, "APIGW.0201");
  }

  Refused forbidden() {
    return isKms()
        ? Refused.nested(403, "KMS.0307")
        : Refused.flat(403, of("IAM.0003", "DWS.0032", "DBS.200010"));
  }
}
