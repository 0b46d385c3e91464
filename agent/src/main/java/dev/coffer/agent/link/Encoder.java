package dev.coffer.agent.link;

import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes values of the types that the interfaces name. Secrets go beside the text, and what the
 * other side may ask back is remembered under an index.
 */
final class Encoder {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<byte[]> secrets = new ArrayList<>();
  private final List<SecretBytes> opened = new ArrayList<>();
  private final List<Object> answering;

  /**
   * @param answering gets what answers questions
   */
  Encoder(List<Object> answering) {
    this.answering = answering;
  }

  Frame frame(ObjectNode said) {
    return new Frame(said, secrets);
  }

  /** Closes what was encoded and is the other side's from now on. */
  void closeSecrets() {
    opened.forEach(SecretBytes::close);
  }

  ArrayNode all(Type[] types, @Nullable Object[] values) {
    ArrayNode array = NODES.arrayNode();
    for (int n = 0; n < types.length; n++) {
      array.add(value(types[n], values[n]));
    }
    return array;
  }

  JsonNode value(Type type, @Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case Boolean bool -> NODES.booleanNode(bool);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case SecretBytes secret -> secret(secret);
      case Envelope envelope -> NODES.stringNode(base64(envelope.line()));
      case EnvelopeFile file -> envelopeFile(file);
      case Optional<?> optional -> array(Types.element(type), optional.stream().toList());
      case OptionalInt optional -> array(Integer.class, optional.stream().boxed().toList());
      case Collection<?> several -> array(Types.element(type), several);
      case Enum<?> constant -> NODES.stringNode(constant.name());
      case Object asked when Types.isAnswering(asked.getClass()) -> answering(asked);
      case Record record -> record(type, record);
      default -> text(value);
    };
  }

  private static JsonNode text(Object value) {
    return switch (value) {
      case String text -> NODES.stringNode(text);
      case Path path -> NODES.stringNode(path.toString());
      case URI uri -> NODES.stringNode(uri.toString());
      case Instant instant -> NODES.stringNode(instant.toString());
      case Duration duration -> NODES.stringNode(duration.toString());
      default -> throw new IllegalArgumentException("cannot be sent: " + value.getClass());
    };
  }

  private JsonNode answering(Object value) {
    answering.add(value);
    return NODES.numberNode(answering.size() - 1);
  }

  private JsonNode secret(SecretBytes secret) {
    secrets.add(secret.open(SecretAccess.revealingSecrets(), byte[]::clone));
    opened.add(secret);
    return NODES.numberNode(secrets.size() - 1);
  }

  private static JsonNode envelopeFile(EnvelopeFile file) {
    return NODES
        .objectNode()
        .put("backup", file.claimed().backupId())
        .put("bytes", base64(file.bytes()));
  }

  private ArrayNode array(Type element, Collection<?> values) {
    ArrayNode array = NODES.arrayNode();
    values.forEach(value -> array.add(value(element, value)));
    return array;
  }

  private ObjectNode record(Type declared, Record record) {
    ObjectNode object = NODES.objectNode();
    if (declared != record.getClass()) {
      object.put(Types.TAG, record.getClass().getSimpleName());
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      object.set(
          component.getName(), value(component.getGenericType(), Types.get(component, record)));
    }
    return object;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
