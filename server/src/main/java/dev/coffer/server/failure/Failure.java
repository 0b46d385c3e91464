package dev.coffer.server.failure;

/**
 * The single table of failures a caller can meet. Codes, statuses and English texts are the
 * vendor's published ones; a code the vendor does not have begins with {@code COFFER}. The hint is
 * for the operator and is printed by the command line and the documents, never sent to a client.
 */
public enum Failure {
  APIGW_0101(
      "APIGW.0101",
      404,
      "The API does not exist or has not been published in the environment.",
      "API不存在或未发布到该环境。",
      "check method and path against the API coverage table"),
  APIGW_0201("APIGW.0201", 400, "API request error.", "API请求错误。", "the request was not valid HTTP"),
  APIGW_0201_BODY(
      "APIGW.0201",
      413,
      "Request entity too large.",
      "请求体过大。",
      "send a smaller body; each operation states its limit"),
  APIGW_0201_URI("APIGW.0201", 414, "Request URI too large.", "请求URI过长。", "shorten path and query"),
  APIGW_0201_HEADERS(
      "APIGW.0201", 431, "Request headers too large.", "请求头过大。", "send fewer or shorter headers"),
  APIGW_0201_SLOW(
      "APIGW.0201",
      408,
      "Request timeout.",
      "请求超时。",
      "send the body at once; it has to be there within ten seconds"),
  APIGW_0201_BUSY(
      "APIGW.0201",
      503,
      "Backend unavailable.",
      "后端服务不可用。",
      "too many wait already; try again after the seconds that Retry-After says"),
  APIGW_0301(
      "APIGW.0301",
      401,
      "Incorrect IAM authentication information.",
      "IAM认证信息错误。",
      "get a new token, or check access key, secret key and clock of the client"),
  APIGW_0302(
      "APIGW.0302",
      403,
      "The IAM user is not authorized to access the API.",
      "IAM用户无权限访问该API。",
      "grant the user the action that the API coverage table names"),

  APIGW_0308(
      "APIGW.0308",
      429,
      "The throttling threshold has been reached.",
      "已达到流控阈值。",
      "call less often, after the seconds that Retry-After says, or start the server with a higher"
          + " --rate-limit"),

  DBS_200001("DBS.200001", 400, "Parameter error.", "参数错误。", "correct the named parameter"),
  DBS_200006(
      "DBS.200006",
      400,
      "The request is null. Enter a request parameter.",
      "请求为空，请输入请求参数。",
      "send a JSON object as the body"),
  DBS_200002(
      "DBS.200002", 404, "The DB instance does not exist.", "实例不存在或已被删除。", "list the instances"),
  DBS_200010(
      "DBS.200010",
      403,
      "The DB instance ID or user ID may be null, or the operation is not authorized.",
      "实例ID和用户ID可能为空，或者操作越权。",
      "grant the user the action that the API coverage table names"),
  DBS_200019(
      "DBS.200019",
      409,
      "Another operation is being performed on the DB instance or the DB instance is faulty.",
      "该实例正在进行其它操作或该实例故障，无法执行该操作，请稍后重试。",
      "wait for the instance's running job and try again"),
  DBS_200044(
      "DBS.200044",
      403,
      "Resource not found or permission denied.",
      "访问资源不存在，或者无访问权限。",
      "the id may belong to another project"),
  DBS_200086(
      "DBS.200086",
      400,
      "This operation is not allowed by the DB instance status.",
      "实例状态不允许做该操作。",
      "look at the instance's status"),
  DBS_200543("DBS.200543", 400, "The job does not exist.", "任务不存在。", "jobs are kept for a month"),
  DBS_201010(
      "DBS.201010", 404, "The backup information does not exist.", "备份信息不存在。", "list the backups"),
  DBS_201208(
      "DBS.201208",
      400,
      "The operation is not allowed by the backup status.",
      "备份状态不允许做该操作。",
      "only completed backups can be restored"),
  DBS_201205(
      "DBS.201205",
      409,
      "Backup is in progress, please wait.",
      "备份正在进行，请稍候。",
      "wait for the running backup of the instance"),
  DBS_280204("DBS.280204", 400, "Invalid parameter.", "参数无效。", "correct the named parameter"),
  DBS_280234("DBS.280234", 400, "Invalid DB instance name.", "实例名称无效。", "see the naming rules"),
  DBS_280277("DBS.280277", 400, "Invalid object name.", "对象名称无效。", "see the naming rules"),
  DBS_280127("DBS.280127", 400, "Invalid backup description.", "备份描述无效。", "at most 256 characters"),
  DBS_280404(
      "DBS.280404",
      400,
      "Invalid DB instance ID or node ID format.",
      "实例ID或节点ID格式错误。",
      "an instance id is 32 hexadecimal digits followed by in07"),
  DBS_280406(
      "DBS.280406",
      409,
      "Operation not allowed by the DB instance type or status.",
      "实例类型或状态不允许该操作。",
      "restore to a new instance instead"),
  DBS_200046(
      "DBS.200046",
      413,
      "The number of DB instances has reached the quota.",
      "实例数量达到配额。",
      "delete instances that are no longer used"),
  DBS_200005("DBS.200005", 500, "Server failure.", "服务器错误。", "see the server's log"),

