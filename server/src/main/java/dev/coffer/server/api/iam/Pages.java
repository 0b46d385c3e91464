package dev.coffer.server.api.iam;

import dev.coffer.server.wire.Call;
import java.util.List;

/**
 * The pages of a list, counted from 1. A client that reads pages goes on until one is empty or not
 * full, so a list that ignored the question would never end.
 */
final class Pages {
  private static final String PAGE = "page";
  private static final String SIZE = "per_page";

  private Pages() {}

  /**
   * The whole list where the query asks for no page.
   *
   * @param largest the page's size where none, or a larger one, is asked for
   */
  static <T> List<T> asked(Call<?> call, List<T> all, int largest) {
    if (!call.query().has(PAGE) && !call.query().has(SIZE)) {
      return all;
    }
    int page = call.inputs().number(call.query(), PAGE, 1, Integer.MAX_VALUE, 1);
    int asked = call.inputs().number(call.query(), SIZE, 1, Integer.MAX_VALUE, largest);
    int size = Math.min(asked, largest);
    return all.stream().skip((page - 1L) * size).limit(size).toList();
  }
}
