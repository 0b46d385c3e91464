package dev.coffer.server.remotekms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteAccountTest {
  private static final String WHOLE =
      "{\"endpoint\":\"https://kms.example:8640/\",\"project_id\":\"p\",\"access_key\":\"a\","
          + "\"secret_key\":\"s\",\"user_name\":\"of no use here\"}";

  @TempDir private Path directory;

  private Path file(String contents, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("account.json"), contents);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void tellsWhereTheKeysAre() throws IOException {
    RemoteAccount account = RemoteAccount.read(file(WHOLE, "rw-------"));
    assertThat(account.address("create-datakey"))
        .hasToString("https://kms.example:8640/v1.0/p/kms/create-datakey");
    assertThat(account.toString()).doesNotContain("\"s\"").contains("hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void isRefusedWhereOthersCanReadIt(String mode) throws IOException {
    Path file = file(WHOLE, mode);
    assertThatThrownBy(() -> RemoteAccount.read(file)).isInstanceOf(UnusableRemoteAccount.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"endpoint\":\"http://h\",\"project_id\":\"p\",\"access_key\":\"a\"}",
        "{\"endpoint\":\"http://a b\",\"project_id\":\"p\",\"access_key\":\"a\",\"secret_key\":\"s\"}"
      })
  void isRefusedWhereItIsNotWhole(String contents) throws IOException {
    Path file = file(contents, "rw-------");
    assertThatThrownBy(() -> RemoteAccount.read(file)).isInstanceOf(UnusableRemoteAccount.class);
  }
}
