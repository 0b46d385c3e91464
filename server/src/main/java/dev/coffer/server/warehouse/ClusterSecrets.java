package dev.coffer.server.warehouse;

import dev.coffer.agent.Federation;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.seal.SecretSeal;
import java.util.function.Function;

/** Seals and opens what the control database keeps secret of one cluster. */
record ClusterSecrets(SecretSeal seal) {
  private static final int LENGTH = 32;

  String sealControl(String clusterId, SecretBytes secret) {
    return seal.seal(controlPlace(clusterId), secret);
  }

  String sealPassword(String clusterId, SecretBytes secret) {
    return seal.seal(passwordPlace(clusterId), secret);
  }

  SecretBytes password(String clusterId, String sealed) {
    return open(passwordPlace(clusterId), sealed);
  }

  /** Does something with what opens the nodes of a cluster of our own, and closes it. */
  <T> T withNodeSecrets(String clusterId, String sealed, Function<Federation.Secrets, T> use) {
    try (SecretBytes control = open(controlPlace(clusterId), sealed);
        SecretBytes superuser = control.derive("coffer cluster superuser", LENGTH);
        SecretBytes link = control.derive("coffer cluster link", LENGTH)) {
      return use.apply(new Federation.Secrets(superuser, link));
    }
  }

  private static String controlPlace(String clusterId) {
    return "cluster/" + clusterId + "/control";
  }

  private static String passwordPlace(String clusterId) {
    return "cluster/" + clusterId + "/password";
  }

  private SecretBytes open(String place, String sealed) {
    return seal.open(place, sealed)
        .orElseThrow(() -> new IllegalStateException("the secret at " + place + " does not open"));
  }
}
