package dev.coffer.cli.command;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.client.NameCache;
import dev.coffer.cli.client.Settings;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.output.Column;
import dev.coffer.cli.output.Format;
import dev.coffer.cli.output.Printer;
import dev.coffer.cli.output.Progress;
import dev.coffer.cli.output.Terminal;
import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a verb works with while it runs: the server, the printer, questions and waiting. */
public final class Session {
  private final CommonOptions options;
  private final CommandSpec spec;
  private final Map<String, String> environment = System.getenv();
  private final Terminal terminal = new Terminal(environment);
  private final Settings settings;
  private @Nullable Api api;

  Session(CommonOptions options, CommandSpec spec) {
    this.options = options;
    this.spec = spec;
    this.settings = new Settings(options.choice(), environment);
  }

  /** An empty JSON object, for a request or a result. */
  public static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  /** The server. */
  public Api api() {
    if (api == null) {
      api = Api.of(settings);
    }
    return api;
  }

  public Settings settings() {
    return settings;
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Says something that is no result. */
  public void tell(String message) {
    if (!options.quiet()) {
      spec.commandLine().getErr().println(Harmless.lines(message));
      spec.commandLine().getErr().flush();
    }
  }

  public Questions questions() {
    return new Questions(terminal, environment, options.yes());
  }

  public void list(List<ObjectNode> rows, List<Column> columns) {
    if (verb().equals("list")) {
      names().replace(noun(), rows);
    }
    printer().list(rows, columns);
  }

  public void one(ObjectNode row, List<Column> columns) {
    if (verb().equals("create")) {
      names().add(noun(), row);
    } else if (verb().equals("delete")) {
      names().remove(noun(), row);
    }
    printer().one(row, columns);
  }

  /** What a shell offers at Tab. */
  public NameCache names() {
    return new NameCache(environment, settings.profile().value());
  }

  private String verb() {
    return spec.name();
  }

  private String noun() {
    return spec.parent() == null ? "" : spec.parent().name();
  }

  /** Whether the result is for people, so that text made for them may take the model's place. */
  public boolean isForPeople() {
    return format() == Format.TABLE && options.query() == null && !options.quiet();
  }

  /** Whether to wait for a job. */
  public boolean waits() {
    return options.waits();
  }

  /**
   * Waits for a job's end.
   *
   * @param what what it does, such as {@code backup first}
   */
  public void await(String what, String jobId) {
    new Waiting(api(), progress(), options.timeout()).await(what, jobId);
  }

  /**
   * Ends a verb that began a job about something: waits for it, or prints its id.
   *
   * @param begun the answer that holds {@code job_id}
   */
  public void finish(String what, String id, JsonNode begun) {
    String job = begun.path("job_id").asString();
    ObjectNode result = object().put("id", id).put("job_id", job);
    if (waits()) {
      await(what, job);
      result.put("state", "done");
    }
    one(result, List.of());
  }

  private Printer printer() {
    return new Printer(
        out(), new Printer.Style(format(), options.query(), options.quiet()), terminal);
  }

  private Format format() {
    Format asked = options.output();
    if (asked != null) {
      return asked;
    }
    return settings
        .output()
        .map(setting -> one("COFFER_OUTPUT", Format.class, setting.value()))
        .orElse(Format.TABLE);
  }

  private Progress progress() {
    String asked = options.progress();
    String told = asked == null ? environment.getOrDefault("COFFER_PROGRESS", "auto") : asked;
    Progress.Mode mode = one("--progress", Progress.Mode.class, told);
    return new Progress(options.quiet() ? Progress.Mode.NONE : mode, System.err, terminal);
  }

  private static <E extends Enum<E>> E one(String what, Class<E> type, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Failed(
          ExitCode.USAGE,
          what + " does not know " + text,
          "one of "
              + String.join(
                  ", ",
                  List.of(type.getEnumConstants()).stream()
                      .map(v -> v.name().toLowerCase(Locale.ROOT))
                      .toList()));
    }
  }
}
