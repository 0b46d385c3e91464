package dev.coffer.agent.mariadb.restored;

import static java.util.Map.entry;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.crypto.envelope.v1.Envelope.Setting;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server was set to that its data, restored, needs in order to open and to behave as before.
 * Each value is one that its variable takes, wherever it was read: a running server, an envelope
 * and a file among the data are all believed no further.
 */
public final class SystemVariables {
  /** The settings of a server of ours, which has the defaults of its series. */
  static final SystemVariables DEFAULTS = new SystemVariables(new LinkedHashMap<>());

  /** Among the data, so that both change places together; a backup does not take it. */
  public static final String FILE = "coffer.settings";

  /** What the binary log's files are called, whatever they were called in the source. */
  private static final String BINARY_LOG = "binlog";

  private static final int LONGEST_FILE = 1 << 16;
  private static final String LOG_BIN = "log_bin";
  private static final Map<String, String> OPTIONS =
      Map.of("tx_isolation", "transaction_isolation", "time_zone", "default_time_zone");

  private static final String SWITCH = "ON|OFF";
  private static final String WORDS = "([A-Z][A-Z0-9_]*(,[A-Z][A-Z0-9_]*)*)?";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final String SIZE = "([0-9]{1,12})([KMG]?)";
  private static final Pattern DATA_FILE =
      Pattern.compile(
          "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}:" + SIZE + "(:autoextend(:max:" + SIZE + ")?)?");

  /** Pages of the usual 16 KiB whose numbers have 32 bits. */
  private static final BigInteger LARGEST_TABLESPACE = BigInteger.ONE.shiftLeft(46);

  private static final int MOST_DATA_FILES = 64;

  /** What every server and tool that opens the files needs. */
  private static final SequencedMap<String, Rule> FORMAT =
      rules(
          entry("innodb_page_size", matching("4096|8192|16384|32768|65536")),
          entry(
              "innodb_data_file_path",
              new Rule(SystemVariables::areDataFiles, ": its files have 64 TiB at most")),
          entry("innodb_undo_tablespaces", within(0, 127)),
          entry("innodb_checksum_algorithm", matching("(strict_)?(full_crc32|crc32|innodb|none)")),
          entry("lower_case_table_names", matching("0|1")));

  /** What statements meet. Numbers are within what the server takes without a change. */
  private static final SequencedMap<String, Rule> BEHAVIOUR =
      rules(
          entry("character_set_server", matching("[a-z0-9_]{1,32}")),
          entry("collation_server", matching("[a-z0-9_]{1,64}")),
          entry("sql_mode", matching(WORDS)),
          entry("old_mode", matching(WORDS)),
          entry(
              "time_zone",
              matching("SYSTEM|[+-][0-9]{1,2}:[0-9]{2}|[A-Za-z][A-Za-z0-9_/+-]{0,63}")),
          entry("event_scheduler", matching("ON|OFF|DISABLED")),
          entry("explicit_defaults_for_timestamp", matching(SWITCH)),
          entry("default_storage_engine", matching("InnoDB|MyISAM|Aria")),
          entry("tx_isolation", matching("[A-Z]+(-[A-Z]+)?")),
          entry("auto_increment_increment", within(1, 65_535)),
          entry("auto_increment_offset", within(1, 65_535)),
          entry("group_concat_max_len", within(4, 1L << 30)),
          entry("max_allowed_packet", within(1024, 1L << 30)),
          entry("ft_min_word_len", within(1, 84)),
          entry("ft_max_word_len", within(10, 84)),
          entry("innodb_ft_min_token_size", within(1, 16)),
          entry("innodb_ft_max_token_size", within(10, 84)),
          entry("innodb_default_row_format", matching("dynamic|compact|redundant")),
          entry("innodb_file_per_table", matching(SWITCH)),
          entry("innodb_strict_mode", matching(SWITCH)),
          entry(LOG_BIN, matching(SWITCH)),
          entry("binlog_format", matching("ROW|MIXED|STATEMENT")),
          entry("binlog_row_image", matching("FULL|FULL_NODUP|NOBLOB|MINIMAL")),
          entry("binlog_expire_logs_seconds", within(0, 8_553_600)),
          entry("log_bin_trust_function_creators", matching(SWITCH)),
          entry("server_id", within(1, 0xffff_ffffL)),
          entry("gtid_domain_id", within(0, 0xffff_ffffL)),
          entry("gtid_strict_mode", matching(SWITCH)));

