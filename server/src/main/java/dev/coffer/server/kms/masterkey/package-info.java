/**
 * Master keys as the control database knows them: state, usage, versions, names, tags, grants, and
 * material brought by the caller. The material itself never leaves the ring.
 */
@NullMarked
package dev.coffer.server.kms.masterkey;

import org.jspecify.annotations.NullMarked;
