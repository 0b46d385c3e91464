package dev.coffer.server.store;

import dev.coffer.server.id.Id;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.QualifiedArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.QualifiedColumnMapperFactory;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jdbi.v3.core.spi.JdbiPlugin;
import tools.jackson.databind.json.JsonMapper;

/**
 * How values lie in the control database, the same in SQLite and PostgreSQL: a record is read by
 * the names of its components, a moment is its milliseconds since 1970, an {@link Id} is its text,
 * and a component marked with {@link Json} is a document.
 */
final class ColumnTypes implements JdbiPlugin {
  private static final JsonMapper JSON = JsonMapper.shared();

  // Jdbi asks again for each statement.
  private static final ClassValue<RowMapper<?>> RECORDS =
      new ClassValue<>() {
        @Override
        protected RowMapper<?> computeValue(Class<?> type) {
          return ConstructorMapper.of(canonicalConstructor(type));
        }
      };

  @Override
  public void customizeJdbi(Jdbi jdbi) {
    jdbi.registerRowMapper(ColumnTypes::record)
        .registerColumnMapper(
            Instant.class,
            (row, column, _) -> {
              long millis = row.getLong(column);
              return row.wasNull() ? null : Instant.ofEpochMilli(millis);
            })
        .registerColumnMapper(Path.class, text(Path::of))
        .registerColumnMapper(ColumnTypes::readId)
        .registerColumnMapper((QualifiedColumnMapperFactory) ColumnTypes::readDocument)
        .registerArgument(new Moments())
        .registerArgument(new Paths())
        .registerArgument(ColumnTypes::bindId)
        .registerArgument((QualifiedArgumentFactory) ColumnTypes::bindDocument);
  }

  private static Optional<RowMapper<?>> record(Type type, ConfigRegistry config) {
    Class<?> raw = GenericTypes.getErasedType(type);
    return raw.isRecord() && !Id.class.isAssignableFrom(raw)
        ? Optional.of(RECORDS.get(raw))
        : Optional.empty();
  }

  /** Of any record, also one that only its table sees. */
  private static Constructor<?> canonicalConstructor(Class<?> type) {
    Class<?>[] components =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(components);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new AssertionError("each record has its canonical constructor", e);
    }
  }

  private static <T> ColumnMapper<T> text(Function<String, T> parse) {
    return (row, column, _) -> {
      String value = row.getString(column);
      return value == null ? null : parse.apply(value);
    };
  }

  private static Optional<ColumnMapper<?>> readId(Type type, ConfigRegistry config) {
    Class<?> raw = GenericTypes.getErasedType(type);
    return raw.isRecord() && Id.class.isAssignableFrom(raw)
        ? Optional.of(text(value -> id(raw, value)))
        : Optional.empty();
  }

  private static Object id(Class<?> type, String value) {
    try {
      return canonicalConstructor(type).newInstance(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the database holds no %s: %s".formatted(type, value), e);
    }
  }

  private static Optional<Argument> bindId(Type type, Object value, ConfigRegistry config) {
    return value instanceof Id id
        ? Optional.of((position, statement, _) -> statement.setString(position, id.value()))
        : Optional.empty();
  }

  private static Optional<ColumnMapper<?>> readDocument(
      QualifiedType<?> type, ConfigRegistry config) {
    return type.hasQualifier(Json.class)
        ? Optional.of(text(value -> document(value, type.getType())))
        : Optional.empty();
  }

  private static Object document(String value, Type type) {
    return JSON.readValue(value, JSON.constructType(type));
  }

  private static Optional<Argument> bindDocument(
      QualifiedType<?> type, Object value, ConfigRegistry config) {
    return type.hasQualifier(Json.class)
        ? Optional.of(
            (position, statement, _) ->
                statement.setString(position, JSON.writeValueAsString(value)))
        : Optional.empty();
  }

  private static final class Moments extends AbstractArgumentFactory<Instant> {
    Moments() {
      super(Types.BIGINT);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, _) -> statement.setLong(position, value.toEpochMilli());
    }
  }

  private static final class Paths extends AbstractArgumentFactory<Path> {
    Paths() {
      super(Types.VARCHAR);
    }

    @Override
    protected Argument build(Path value, ConfigRegistry config) {
      return (position, statement, _) -> statement.setString(position, value.toString());
    }
  }
}
