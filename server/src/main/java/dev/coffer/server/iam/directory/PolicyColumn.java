package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads policies, which lie in tables as their documents. */
public final class PolicyColumn implements ColumnMapper<Policy> {

  @Override
  public @Nullable Policy map(ResultSet row, int column, StatementContext context)
      throws SQLException {
    String document = row.getString(column);
    return document == null ? null : PolicyDocument.parse(document);
  }
}
