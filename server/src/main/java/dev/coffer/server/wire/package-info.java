/**
 * The wire, without HTTP. An {@link dev.coffer.server.wire.Operation} is one row of the table of
 * operations: service, method, path, who may call it, what body it takes, what status a success has
 * and the handler. Routing, authorisation, limits and documents all come from that table. A handler
 * gets a {@link dev.coffer.server.wire.Call} and answers with a {@link
 * dev.coffer.server.wire.Reply} or throws a refusal; {@link dev.coffer.server.wire.Inputs} holds
 * the checks that every handler needs, in the failure codes of its service.
 */
@NullMarked
package dev.coffer.server.wire;

import org.jspecify.annotations.NullMarked;
