package dev.coffer.server.warehouse;

import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.seal.SecretSeal;
import java.util.List;
import java.util.function.Function;

/** Seals and opens what the control database keeps secret of one cluster. */
record ClusterSecrets(SecretSeal seal) {
  private static final int LENGTH = 32;

  String sealControl(ClusterId clusterId, SecretBytes secret) {
    return seal.seal(controlPlace(clusterId), secret);
  }

  String sealPassword(ClusterId clusterId, SecretBytes secret) {
    return seal.seal(passwordPlace(clusterId), secret);
  }

  SecretBytes password(ClusterId clusterId, String sealed) {
    return open(passwordPlace(clusterId), sealed);
  }

  /** Does something with what opens the nodes of a cluster of our own, and closes it. */
  <T> T withNodeSecrets(ClusterId clusterId, String sealed, Function<Federation.Secrets, T> use) {
    try (SecretBytes control = open(controlPlace(clusterId), sealed);
        SecretBytes superuser = control.derive("coffer cluster superuser", LENGTH);
        SecretBytes link = control.derive("coffer cluster link", LENGTH)) {
      return use.apply(new Federation.Secrets(superuser, link));
    }
  }

  /** Does something with what opens each node of a cluster, adopted or not, and closes it. */
  <T> T withAccess(Cluster cluster, String sealed, Function<List<NodeAccess>, T> use) {
    if (cluster.superuser().isEmpty()) {
      return withNodeSecrets(
          cluster.id(),
          sealed,
          opened -> use.apply(access(cluster, new Superuser.Own(opened.superuser()))));
    }
    try (SecretBytes password = open(controlPlace(cluster.id()), sealed)) {
      return use.apply(access(cluster, new Superuser.Given(cluster.superuser().get(), password)));
    }
  }

  private static List<NodeAccess> access(Cluster cluster, Superuser superuser) {
    return cluster.nodes().stream()
        .map(
            node ->
                new NodeAccess(
                    node.id(),
                    superuser,
                    node.adopted().map(directory -> new ForeignPlace(directory, node.port()))))
        .toList();
  }

  /** The same secret for another cluster that it opens. */
  String resealControl(ClusterId clusterId, String sealed, ClusterId otherClusterId) {
    try (SecretBytes control = open(controlPlace(clusterId), sealed)) {
      return sealControl(otherClusterId, control);
    }
  }

  private static String controlPlace(ClusterId clusterId) {
    return "cluster/" + clusterId + "/control";
  }

  private static String passwordPlace(ClusterId clusterId) {
    return "cluster/" + clusterId + "/password";
  }

  private SecretBytes open(String place, String sealed) {
    return seal.open(place, sealed)
        .orElseThrow(() -> new IllegalStateException("the secret at " + place + " does not open"));
  }
}