  DWS_0001("DWS.0001", 400, "Incorrect parameter.", "参数错误！", "correct the named parameter"),
  DWS_0005("DWS.0005", 500, "Server failure.", "服务器错误。", "see the server's log"),
  DWS_0006(
      "DWS.0006",
      400,
      "The request is empty. Enter a request parameter.",
      "请求为空，请输入请求参数。",
      "send a JSON object as the body"),
  DWS_0011(
      "DWS.0011",
      409,
      "This operation cannot be performed because another operation is being performed on the"
          + " instance or the instance is faulty. Please try again later.",
      "该实例正在进行其它操作或该实例故障，无法执行该操作，请稍后重试。",
      "wait for the cluster's running job; an adopted cluster is restarted by its operator"),
  DWS_0015(
      "DWS.0015",
      403,
      "Resource not found or permission denied.",
      "访问资源不存在，或者无访问权限。",
      "the id may belong to another project"),
  DWS_0032(
      "DWS.0032",
      403,
      "The current user does not have the permission to perform the operation. Check the account"
          + " permissions using IAM.",
      "当前用户没有操作权限，请通过IAM检查账户权限！",
      "grant the user the action that the API coverage table names"),
  DWS_0047(
      "DWS.0047",
      404,
      "The cluster does not exist or has been deleted.",
      "集群不存在或已删除。",
      "list the clusters"),
  DWS_5206(
      "DWS.5206",
      400,
      "Databases of this version do not support the function.",
      "该版本数据库不支持此功能。",
      "a cluster is converted from version 8.0.0 and guest agent 8.3.0.200 on"),
  DWS_5149("DWS.5149", 400, "The snapshot ID is invalid.", "快照ID无效。", "list the snapshots"),
  DWS_5001("DWS.5001", 400, "Invalid instance name.", "实例名称无效。", "see the naming rules"),

  KMS_0101("KMS.0101", 500, "KMS error.", "KMS错误", "see the server's log"),
  KMS_0102(
      "KMS.0102",
      500,
      "Abnormal KMS I/O.",
      "KMS I/O异常",
      "see that the other KMS runs and can be reached"),
  KMS_0201("KMS.0201", 400, "Invalid request URL.", "请求URL非法", "correct path or query"),
  KMS_0202(
      "KMS.0202",
      400,
      "Invalid JSON format of the request message.",
      "请求消息JSON格式非法",
      "send a JSON object as the body"),
  KMS_0203("KMS.0203", 400, "Request message too long.", "请求消息长度超出限制", "send a smaller body"),
  KMS_0204(
      "KMS.0204",
      400,
      "Parameters missing in the request message.",
      "请求消息缺少参数",
      "give the named parameter"),
  KMS_0308("KMS.0308", 400, "Invalid parameter.", "字段非法", "correct the named parameter"),
  KMS_0307(
      "KMS.0307",
      403,
      "The user role does not have permission to call this API.",
      "用户角色无权限访问接口",
      "grant the user the action that the API coverage table names"),
  KMS_0306(
      "KMS.0306",
      403,
      "The user does not have permission to access the key.",
      "用户无权限访问密钥",
      "the key belongs to another project or is not granted"),

