/**
 * Where backups rest. An object is bytes under a name; it is written through an {@link
 * dev.coffer.agent.store.Upload} and exists, whole and durable, from the moment of its commit. What
 * is not committed was never there: it is a partial, unseen by every reader, and removed on close
 * or, after a crash, by {@link dev.coffer.agent.store.ObjectStore#removePartials()}.
 */
@NullMarked
package dev.coffer.agent.store;

import org.jspecify.annotations.NullMarked;
