package dev.coffer.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What is asked about master keys. */
final class Key {
  private Key() {}

  /** Tells what dies with a key. */
  @Command(
      name = "dependents",
      description = "Tells what cannot be opened any more once a master key is deleted.",
      mixinStandardHelpOptions = true)
  static final class Dependents implements Callable<Integer> {
    @Option(names = "--key", paramLabel = "ID", required = true, description = "The key's id.")
    private String key;

    @Mixin private SignIn signIn;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (ApiClient client = signIn.client()) {
        print(client.get("/coffer/v1/" + client.project() + "/kms/keys/" + key + "/dependents"));
      }
      return 0;
    }

    private void print(JsonNode found) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "key " + found.get("key_id").asString() + " " + found.get("key_alias").asString());
      out.println("data keys issued: at least " + found.get("data_keys_issued").asLong());
      for (JsonNode backup : found.get("backups")) {
        out.printf(
            "backup %s %s of instance %s, begun %s: needed until it is deleted%n",
            backup.get("id").asString(),
            backup.get("name").asString(),
            backup.get("instance_id").asString(),
            backup.get("begin_time").asString());
      }
      print(
          found.get("encrypting_instances"),
          "instance %s: its next backups need it; until its encryption is off or under another key");
      print(
          found.get("encrypted_instances"),
          "instance %s: no start opens its volume without it; needed until it is deleted");
      print(
          found.get("encrypted_clusters"),
          "cluster %s: no restart brings it up without it; needed until it is deleted");
      print(
          found.get("encrypted_snapshots"),
          "snapshot %s: nothing opens it without it; needed until it is deleted");
      print(
          found.get("vaults"),
          "vault %s: its database servers start no more; needed until it is deleted");
      if (found.hasNonNull("key_gone_at")) {
        out.println("the key is gone at " + found.get("key_gone_at").asString());
      }
    }

    private void print(JsonNode dependents, String line) {
      for (JsonNode dependent : dependents) {
        spec.commandLine().getOut().println(line.formatted(dependent.get("id").asString()));
      }
    }
  }
}
