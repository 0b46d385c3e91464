package dev.coffer.bench.api;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares calls of the KMS and of IAM with a bare handler that gets the same bytes. */
public final class KmsSuite implements Suite {
  private static final String CREATE = "create-datakey, signed";
  private static final int REQUESTS = 8_000;

  /** Argon2id makes each of these cost tens of milliseconds, on purpose. */
  private static final int PASSWORDS = 32;

  private static final String PLAINTEXT = "0123456789abcdef".repeat(256);

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var data = workspace.file("data");
      var config = new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
      try (var _ = CofferServer.start(config);
          var bare = new BareServer();
          var account = Account.of(data.resolve("server/bootstrap.json"))) {
        var rates = new Rates(LoadProcess.run(targets(account, bare)));
        rates.table(report);
        report.bar(
            Threshold.atLeast(
                0.4, "create-datakey: rate against the bare handler's", rates.ofBare(CREATE)));
      }
      new PolicyCost(workspace.file("iam.db")).run(report);
    }
  }

  private static List<Target> targets(Account account, BareServer bare) throws IOException {
    String key = account.createKey();
    String token = account.token();
    String create = Account.json(Map.of("key_id", key, "datakey_length", "512"));
    String decrypt =
        Account.json(
            Map.of(
                "key_id",
                key,
                "cipher_text",
                account.createDataKey(key),
                "datakey_cipher_length",
                "64"));
    String encrypt = Account.json(Map.of("key_id", key, "plain_text", PLAINTEXT));
    String describe = Account.json(Map.of("key_id", key));
    var targets = new ArrayList<Target>();
    targets.add(
        new Target(
            Rates.BARE,
            bare.port(),
            REQUESTS,
            List.of(account.signed(bare.port(), account.kmsPath("create-datakey"), create))));
    targets.add(signed(account, CREATE, "create-datakey", create));
    targets.add(
        new Target(
            "create-datakey, with a token",
            account.port(),
            REQUESTS,
            List.of(account.withToken(token, account.kmsPath("create-datakey"), create))));
    targets.add(signed(account, "decrypt-datakey, signed", "decrypt-datakey", decrypt));
    targets.add(signed(account, "encrypt-data of 4 KB, signed", "encrypt-data", encrypt));
    targets.add(signed(account, "describe-key, signed", "describe-key", describe));
    targets.add(
        new Target(
            "a token for a password", account.port(), PASSWORDS, List.of(account.passwordLogin())));
    return targets;
  }

  private static Target signed(Account account, String name, String verb, String body) {
    return new Target(
        name,
        account.port(),
        REQUESTS,
        List.of(account.signed(account.port(), account.kmsPath(verb), body)));
  }
}
