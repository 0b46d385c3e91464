package dev.coffer.agent.mariadb.restored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.crypto.envelope.v1.Envelope.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server, an envelope and a file that tenants can write may say of sizes. */
final class SystemVariablesTest {
  @TempDir private Path data;

  @ParameterizedTest
  @CsvSource({
    "max_allowed_packet,1024",
    "max_allowed_packet,1073741824",
    "group_concat_max_len,4",
    "group_concat_max_len,1073741824",
    "auto_increment_increment,65535",
    "ft_max_word_len,84",
    "innodb_ft_min_token_size,16",
    "binlog_expire_logs_seconds,8553600",
    "server_id,4294967295",
    "gtid_domain_id,0",
    "innodb_undo_tablespaces,127",
    "innodb_data_file_path,ibdata1:12M;ibdata2:65535G:autoextend",
    "innodb_data_file_path,ibdata1:12M:autoextend:max:65536G",
  })
  void theBoundsThemselvesAreTaken(String name, String value) throws IOException {
    var taken = List.of(new Setting(name, value));
    assertThat(SystemVariables.of(Map.of(name, value)).settings()).isEqualTo(taken);
    assertThat(SystemVariables.of(taken).settings()).isEqualTo(taken);
    assertThat(kept(name, value).settings()).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({
    "max_allowed_packet,1023",
    "max_allowed_packet,1073741825",
    "max_allowed_packet,99999999999999999999",
    "group_concat_max_len,3",
    "group_concat_max_len,18446744073709551615",
    "auto_increment_increment,0",
    "auto_increment_offset,65536",
    "ft_min_word_len,0",
    "ft_max_word_len,85",
    "innodb_ft_min_token_size,17",
    "innodb_ft_max_token_size,9",
    "binlog_expire_logs_seconds,8553601",
    "server_id,0",
    "server_id,4294967296",
    "gtid_domain_id,4294967296",
    "innodb_undo_tablespaces,128",
    "innodb_data_file_path,ibdata1:1M;ibdata2:65536G",
    "innodb_data_file_path,ibdata1:999999999999G:autoextend",
    "innodb_data_file_path,ibdata1:12M:autoextend:max:65537G",
    "innodb_data_file_path,ibdata1:12M;",
    "innodb_data_file_path,../ibdata1:12M",
  })
  void whatIsBeyondThemIsRefusedByName(String name, String value) {
    assertRefused(() -> SystemVariables.of(Map.of(name, value)), name, value);
    assertRefused(() -> SystemVariables.of(List.of(new Setting(name, value))), name, value);
    assertRefused(() -> kept(name, value), name, value);
  }

  private SystemVariables kept(String name, String value) throws IOException {
    Files.writeString(data.resolve(SystemVariables.FILE), name + "=" + value + "\n");
    return SystemVariables.in(data);
  }

  private static void assertRefused(ThrowingCallable reading, String name, String value) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_CARRIED))
        .hasMessageContaining(name + " = '" + value + "'");
  }
}
