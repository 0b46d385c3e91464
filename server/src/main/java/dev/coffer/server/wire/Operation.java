package dev.coffer.server.wire;

import java.util.List;
import java.util.Optional;

/**
 * One row of the table of operations.
 *
 * @param name the operation's name in the vendor's SDK
 * @param action the permission a caller needs; empty where being known is enough
 * @param status the HTTP status of a success
 * @param target finds what a call is about, for policies that ask
 */
public record Operation<Q>(
    Service service,
    String name,
    Method method,
    PathTemplate path,
    Admission admission,
    Optional<Action> action,
    Body<Q> body,
    int status,
    Handler<Q> handler,
    Target<Q> target) {

  /** A row whose calls are about no resource in particular. */
  public Operation(
      Service service,
      String name,
      Method method,
      PathTemplate path,
      Admission admission,
      Optional<Action> action,
      Body<Q> body,
      int status,
      Handler<Q> handler) {
    this(
        service,
        name,
        method,
        path,
        admission,
        action,
        body,
        status,
        handler,
        _ -> List.of(Resource.unnamed(action.map(Action::resourceType).orElse("*"))));
  }

  /** Whether the vendor has no such operation. */
  public boolean isExtension() {
    return path.text().startsWith("/coffer/");
  }

  /** Whether something may be different after a call. */
  public boolean changesSomething() {
    return method != Method.GET
        && action
            .map(Action::level)
            .map(level -> level == Action.Level.WRITE || level == Action.Level.PERMISSION)
            .orElse(true);
  }

  /** The same row, its calls about what the target finds. */
  public Operation<Q> about(Target<Q> found) {
    return new Operation<>(
        service, name, method, path, admission, action, body, status, handler, found);
  }

  /** The methods that the vendor's APIs use. */
  public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
    HEAD
  }

  /** Who gets past the gate at all. */
  public enum Admission {
    /**
     * No credentials needed: only asking for a token is like that. Credentials that are sent count.
     */
    ANYONE,
    /** A caller with a valid token or signature. */
    CALLER
  }

  /** A permission by its full name, and what kind of resource it is about. */
  public record Action(String name, Level level, String resourceType) {
    public enum Level {
      READ,
      LIST,
      /** Works with a key on what the call brings along; nothing is different afterwards. */
      USE,
      WRITE,
      PERMISSION
    }
  }

  /**
   * What body an operation takes.
   *
   * @param limit the largest body in bytes
   */
  public record Body<Q>(Class<Q> type, Presence presence, int limit) {
    public enum Presence {
      /** A body is not read. */
      NONE,
      /** An absent body counts as {@code {}}. */
      OPTIONAL,
      REQUIRED
    }

    /** 64 KiB: the largest request of the vendor's documents is far below it. */
    private static final int USUAL_LIMIT = 64 << 10;

    public static Body<Nothing> none() {
      return new Body<>(Nothing.class, Presence.NONE, USUAL_LIMIT);
    }

    public static <Q> Body<Q> required(Class<Q> type) {
      return new Body<>(type, Presence.REQUIRED, USUAL_LIMIT);
    }

    public static <Q> Body<Q> optional(Class<Q> type) {
      return new Body<>(type, Presence.OPTIONAL, USUAL_LIMIT);
    }
  }

  /** The body of an operation that takes none. */
  public record Nothing() {}

  /**
   * Finds what a call is about, before it is known whether the caller may know. The caller needs
   * the permission for each of them.
   */
  @FunctionalInterface
  public interface Target<Q> {
    List<Resource> of(Call<Q> call);
  }

  /** What answers a call; refuses by throwing. */
  @FunctionalInterface
  public interface Handler<Q> {
    Reply handle(Call<Q> call);
  }
}
