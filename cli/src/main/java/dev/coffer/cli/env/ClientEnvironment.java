package dev.coffer.cli.env;

import dev.coffer.cli.account.SigningAccount;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The environment by which one of the vendor's clients finds a server and signs its requests. */
enum ClientEnvironment {
  /** It reads endpoints of services other than IAM from its provider block only. */
  TERRAFORM {
    @Override
    Map<String, String> of(SigningAccount account) {
      var variables = new LinkedHashMap<String, String>();
      variables.put("HW_REGION_NAME", account.region());
      variables.put("HW_ACCESS_KEY", account.accessKey());
      variables.put("HW_SECRET_KEY", account.secretKey());
      variables.put("HW_PROJECT_ID", account.projectId());
      variables.put("HW_DOMAIN_ID", account.domainId());
      variables.put("HW_AUTH_URL", account.endpoint() + "/v3");
      variables.put("SKIP_CHECK_WEBSITE_TYPE", "true");
      return variables;
    }
  },
  JAVA,
  GO,
  PYTHON,
  /** Its core reads no endpoints; a program has to take them from here. */
  NODE;

  Map<String, String> of(SigningAccount account) {
    var variables = new LinkedHashMap<String, String>();
    // The first two are what the vendor's printed samples read.
    variables.put("CLOUD_SDK_AK", account.accessKey());
    variables.put("CLOUD_SDK_SK", account.secretKey());
    variables.put("HUAWEICLOUD_SDK_AK", account.accessKey());
    variables.put("HUAWEICLOUD_SDK_SK", account.secretKey());
    variables.put("HUAWEICLOUD_SDK_PROJECT_ID", account.projectId());
    variables.put("HUAWEICLOUD_SDK_DOMAIN_ID", account.domainId());
    variables.put("HUAWEICLOUD_SDK_IAM_ENDPOINT", account.endpoint());
    String region = account.region().replace('-', '_').toUpperCase(Locale.ROOT);
    for (String service : new String[] {"GAUSSDB", "DWS", "KMS", "IAM"}) {
      variables.put("HUAWEICLOUD_SDK_REGION_" + service + "_" + region, account.endpoint());
    }
    return variables;
  }
}
