/**
 * The audit log: who did what, with which version of which key, from where and with what outcome.
 * An {@link dev.coffer.server.audit.Event} is one call of an operation, or one use of a key by the
 * server itself. The {@link dev.coffer.server.audit.AuditLog} appends it as a line that is
 * authenticated together with the line before it, so that {@link
 * dev.coffer.server.audit.AuditCheck} finds whatever was altered, removed, moved or cut off. A
 * {@link dev.coffer.server.audit.Trace} follows a request through the features and collects the
 * keys that it uses.
 */
@NullMarked
package dev.coffer.server.audit;

import org.jspecify.annotations.NullMarked;
