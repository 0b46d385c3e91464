/**
 * Master keys of another service that speaks the same KMS API. A {@link
 * dev.coffer.server.remotekms.RemoteAccount} says where it is and with which access key it is
 * called; {@link dev.coffer.server.remotekms.RemoteKms} makes the calls, with a bounded number of
 * attempts in a bounded time, and counts them. {@link dev.coffer.server.remotekms.RemoteKeys}
 * answers what backups and clusters ask of master keys, in the same words as the server's own KMS
 * does. {@link dev.coffer.server.remotekms.KeysOfBoth} lets this server's own keys go on to be used
 * beside them.
 */
@NullMarked
package dev.coffer.server.remotekms;

import org.jspecify.annotations.NullMarked;
