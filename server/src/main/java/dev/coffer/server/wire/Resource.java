package dev.coffer.server.wire;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a call is about, as policies see it. Its attributes are looked up only where a policy asks
 * for them. One that does not exist, or belongs to another project, has none.
 *
 * @param type the resource type of the action, {@code *} where the action has none
 * @param id empty where the call names none, such as one that creates or lists
 * @param action what the caller does to this one, where that is not the operation's own action
 * @param granted whether somebody gave the caller leave that no policy has to give; a policy that
 *     denies wins over it
 */
public record Resource(
    String type,
    String id,
    Supplier<Attributes> attributes,
    Optional<String> action,
    Predicate<Caller> granted) {

  /** What conditions may ask about a resource. */
  public record Attributes(Optional<String> enterpriseProjectId, Map<String, String> tags) {
    public static final Attributes NONE = new Attributes(Optional.empty(), Map.of());

    public Attributes {
      tags = Map.copyOf(tags);
    }
  }

  /** A body that orders something which does not exist yet, and says what it will be. */
  public interface Ordering {
    Attributes ordered();
  }

  /** One that only policies open, for the operation's own action. */
  public Resource(String type, String id, Supplier<Attributes> attributes) {
    this(type, id, attributes, Optional.empty(), _ -> false);
  }

  /** No resource in particular. */
  public static Resource unnamed(String type) {
    return new Resource(type, "", () -> Attributes.NONE);
  }

  /** The same, for an action of its own. */
  public Resource under(String ownAction) {
    return new Resource(type, id, attributes, Optional.of(ownAction), granted);
  }
}
