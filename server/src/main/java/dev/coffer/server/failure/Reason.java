package dev.coffer.server.failure;

/** Why an input was refused: the half of a message that the vendor's table leaves out. */
public enum Reason {
  MISSING("is missing", "缺少该参数"),
  NOT_JSON("is not valid JSON", "不是合法的JSON"),
  WRONG_TYPE("has the wrong type", "类型错误"),
  UNKNOWN_FIELD("is not a field of this request", "不是该请求的字段"),
  UNKNOWN_VALUE("has a value that is not allowed", "取值不在允许范围内"),
  WRONG_FORM("has the wrong form", "格式错误"),
  OUT_OF_RANGE("is out of range", "超出取值范围"),
  TOO_LONG("is too long", "超出长度限制"),
  NOT_UNIQUE("is given more than once", "重复给出"),
  EXISTS("exists already", "已存在"),
  TAKEN("belongs to a cluster already", "已属于某个集群"),
  ADOPTED("belongs to an instance already", "已属于某个实例"),
  IN_USE("is in use on this host", "在该主机上已被占用"),
  USED_BEFORE("was used before", "近期已使用过"),
  TOO_SOON("was changed too recently", "距上次修改时间过短"),
  ABSENT("does not exist", "不存在"),
  ENABLED("is enabled already", "已启用"),
  DISABLED("is disabled", "已被禁用"),
  PENDING_DELETION("is scheduled for deletion", "处于计划删除状态"),
  PENDING_IMPORT("waits for its key material", "等待导入密钥材料"),
  UNSUITABLE("is of a kind that cannot be used here", "类型不适用于该操作"),
  FIXED("cannot be changed once chosen", "一经选定不可更改"),
  NOT_ALLOWED("is not allowed for this caller", "当前调用者无权限"),
  CONFLICTING("excludes another duty of the same user", "与该用户的其他职责互斥"),
  IN_PRIVATE_BETA("is in private beta and not open to this project", "处于公测阶段，未对该项目开放"),
  NOT_TRUSTED("is not open to the service, which no agency lets use it", "未通过委托授权该服务使用"),
  FOREIGN("belongs to another project", "属于其他项目"),
  BUSY("is busy with another operation", "正在进行其它操作"),
  MISMATCH("does not match", "不匹配"),
  OTHER_PURPOSE(
      "was made for another purpose or resource, and opens for that alone",
      "为其他用途或资源创建，仅可用于原用途或资源"),
  NOT_PROVEN(
      "does not match, or its access key is unknown, or X-Sdk-Date is more than 15 minutes off",
      "不匹配，或访问密钥不存在，或X-Sdk-Date与服务器时间相差超过15分钟"),
  UNREACHABLE("cannot be reached", "无法访问"),
  REFUSED("refuses the call", "拒绝了该调用"),
  TOO_SLOW("does not answer in time", "未在时限内应答"),
  REPLICATED("stands in the way of the conversion", "阻碍加密转换"),
  TOO_OLD("is too old", "版本过低"),
  NOT_CONVERTIBLE("cannot be converted as it is", "无法按现状转换"),
  NOT_CAPTURABLE("cannot be captured as it is", "无法按现状创建快照"),
  NO_ROOM("has not enough room on its disk", "磁盘空间不足"),
  NOT_OURS("is never written to", "为纳管实例，不可写入"),
  NOT_IN_PLACE("is never restored in place", "不支持恢复到已有实例"),
  UNSUPPORTED("is not supported here", "此处不支持");

  private final String english;
  private final String chinese;

  Reason(String english, String chinese) {
    this.english = english;
    this.chinese = chinese;
  }

  String in(Language language) {
    return language == Language.CHINESE ? chinese : english;
  }
}
