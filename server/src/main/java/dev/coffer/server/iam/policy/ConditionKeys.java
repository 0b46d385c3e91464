package dev.coffer.server.iam.policy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.Map;
import java.util.Set;

/**
 * The keys that conditions may ask for. One that nobody fills in would make a denial silently void,
 * so a document that uses it is refused; keys of things that do not exist here (second factors,
 * private networks, organisations) are known and absent.
 */
final class ConditionKeys {
  static final String RESOURCE_TAG = "g:ResourceTag/";

  private static final Set<String> KNOWN =
      Set.of(
          "g:CurrentTime",
          "g:SourceIp",
          "g:UserId",
          "g:UserName",
          "g:ProjectId",
          "g:ProjectName",
          "g:DomainId",
          "g:DomainName",
          "g:PrincipalAccount",
          "g:PrincipalType",
          "g:PrincipalUrn",
          "g:EnterpriseProjectId",
          "g:MFAPresent",
          "g:MFAAge",
          "g:SourceVpc",
          "g:SourceVpce",
          "g:PrincipalOrgId");

  private static final Map<String, String> OLDER_NAMES =
      Map.of(
          "hw:SourceIp",
          "g:SourceIp",
          "hw:CurrentTime",
          "g:CurrentTime",
          "hw:EnterpriseProjectId",
          "g:EnterpriseProjectId");

  private ConditionKeys() {}

  /** The key by its newest name; refuses one that is not known. */
  static String known(String key) {
    String name = OLDER_NAMES.getOrDefault(key, key);
    boolean tag = name.startsWith(RESOURCE_TAG) && name.length() > RESOURCE_TAG.length();
    if (!tag && !KNOWN.contains(name)) {
      throw new Refusal(
          Failure.IAM_0001, name.substring(0, Math.min(name.length(), 100)), Reason.UNSUPPORTED);
    }
    return name;
  }
}
