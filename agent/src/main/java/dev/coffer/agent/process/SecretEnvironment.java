package dev.coffer.agent.process;

import java.util.Map;

/**
 * Variables that a program is given beside the usual ones. Its user and root can read them for as
 * long as it runs; printing this hides them.
 */
public record SecretEnvironment(Map<String, String> variables) {
  public static final SecretEnvironment NONE = new SecretEnvironment(Map.of());

  public SecretEnvironment {
    variables = Map.copyOf(variables);
  }

  @Override
  public String toString() {
    return "SecretEnvironment" + variables.keySet();
  }
}
