package dev.coffer.server;

import dev.coffer.server.iam.account.FirstAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code bootstrap.json}: what the first start made, told once, for its owner alone. An operator
 * who has taken it to a safe place may delete it; it is not made again. While it is there, its
 * endpoint follows the server's address.
 */
final class BootstrapFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path file;

  BootstrapFile(Path file) {
    this.file = file;
  }

  private record Contents(
      String endpoint,
      String region,
      String domainId,
      String domainName,
      String userName,
      String password,
      String projectId,
      String accessKey,
      String secretKey) {

    private Contents at(String newEndpoint) {
      return new Contents(
          newEndpoint,
          region,
          domainId,
          domainName,
          userName,
          password,
          projectId,
          accessKey,
          secretKey);
    }
  }

  void write(String endpoint, FirstAccount account) {
    write(
        new Contents(
            endpoint,
            account.project().name(),
            account.domain().id().value(),
            account.domain().name(),
            account.user().name(),
            account.password(),
            account.project().id().value(),
            account.accessKey().accessKey(),
            account.accessKey().secretKey()));
  }

  void follow(String endpoint) {
    if (Files.notExists(file)) {
      return;
    }
    Contents contents = JSON.readValue(file, Contents.class);
    if (!contents.endpoint().equals(endpoint)) {
      write(contents.at(endpoint));
    }
  }

  private void write(Contents contents) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(partial, JSON.writeValueAsBytes(contents));
      try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      DataLayout.sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