  KMS_0205("KMS.0205", 400, "Invalid key ID.", "密钥key_id非法", "a key id is a UUID or alias/<name>"),
  KMS_0206("KMS.0206", 400, "Invalid sequence number.", "sequence序号非法", "36 characters, a UUID"),
  KMS_0207("KMS.0207", 404, "The key does not exist.", "密钥不存在", "list the keys of the project"),
  KMS_0208(
      "KMS.0208",
      400,
      "Invalid value of value encryption_context.",
      "encryption_context参数非法",
      "give the associated data that the ciphertext was made with"),
  KMS_0209("KMS.0209", 400, "The key has been disabled.", "密钥已被禁用，不能使用", "enable the key"),
  KMS_0210(
      "KMS.0210",
      400,
      "The key is in Scheduled deletion state and cannot be used.",
      "密钥处于“计划删除”状态，不能使用",
      "cancel the deletion and enable the key"),
  KMS_0211(
      "KMS.0211",
      400,
      "Cannot perform this operation on Default Master Keys.",
      "默认主密钥不支持该操作",
      "use a key of your own"),
  KMS_0309(
      "KMS.0309",
      400,
      "External keys required.",
      "密钥来源应为外部导入",
      "make the key with origin external"),
  KMS_0310(
      "KMS.0310",
      400,
      "The key is not in Pending import state.",
      "密钥未处于“等待导入”状态",
      "look at the key's state"),
  KMS_0312(
      "KMS.0312",
      400,
      "External keys cannot be rotated.",
      "外部密钥不支持轮换操作",
      "make a new key and import other material"),
  KMS_0313(
      "KMS.0313", 400, "Key rotation is not enabled.", "密钥轮换未被启用", "enable the rotation first"),
  KMS_0401("KMS.0401", 400, "Tag list cannot be empty.", "标签列表不能为空", "give at least one tag"),
  KMS_0404("KMS.0404", 400, "Invalid action.", "标签action非法", "create or delete; filter or count"),
  KMS_0405("KMS.0405", 400, "Invalid tag value.", "标签值非法", "at most 43 characters"),
  KMS_0406("KMS.0406", 400, "Invalid tag key.", "标签键非法", "1 to 36 characters"),
  KMS_0409("KMS.0409", 400, "Too many tags.", "标签个数超出限制", "delete tags that are no longer used"),
  KMS_0415(
      "KMS.0415", 400, "Invalid matches.", "matches非法", "resource_name is what can be matched"),
  KMS_0417("KMS.0417", 400, "Invalid offset.", "offset非法", "0 or more"),
  KMS_1101("KMS.1101", 400, "Invalid key_alias.", "密钥别名非法", "see the naming rules"),
  KMS_1103("KMS.1103", 400, "Invalid key_description.", "密钥描述非法", "at most 255 characters"),
  KMS_1104("KMS.1104", 400, "Duplicate key aliases.", "密钥别名重复", "choose another alias"),
  KMS_1105("KMS.1105", 400, "Too many keys.", "密钥个数已达上限", "delete keys that are no longer used"),
  KMS_1201("KMS.1201", 400, "The key is not disabled.", "密钥未被禁用", "look at the key's state"),
  KMS_1301("KMS.1301", 400, "The key is not enabled.", "密钥未被启用", "look at the key's state"),
  KMS_1401(
      "KMS.1401",
      400,
      "Set the pending deletion period between 7 to 1096 days.",
      "计划删除密钥时间范围：7天～1096天",
      "choose a period within the bounds"),
  KMS_1402(
      "KMS.1402",
      400,
      "The key is already in Pending deletion state.",
      "密钥已处于“计划删除”状态",
      "look at the key's state"),
  KMS_1501(
      "KMS.1501",
      400,
      "The key is not in Pending deletion state.",
      "密钥未处于“计划删除”状态",
      "look at the key's state"),
  KMS_1601("KMS.1601", 400, "The value of limit is out of range.", "limit超出范围", "1 to 1000"),
  KMS_1602(
      "KMS.1602",
      400,
      "The value of marker must be greater than or equal to 0.",
      "marker必须大于等于0",
      "use the next_marker of the page before"),
  KMS_1801(
      "KMS.1801",
      400,
      "random_data_length must be in the range 8 bits to 8,192 bits.",
      "random_data_length必须在8bit到8192bit之间",
      "choose a multiple of 8 within the bounds"),
  KMS_1901(
      "KMS.1901",
      400,
      "datakey_length must be in the range 8 bits to 8,192 bits.",
      "datakey_length必须在8bit到8192bit之间",
      "choose a length within the bounds"),
  KMS_2101("KMS.2101", 400, "Invalid plain_text.", "plain_text非法", "the data key, then its digest"),
  KMS_2102(
      "KMS.2102",
      400,
      "Invalid datakey_plain_length.",
      "datakey_plain_length非法",
      "the length of the data key in bytes, 1 to 1024"),
  KMS_2103(
      "KMS.2103",
      400,
      "Hash verification of the data encryption key failed.",
      "数据密钥hash校验失败",
      "SHA-256 under an AES key, SM3 under an SM4 key"),
  KMS_2201(
      "KMS.2201",
      400,
      "Invalid cipher_text.",
      "cipher_text非法",
      "the ciphertext is damaged, or another server or key made it"),