  private final SequencedMap<String, String> values;

  private SystemVariables(SequencedMap<String, String> values) {
    this.values = values;
  }

  /**
   * Which values of a variable are taken.
   *
   * @param bounds a readable end of a refusal
   */
  private record Rule(Predicate<String> taken, String bounds) {}

  private static Rule matching(String pattern) {
    return new Rule(Pattern.compile(pattern).asMatchPredicate(), "");
  }

  private static Rule within(long least, long most) {
    return new Rule(
        value -> {
          if (!NUMBER.matcher(value).matches()) {
            return false;
          }
          long number = Long.parseLong(value);
          return least <= number && number <= most;
        },
        ": it takes %d to %d".formatted(least, most));
  }

  private static boolean areDataFiles(String value) {
    var files = List.of(value.split(";", -1));
    var all = BigInteger.ZERO;
    for (var file : files) {
      var parts = DATA_FILE.matcher(file);
      if (!parts.matches()) {
        return false;
      }
      all = all.add(size(parts.group(1), parts.group(2)));
      if (parts.group(5) != null) {
        all = all.max(size(parts.group(5), parts.group(6)));
      }
    }
    return files.size() <= MOST_DATA_FILES && all.compareTo(LARGEST_TABLESPACE) <= 0;
  }

  private static BigInteger size(String number, String unit) {
    return new BigInteger(number).shiftLeft(unit.isEmpty() ? 0 : 10 * ("KMG".indexOf(unit) + 1));
  }

  @SafeVarargs
  private static SequencedMap<String, Rule> rules(Map.Entry<String, Rule>... rules) {
    var all = new LinkedHashMap<String, Rule>();
    for (var rule : rules) {
      all.put(rule.getKey(), rule.getValue());
    }
    return all;
  }

  /** Those of a running server, by what it says of all its variables; refuses by name. */
  public static SystemVariables of(Map<String, String> told) {
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
  public static SystemVariables of(List<Setting> settings) {
    var values = new LinkedHashMap<String, String>();
    settings.forEach(
        setting -> values.put(setting.name(), require(setting.name(), setting.value())));
    return new SystemVariables(values);
  }

  /** Those that were kept with a directory of data. */
  public static SystemVariables in(Path data) throws IOException {
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
    var rule =
        Optional.ofNullable(FORMAT.get(name)).or(() -> Optional.ofNullable(BEHAVIOUR.get(name)));
    if (rule.isEmpty()) {
      throw new AgentFailure(
          Reason.NOT_CARRIED, "the setting '%s' is of another version of Coffer".formatted(name));
    }
    if (!rule.get().taken().test(value)) {
      throw new AgentFailure(
          Reason.NOT_CARRIED,
          "%s = '%s' cannot be given to a restored instance%s"
              .formatted(name, value, rule.get().bounds()));
    }
    return value;
  }

  public List<Setting> settings() {
    return values.entrySet().stream()
        .map(value -> new Setting(value.getKey(), value.getValue()))
        .toList();
  }

  /** As {@link #in} reads it. */
  public byte[] text() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + value.getValue() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** For whatever opens the files. */
  public List<String> formatOptions() {
    return options(FORMAT);
  }

  /** For the server that users reach. */
  public List<String> options() {
    return values.isEmpty()
        ? List.of()
        : Stream.of(FORMAT, BEHAVIOUR).flatMap(known -> options(known).stream()).toList();
  }

  boolean haveBinaryLog() {
    return "ON".equals(values.get(LOG_BIN));
  }

  private List<String> options(Map<String, Rule> known) {
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
