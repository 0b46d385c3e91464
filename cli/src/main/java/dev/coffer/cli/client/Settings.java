package dev.coffer.cli.client;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Each setting and where it comes from: the flag, then the environment, then the profile. */
public final class Settings {
  private final Choice choice;
  private final Map<String, String> environment;
  private final Profiles profiles;

  public Settings(Choice choice, Map<String, String> environment) {
    this.choice = choice;
    this.environment = environment;
    this.profiles = new Profiles(environment);
  }

  /** A setting's value, and what set it. */
  public record Setting(String value, String source) {}

  public Profiles profiles() {
    return profiles;
  }

  public Setting profile() {
    return first(choice.profile(), "--profile", "COFFER_PROFILE")
        .orElseGet(() -> new Setting(profiles.current(), "the profile in use"));
  }

  public Optional<Setting> endpoint() {
    return setting(
        flag(choice.endpoint(), AccountFile::endpoint),
        "--endpoint",
        "COFFER_ENDPOINT",
        "endpoint");
  }

  public Optional<Setting> project() {
    return setting(
        flag(choice.project(), AccountFile::project), "--project", "COFFER_PROJECT", "project");
  }

  public Optional<Setting> caFile() {
    return setting(choice.caFile(), "--ca-file", "COFFER_CA_FILE", "ca_file");
  }

  public Optional<Setting> output() {
    return setting(null, "", "COFFER_OUTPUT", "output");
  }

  private @Nullable String flag(@Nullable String given, Function<AccountFile, String> field) {
    return given == null && choice.account() != null
        ? field.apply(AccountFile.read(choice.account()))
        : given;
  }

  Setting requireEndpoint() {
    return endpoint()
        .orElseThrow(
            () ->
                new Failed(
                    ExitCode.NOT_SIGNED_IN,
                    "no server is chosen",
                    "coffer login --bootstrap FILE, or coffer login URL"));
  }

  /** What signs calls or is sent with them, and where it comes from. */
  public Optional<Credential> credential() {
    if (choice.account() != null) {
      AccountFile file = AccountFile.read(choice.account());
      return Optional.of(
          new Credential.Key(file.accessKey(), file.secretKey(), choice.account().toString()));
    }
    Optional<Credential> given = fromEnvironment();
    if (given.isPresent()) {
      return given;
    }
    String profile = profile().value();
    String source = "profile " + profile;
    Optional<String> access = profiles.credential(profile, "access_key");
    Optional<String> secret = profiles.credential(profile, "secret_key");
    if (access.isPresent() && secret.isPresent()) {
      return Optional.of(new Credential.Key(access.get(), secret.get(), source));
    }
    return profiles.credential(profile, "token").map(token -> new Credential.Token(token, source));
  }

  private Optional<Credential> fromEnvironment() {
    String access = environment.getOrDefault("COFFER_ACCESS_KEY", "");
    String secretFile = environment.getOrDefault("COFFER_SECRET_KEY_FILE", "");
    if (!access.isEmpty() && !secretFile.isEmpty()) {
      return Optional.of(new Credential.Key(access, firstLine(secretFile), "COFFER_ACCESS_KEY"));
    }
    String tokenFile = environment.getOrDefault("COFFER_TOKEN_FILE", "");
    if (!tokenFile.isEmpty()) {
      return Optional.of(new Credential.Token(firstLine(tokenFile), "COFFER_TOKEN_FILE"));
    }
    String token = environment.getOrDefault("COFFER_TOKEN", "");
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credential.Token(token, "COFFER_TOKEN"));
  }

  /** The first line of a file that holds a secret. */
  public static String firstLine(String file) {
    try (var lines = Files.newBufferedReader(Path.of(file))) {
      String line = lines.readLine();
      if (line != null && !line.isEmpty()) {
        return line;
      }
      throw new Failed(ExitCode.USAGE, file + " holds no secret in its first line");
    } catch (IOException e) {
      throw new Failed(ExitCode.USAGE, "cannot read " + file);
    }
  }

  private Optional<Setting> setting(
      @Nullable String flag, String flagName, String variable, String name) {
    Optional<Setting> nearer = first(flag, flagName, variable);
    if (nearer.isPresent()) {
      return nearer;
    }
    String profile = profile().value();
    return profiles.setting(profile, name).map(value -> new Setting(value, "profile " + profile));
  }

  private Optional<Setting> first(@Nullable String flag, String flagName, String variable) {
    if (flag != null) {
      return Optional.of(new Setting(flag, flagName));
    }
    String value = environment.getOrDefault(variable, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(new Setting(value, variable));
  }
}