  KMS_2401(
      "KMS.2401",
      400,
      "Specify an operation in addition to create-grant.",
      "除create-grant外还需指定其他操作",
      "name what may be done"),
  KMS_2402("KMS.2402", 400, "Invalid user ID.", "用户ID非法", "give the id of a user or domain"),
  KMS_2404(
      "KMS.2404",
      400,
      "Too many CMK grants.",
      "密钥授权个数已达上限",
      "revoke grants that are no longer used"),
  KMS_2501("KMS.2501", 400, "Invalid grant ID.", "授权ID非法", "list the grants of the key"),
  KMS_2502(
      "KMS.2502",
      400,
      "grant_id and key_id do not match.",
      "grant_id与key_id不匹配",
      "name the key that the grant is about"),
  KMS_2601("KMS.2601", 400, "Token expired.", "导入令牌已过期", "get new parameters for the import"),
  KMS_2602(
      "KMS.2602",
      400,
      "Key expiration time must be later than the current time.",
      "密钥失效时间必须晚于当前时间",
      "choose a later time"),
  KMS_2604(
      "KMS.2604",
      400,
      "The external key plaintext has the wrong length.",
      "外部密钥明文长度错误",
      "32 bytes for AES_256, 16 for SM4"),
  KMS_2605(
      "KMS.2605",
      400,
      "Token verification failed.",
      "导入令牌校验失败",
      "get new parameters for the import"),
  KMS_2606(
      "KMS.2606",
      400,
      "You are importing a deleted key again. The imported plaintext must be the same as the deleted key plaintext.",
      "重新导入的密钥明文必须与已删除的密钥明文一致",
      "bring the same material, or make a new key"),
  KMS_2701(
      "KMS.2701",
      400,
      "Key material is not in Enabled or Disabled state and cannot be deleted.",
      "密钥材料不处于启用或禁用状态，不能删除",
      "look at the key's state"),

  IAM_0001("IAM.0001", 400, "The request is not valid.", "请求无效。", "correct the named parameter"),
  IAM_0002(
      "IAM.0002",
      401,
      "The username or password is wrong.",
      "用户名或密码错误。",
      "check user, domain and password"),
  IAM_0003(
      "IAM.0003",
      403,
      "You are not authorized to perform the requested action.",
      "无权执行该操作。",
      "grant the user the action that the API coverage table names"),
  IAM_0004("IAM.0004", 404, "The requested resource does not exist.", "请求的资源不存在。", "check the id"),
  IAM_0005("IAM.0005", 409, "The resource exists already.", "资源已存在。", "choose another name"),
  IAM_0011("IAM.0011", 500, "Server failure.", "服务器错误。", "see the server's log");

  private final String code;
  private final int status;
  private final String english;
  private final String chinese;
  private final String hint;

  Failure(String code, int status, String english, String chinese, String hint) {
    this.code = code;
    this.status = status;
    this.english = english;
    this.chinese = chinese;
    this.hint = hint;
  }

  public String code() {
    return code;
  }

  /** The HTTP status that goes with the code. */
  public int status() {
    return status;
  }

  public String text(Language language) {
    return language == Language.CHINESE ? chinese : english;
  }

  /** Whether the gateway in front of the services refuses, and not the service that was meant. */
  public boolean isGateway() {
    return switch (this) {
      case APIGW_0101,
          APIGW_0201,
          APIGW_0201_BODY,
          APIGW_0201_URI,
          APIGW_0201_HEADERS,
          APIGW_0201_SLOW,
          APIGW_0201_BUSY,
          APIGW_0301,
          APIGW_0302,
          APIGW_0308 ->
          true;
      default -> false;
    };
  }

  /** What an operator can do. */
  public String hint() {
    return hint;
  }
}
