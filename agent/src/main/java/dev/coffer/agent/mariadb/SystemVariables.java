package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.crypto.envelope.v1.Envelope.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server was set to that its data, restored, needs in order to open and to behave as before.
 * Each value matches the pattern of its variable, wherever it was read: a running server, an
 * envelope and a file among the data are all believed no further.
 */
final class SystemVariables {
  /** The settings of a server of ours, which has the defaults of its series. */
  static final SystemVariables DEFAULTS = new SystemVariables(new LinkedHashMap<>());

  /** Among the data, so that both change places together; a backup does not take it. */
  static final String FILE = "coffer.settings";

  /** What the binary log's files are called, whatever they were called in the source. */
  private static final String BINARY_LOG = "binlog";

  private static final int LONGEST_FILE = 1 << 16;
  private static final String LOG_BIN = "log_bin";
  private static final Map<String, String> OPTIONS =
      Map.of("tx_isolation", "transaction_isolation", "time_zone", "default_time_zone");

  private static final String SWITCH = "ON|OFF";
  private static final String NUMBER = "[0-9]{1,20}";
  private static final String WORDS = "([A-Z][A-Z0-9_]*(,[A-Z][A-Z0-9_]*)*)?";
  private static final String SIZE = "[0-9]{1,12}[KMG]?";
  private static final String DATA_FILE =
      "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}:" + SIZE + "(:autoextend(:max:" + SIZE + ")?)?";

  /** What every server and tool that opens the files needs. */
  private static final SequencedMap<String, Pattern> FORMAT =
      patterns(
          "innodb_page_size", "4096|8192|16384|32768|65536",
          "innodb_data_file_path", DATA_FILE + "(;" + DATA_FILE + ")*",
          "innodb_undo_tablespaces", "[0-9]{1,3}",
          "innodb_checksum_algorithm", "(strict_)?(full_crc32|crc32|innodb|none)",
          "lower_case_table_names", "0|1");

  /** What statements meet. */
  private static final SequencedMap<String, Pattern> BEHAVIOUR =
      patterns(
          "character_set_server",
          "[a-z0-9_]{1,32}",
          "collation_server",
          "[a-z0-9_]{1,64}",
          "sql_mode",
          WORDS,
          "old_mode",
          WORDS,
          "time_zone",
          "SYSTEM|[+-][0-9]{1,2}:[0-9]{2}|[A-Za-z][A-Za-z0-9_/+-]{0,63}",
          "event_scheduler",
          "ON|OFF|DISABLED",
          "explicit_defaults_for_timestamp",
          SWITCH,
          "default_storage_engine",
          "InnoDB|MyISAM|Aria",
          "tx_isolation",
          "[A-Z]+(-[A-Z]+)?",
          "auto_increment_increment",
          NUMBER,
          "auto_increment_offset",
          NUMBER,
          "group_concat_max_len",
          NUMBER,
          "max_allowed_packet",
          NUMBER,
          "ft_min_word_len",
          NUMBER,
          "ft_max_word_len",
          NUMBER,
          "innodb_ft_min_token_size",
          NUMBER,
          "innodb_ft_max_token_size",
          NUMBER,
          "innodb_default_row_format",
          "dynamic|compact|redundant",
          "innodb_file_per_table",
          SWITCH,
          "innodb_strict_mode",
          SWITCH,
          LOG_BIN,
          SWITCH,
          "binlog_format",
          "ROW|MIXED|STATEMENT",
          "binlog_row_image",
          "FULL|FULL_NODUP|NOBLOB|MINIMAL",
          "binlog_expire_logs_seconds",
          NUMBER,
          "log_bin_trust_function_creators",
          SWITCH,
          "server_id",
          NUMBER,
          "gtid_domain_id",
          NUMBER,
          "gtid_strict_mode",
          SWITCH);

  private final SequencedMap<String, String> values;

  private SystemVariables(SequencedMap<String, String> values) {
    this.values = values;
  }

  private static SequencedMap<String, Pattern> patterns(String... namesAndPatterns) {
    var all = new LinkedHashMap<String, Pattern>();
    for (int i = 0; i < namesAndPatterns.length; i += 2) {
      all.put(namesAndPatterns[i], Pattern.compile(namesAndPatterns[i + 1]));
    }
    return all;
  }

  /** Those of a running server, by what it says of all its variables; refuses by name. */
  static SystemVariables of(Map<String, String> told) {
    var values = new LinkedHashMap<String, String>();
    for (var known : List.of(FORMAT, BEHAVIOUR)) {
      for (var name : known.keySet()) {
        var value = told.get(name);
        if (value != null) {
          values.put(name, require(name, value));
        }
      }
    }
    return new SystemVariables(values);
  }

  /** Those that an envelope has; one of before they were written has none. */
  static SystemVariables of(List<Setting> settings) {
    var values = new LinkedHashMap<String, String>();
    settings.forEach(
        setting -> values.put(setting.name(), require(setting.name(), setting.value())));
    return new SystemVariables(values);
  }

  /** Those that were kept with a directory of data. */
  static SystemVariables in(Path data) throws IOException {
    if (!Files.exists(data.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
      return DEFAULTS;
    }
    var text =
        new String(ContainedFile.read(data, Path.of(FILE), LONGEST_FILE), StandardCharsets.UTF_8);
    var values = new LinkedHashMap<String, String>();
    for (var line : text.lines().toList()) {
      int end = Math.max(0, line.indexOf('='));
      var name = line.substring(0, end);
      values.put(name, require(name, line.substring(Math.min(line.length(), end + 1))));
    }
    return new SystemVariables(values);
  }

  private static String require(String name, String value) {
    var pattern =
        Optional.ofNullable(FORMAT.get(name)).or(() -> Optional.ofNullable(BEHAVIOUR.get(name)));
    if (pattern.isEmpty()) {
      throw new AgentFailure(
          Reason.NOT_CARRIED, "the setting '%s' is of another version of Coffer".formatted(name));
    }
    if (!pattern.get().matcher(value).matches()) {
      throw new AgentFailure(
          Reason.NOT_CARRIED,
          "%s = '%s' cannot be given to a restored instance".formatted(name, value));
    }
    return value;
  }

  List<Setting> settings() {
    return values.entrySet().stream()
        .map(value -> new Setting(value.getKey(), value.getValue()))
        .toList();
  }

  /** As {@link #in} reads it. */
  byte[] text() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + value.getValue() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** For whatever opens the files. */
  List<String> formatOptions() {
    return options(FORMAT);
  }

  /** For the server that users reach. */
  List<String> options() {
    return values.isEmpty()
        ? List.of()
        : Stream.of(FORMAT, BEHAVIOUR).flatMap(known -> options(known).stream()).toList();
  }

  boolean haveBinaryLog() {
    return "ON".equals(values.get(LOG_BIN));
  }

  private List<String> options(Map<String, Pattern> known) {
    return values.entrySet().stream()
        .filter(value -> known.containsKey(value.getKey()))
        .flatMap(value -> option(value.getKey(), value.getValue()).stream())
        .toList();
  }

  private static Optional<String> option(String name, String value) {
    if (name.equals(LOG_BIN)) {
      return value.equals("ON") ? Optional.of("--log-bin=" + BINARY_LOG) : Optional.empty();
    }
    return Optional.of("--" + OPTIONS.getOrDefault(name, name).replace('_', '-') + "=" + value);
  }
}
