package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** Tags of keys: a key has a name once, with one value. */
public final class Tags {
  private static final int MOST = 10;
  private static final Pattern NAME = Pattern.compile("[^\\s=*<>\\\\,|/][^=*<>\\\\,|/]{0,35}");
  private static final Pattern VALUE = Pattern.compile("[^=*<>\\\\,|/]{0,43}");

  private final KeyTables tables;
  private final MasterKeys masterKeys;

  public Tags(KeyTables tables, MasterKeys masterKeys) {
    this.tables = tables;
    this.masterKeys = masterKeys;
  }

  /** A tag of a key. */
  public record Tag(String name, String value) {
    public Tag {
      if (!NAME.matcher(name).matches()) {
        throw new Refusal(Failure.KMS_0406, "key", Reason.WRONG_FORM);
      }
      if (!VALUE.matcher(value).matches()) {
        throw new Refusal(Failure.KMS_0405, "value", Reason.WRONG_FORM);
      }
    }
  }

  /**
   * Keys to look for.
   *
   * @param values by tag name; a key has to have one of the values, any value where the list is
   *     empty
   * @param aliasPart what the key's alias has to contain
   */
  public record Filter(Map<String, List<String>> values, String aliasPart) {
    public Filter {
      values = Map.copyOf(values);
    }

    private boolean admits(MasterKey key, List<Tag> tags) {
      return key.alias().contains(aliasPart)
          && values.entrySet().stream()
              .allMatch(
                  wanted ->
                      tags.stream()
                          .anyMatch(
                              tag ->
                                  tag.name().equals(wanted.getKey())
                                      && (wanted.getValue().isEmpty()
                                          || wanted.getValue().contains(tag.value()))));
    }
  }

  /** A key and its tags. */
  public record Tagged(MasterKey key, List<Tag> tags) {
    public Tagged {
      tags = List.copyOf(tags);
    }
  }

  /** Adds tags, or gives those that are there a new value: all of them or none. */
  public void put(ProjectId projectId, KeyReference reference, List<Tag> tags) {
    MasterKey key = changeable(projectId, reference);
    tables.run(
        handle -> {
          for (Tag tag : tags) {
            handle.execute(
                "INSERT INTO kms_tag (key_id, name, value) VALUES (?, ?, ?)"
                    + " ON CONFLICT (key_id, name) DO UPDATE SET value = excluded.value",
                key.keyId(),
                tag.name(),
                tag.value());
          }
          if (list(handle, key.keyId()).size() > MOST) {
            throw Refusal.outside(Failure.KMS_0409, "tags", 0, MOST);
          }
        });
  }

  public void delete(ProjectId projectId, KeyReference reference, List<String> names) {
    MasterKey key = changeable(projectId, reference);
    tables.run(
        handle ->
            names.forEach(
                name ->
                    handle.execute(
                        "DELETE FROM kms_tag WHERE key_id = ? AND name = ?", key.keyId(), name)));
  }

  /** The tags of a key, by name. */
  public List<Tag> of(ProjectId projectId, KeyReference reference) {
    MasterKey key = masterKeys.describe(projectId, reference);
    return tables.read(handle -> list(handle, key.keyId()));
  }

  /** Every name in a project, each with its different values. */
  public SequencedMap<String, List<String>> ofProject(ProjectId projectId) {
    var values = new TreeMap<String, List<String>>();
    for (Tagged tagged : find(projectId, new Filter(Map.of(), ""))) {
      for (Tag tag : tagged.tags()) {
        List<String> known = values.computeIfAbsent(tag.name(), _ -> new ArrayList<>());
        if (!known.contains(tag.value())) {
          known.add(tag.value());
        }
      }
    }
    return values;
  }

  /** The keys that a filter admits, oldest first. */
  public List<Tagged> find(ProjectId projectId, Filter filter) {
    List<MasterKey> keys = masterKeys.list(KeyQuery.of(projectId)).keys();
    return tables.read(
        handle ->
            keys.stream()
                .map(key -> new Tagged(key, list(handle, key.keyId())))
                .filter(tagged -> filter.admits(tagged.key(), tagged.tags()))
                .toList());
  }

  private MasterKey changeable(ProjectId projectId, KeyReference reference) {
    MasterKey key = masterKeys.describe(projectId, reference);
    MasterKeys.refuseDefault(key);
    return key;
  }

  private static List<Tag> list(Handle handle, KeyId keyId) {
    return handle
        .createQuery("SELECT name, value FROM kms_tag WHERE key_id = :key ORDER BY name")
        .bind("key", keyId)
        .mapTo(Tag.class)
        .list();
  }
}
