package dev.coffer.server.api.iam;

import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Resource;

/** Knows the grants of keys, which count where no policy decides. */
@FunctionalInterface
public interface AskedKeys {
  /** The type of resource that is a key. */
  String TYPE = "KeyId";

  /** The same key, with the leave that its grants give for an action. */
  Resource granting(Resource key, ProjectId projectId, String action);
}
