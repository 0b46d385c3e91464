package dev.coffer.server.instance;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.seal.SecretSeal;

/** Seals and opens what the control database keeps secret of one instance. */
record InstanceSecrets(SecretSeal seal) {
  String sealControl(InstanceId instanceId, SecretBytes secret) {
    return seal.seal("instance/" + instanceId + "/control", secret);
  }

  String sealPassword(InstanceId instanceId, SecretBytes secret) {
    return seal.seal("instance/" + instanceId + "/password", secret);
  }

  SecretBytes control(InstanceId instanceId, InstanceTable.Secrets secrets) {
    return open("instance/" + instanceId + "/control", secrets.control());
  }

  SecretBytes password(InstanceId instanceId, InstanceTable.Secrets secrets) {
    String sealed =
        secrets
            .administratorPassword()
            .orElseThrow(
                () -> new IllegalStateException("an adopted instance has no password of ours"));
    return open("instance/" + instanceId + "/password", sealed);
  }

  private SecretBytes open(String place, String sealed) {
    return seal.open(place, sealed)
        .orElseThrow(() -> new IllegalStateException("the secret at " + place + " does not open"));
  }
}
