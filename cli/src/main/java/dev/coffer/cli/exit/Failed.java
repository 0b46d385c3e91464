package dev.coffer.cli.exit;

import dev.coffer.cli.text.Harmless;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A command that could not do what it was asked: what is wrong, and what the operator can do. */
public final class Failed extends RuntimeException {
  private final ExitCode code;
  private final @Nullable String remedy;
  private final @Nullable String requestId;

  public Failed(ExitCode code, String message) {
    this(code, message, null, null);
  }

  public Failed(ExitCode code, String message, @Nullable String remedy) {
    this(code, message, remedy, null);
  }

  public Failed(
      ExitCode code, String message, @Nullable String remedy, @Nullable String requestId) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.requestId = requestId;
  }

  /** The whole of it, as a line or as a JSON object. */
  public String told(boolean asJson) {
    return asJson ? json() : line();
  }

  public ExitCode code() {
    return code;
  }

  /** The whole of it in one line. */
  String line() {
    return "coffer: "
        + message()
        + (remedy == null ? "" : "; try: " + Harmless.line(remedy))
        + (requestId == null ? "" : " (request " + Harmless.line(requestId) + ")");
  }

  private String message() {
    return Harmless.line(String.valueOf(getMessage()).strip().replaceAll("\\s*\\R\\s*", " "));
  }

  /** The whole of it as a JSON object. */
  String json() {
    var object = JsonMapper.shared().createObjectNode();
    object.put("error", message());
    if (remedy != null) {
      object.put("try", remedy);
    }
    if (requestId != null) {
      object.put("request_id", requestId);
    }
    return Harmless.json(object.put("exit_code", code.number()).toString());
  }
}
