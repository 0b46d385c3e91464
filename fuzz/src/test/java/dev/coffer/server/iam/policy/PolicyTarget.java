package dev.coffer.server.iam.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.server.failure.Refusal;
import java.util.List;

/** A policy document as a caller may send it. One that is accepted says the same when written. */
public final class PolicyTarget {
  private PolicyTarget() {}

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] document) {
    Policy policy;
    try {
      policy = PolicyDocument.parse(new String(document, UTF_8));
    } catch (Refusal refused) {
      return;
    }
    Policy again = PolicyDocument.parse(PolicyDocument.tree(policy).toString());
    if (!again.equals(policy)) {
      throw new AssertionError(policy + " became " + again);
    }
  }

  /** Valid documents of both grammars. */
  public static List<byte[]> seeds() {
    return List.of(
        """
        {"Version":"1.1","Statement":[{"Effect":"Allow","Action":["gaussdbformysql:backup:*"],
        "Resource":["gaussdb:*:*:instance:*"],
        "Condition":{"StringEquals":{"g:UserName":["a","b"]},"DateLessThan":{"g:CurrentTime":["2026-01-02T03:04:05Z"]}}}]}
        """
            .getBytes(UTF_8),
        """
        {"Version":"5.0","Statement":[{"Sid":"one","Effect":"Deny","NotAction":["kms:cmk:get"],
        "Condition":{"IpAddress":{"g:SourceIp":["10.0.0.0/8"]},"Bool":{"g:MFAPresent":["false"]}}}]}
        """
            .getBytes(UTF_8));
  }
}
